// The box in which messages and slash commands are typed, with the known commands on `/`.

import { send } from "./api.js";
import { el } from "./dom.js";

export class Composer {
  constructor(pane) {
    this.pane = pane;
    this.commands = pane.app.commands;
    this.at = 0;
    this.list = el("ul", { class: "commands", role: "listbox", id: "commands", "aria-label": "Commands", hidden: true });
    this.field = el("textarea", {
      id: "composer", rows: 1, class: "field", role: "combobox", "aria-controls": "commands",
      "aria-expanded": "false", "aria-autocomplete": "list",
    });
    this.field.addEventListener("input", () => this.offer());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => setTimeout(() => this.hide(), 150));
    this.node = el("form", { class: "composer", onsubmit: (event) => {
      event.preventDefault();
      this.say();
    } }, this.list, this.field, el("button", { type: "submit", class: "button primary" }, "Send"));
  }

  name(place) {
    const words = `Message ${place} or type /`;
    this.field.placeholder = words;
    this.field.setAttribute("aria-label", words);
  }

  matching() {
    const typed = this.field.value;
    if (!typed.startsWith("/") || /\s/.test(typed)) return [];
    return this.commands.filter((each) => each.command.startsWith(typed));
  }

  offer() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(160, this.field.scrollHeight + 2)}px`;
    const found = this.matching();
    this.at = Math.min(this.at, Math.max(0, found.length - 1));
    this.list.hidden = !found.length;
    this.field.setAttribute("aria-expanded", String(Boolean(found.length)));
    this.list.replaceChildren(...found.map((each, index) =>
      el("li", { role: "option", id: `command-${index}`, "aria-selected": String(index === this.at), onmousedown: (event) => {
        event.preventDefault();
        this.take(each);
      } }, el("strong", {}, each.command), el("span", { class: "quiet" }, ` ${each.usage_hint || ""}`), el("small", {}, each.description || ""))));
    if (found.length) this.field.setAttribute("aria-activedescendant", `command-${this.at}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  hide() {
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
  }

  take(command) {
    this.field.value = `${command.command} `;
    this.hide();
    this.field.focus();
  }

  key(event) {
    const found = this.list.hidden ? [] : this.matching();
    const exact = found.length === 1 && found[0].command === this.field.value;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (found.length && step) {
      event.preventDefault();
      this.at = (this.at + step + found.length) % found.length;
      this.offer();
    } else if (found.length && !exact && ["Tab", "Enter"].includes(event.key)) {
      event.preventDefault();
      this.take(found[this.at]);
    } else if (event.key === "Escape") this.hide();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.say();
    }
  }

  async say() {
    const text = this.field.value.trim();
    if (!text || !this.pane.channel) return;
    this.field.value = "";
    this.offer();
    await send("slack/say", { channel: this.pane.channel, text });
  }
}
