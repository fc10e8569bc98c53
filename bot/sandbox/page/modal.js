// Slack's modals: the top one of the person's stack, with its inputs.

import { send } from "./api.js";
import { blocks } from "./blocks.js";
import { el, toast } from "./dom.js";
import { plainText } from "./mrkdwn.js";

const TROUBLE = "We had some trouble connecting. Try again?";

export class ModalHost {
  constructor(appName) {
    this.app = appName;
    this.dialog = el("dialog", { class: "dialog modal" });
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
    document.body.append(this.dialog);
    this.shown = "";
    this.view = null;
  }

  render(stack, world) {
    const view = stack[stack.length - 1];
    if (!view) {
      this.shown = "";
      if (this.dialog.open) this.dialog.close();
      return;
    }
    if (this.shown === view.id + view.hash) return;
    const typed = this.view && this.view.id === view.id ? this.values() : {};
    this.shown = view.id + view.hash;
    this.view = view;
    this.draw(view, world, typed);
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.querySelector("input,select,textarea")?.focus();
  }

  draw(view, world, typed) {
    this.inputs = new Map();
    const surface = {
      world,
      app: this.app,
      inputs: this.inputs,
      state: (block) => typed[block.block_id]?.[block.element.action_id] ?? undefined,
      use: (item, value, block) =>
        send("slack/click_in_view", { view_id: view.id, action_id: item.action_id, block_id: block.block_id, value, values: this.values(true) }),
      suggest: async (item, query) => (await send("slack/suggest", { view_id: view.id, action_id: item.action_id, query })).suggest || [],
    };
    const form = el("form", { method: "dialog", class: "modal-form", novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      this.submit();
    } });
    const title = plainText(view.title.text);
    this.dialog.setAttribute("aria-label", title);
    this.trouble = el("p", { class: "problem", role: "alert", hidden: true });
    form.append(
      el("header", { class: "dialog-head" }, el("h2", {}, title),
        el("button", { type: "button", class: "button icon", "aria-label": "Close", onclick: () => this.close(true) }, "✕")),
      el("div", { class: "modal-body" }, blocks(view.blocks, surface), this.trouble),
      el("footer", { class: "dialog-end" },
        el("button", { type: "button", class: "button", onclick: () => this.close() }, view.close ? plainText(view.close.text) : "Cancel"),
        view.submit ? el("button", { type: "submit", class: "button primary" }, plainText(view.submit.text)) : null));
    this.dialog.replaceChildren(form);
  }

  values(onlyFilled = false) {
    const values = {};
    for (const [block, { field, action }] of this.inputs || []) {
      const value = field.read ? field.read() : null;
      if (onlyFilled && (value === null || value === "")) continue;
      values[block] = { [action]: value };
    }
    return values;
  }

  problem(block, sentence) {
    const host = [...this.dialog.querySelectorAll(".block-input")].find((node) => node.dataset.block === block);
    const note = host?.querySelector(".problem");
    if (!note) return;
    note.textContent = sentence;
    note.hidden = false;
  }

  async submit() {
    for (const note of this.dialog.querySelectorAll(".problem")) note.hidden = true;
    const press = this.dialog.querySelector("button[type=submit]");
    press.disabled = true;
    const answer = await send("slack/submit", { view_id: this.view.id, values: this.values() });
    press.disabled = false;
    if (answer.ok === false) {
      this.trouble.textContent = `${TROUBLE} (${answer.error})`;
      this.trouble.hidden = false;
    }
    const errors = Object.entries(answer.errors || {});
    for (const [block, sentence] of errors) this.problem(block, sentence);
    // in the middle, for the row of buttons covers the lower end
    this.dialog.querySelector(".problem:not([hidden])")?.scrollIntoView({ block: "center" });
  }

  async close(everything = false) {
    const answer = await send("slack/close", { view_id: this.view.id, everything });
    if (answer.ok === false) toast(TROUBLE);
  }
}
