// Dragging a card with the mouse from list to list.

import { el } from "./dom.js";

export class Drag {
  constructor(dropped) {
    this.dropped = dropped;
    this.node = null;
    this.gap = el("li", { class: "gap", "aria-hidden": "true" });
  }

  source(node) {
    node.addEventListener("dragstart", (event) => {
      this.node = node;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", node.dataset.card);
      this.gap.style.height = `${node.offsetHeight}px`;
      requestAnimationFrame(() => node.classList.add("held"));
    });
    node.addEventListener("dragend", () => this.end());
  }

  target(body) {
    const list = body.parentElement || body;
    body.addEventListener("dragover", (event) => this.over(event, body));
    body.addEventListener("drop", (event) => this.drop(event, body));
    list.addEventListener("dragleave", (event) => {
      if (!body.contains(event.relatedTarget)) this.gap.remove();
    });
  }

  over(event, body) {
    if (!this.node) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    const before = [...body.querySelectorAll(".card:not(.held)")].find((card) => {
      const box = card.getBoundingClientRect();
      return event.clientY < box.top + box.height / 2;
    });
    if (before ? this.gap.nextElementSibling !== before : body.lastElementChild !== this.gap) body.insertBefore(this.gap, before || null);
  }

  drop(event, body) {
    if (!this.node) return;
    event.preventDefault();
    const next = this.gap.nextElementSibling;
    const before = next === this.node ? next.nextElementSibling : next;
    const card = this.node.dataset.card;
    this.end();
    this.dropped(card, body.dataset.list, before ? before.dataset.card : null);
  }

  end() {
    this.node?.classList.remove("held");
    this.node = null;
    this.gap.remove();
  }
}
