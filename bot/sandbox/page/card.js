// One card, opened: everything on it, and most of it editable in place.

import { get, send } from "./api.js";
import { clock, day, el, face, safeLink } from "./dom.js";
import { icon } from "./icons.js";
import { label } from "./label.js";
import { markdown } from "./markdown.js";

export class CardDialog {
  constructor(pane) {
    this.pane = pane;
    this.id = "";
    this.dialog = el("dialog", { class: "dialog card-dialog", tabindex: "-1" });
    this.dialog.addEventListener("close", () => (this.id = ""));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    document.body.append(this.dialog);
  }

  async open(id) {
    this.id = id;
    this.parts = new Map();
    this.dialog.replaceChildren();
    await this.refresh();
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.scrollTop = 0;
    this.dialog.focus();
  }

  async refresh() {
    if (!this.id) return;
    const asked = this.id;
    let card;
    try {
      card = await get(`cards/${asked}`);
    } catch {
      this.dialog.close();
      return;
    }
    if (asked !== this.id) return;
    this.card = card;
    this.draw(card);
  }

  change(changes) {
    return send("board/change", { card: this.id, changes });
  }

  // A part is drawn anew only when its content changed and nobody is writing in it.
  part(name, content, make) {
    const print = JSON.stringify(content);
    const old = this.parts.get(name);
    if (old && (old.print === print || old.node.querySelector(":focus:is(textarea,input:not([type=checkbox]))"))) return old.node;
    const node = make();
    node.classList.add(`part-${name}`);
    if (old) {
      const open = old.node.querySelector("details")?.open;
      if (open) node.querySelector("details").open = true;
      const box = old.node.querySelector(":focus");
      old.node.replaceWith(node);
      if (box?.value) node.querySelector(`[value="${CSS.escape(box.value)}"]`)?.focus();
      node.classList.add("changed");
    }
    this.parts.set(name, { print, node });
    return node;
  }

  draw(card) {
    const { board } = this.pane;
    const comments = (card.actions || []).filter((each) => each.type === "commentCard");
    this.dialog.setAttribute("aria-label", card.name);
    const head = this.part("head", [card.name, card.idList, board.lists, comments.length], () => this.head(card));
    const side = this.part("side", [card.due, card.dueComplete, card.idMembers, card.labels, board.members, board.labels], () => this.side(card));
    const parts = [
      this.part("desc", card.desc, () => this.description(card)),
      this.part("checklists", card.checklists, () => this.checklists(card)),
      this.part("links", card.attachments, () => this.links(card)),
      this.part("comments", comments, () => this.comments(comments)),
    ];
    if (!this.dialog.children.length) this.dialog.append(el("div", { class: "card-sheet" }, head, el("div", { class: "card-main" }, parts), side));
  }

  head(card) {
    const name = el("textarea", { class: "title-field", rows: 1, "aria-label": "Title", value: card.name });
    name.addEventListener("change", () => name.value.trim() && this.change({ name: name.value.trim() }));
    name.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        name.blur();
      }
    });
    const lists = el("select", { class: "field", "aria-label": "List" }, this.pane.board.lists.map((each) => el("option", { value: each.id }, each.name)));
    lists.value = card.idList;
    lists.addEventListener("change", () => this.change({ idList: lists.value, pos: "bottom" }));
    return el("header", { class: "card-head" }, name,
      el("button", { type: "button", class: "button icon", "aria-label": "Close", onclick: () => this.dialog.close() }, "✕"),
      el("p", { class: "in-list" }, "in list ", lists, this.jump(card)));
  }

  jump(card) {
    const count = (card.actions || []).length;
    if (!count) return null;
    const words = count === 1 ? "1 comment ↓" : `${count} comments ↓`;
    const press = () => this.parts.get("comments").node.scrollIntoView({ block: "start" });
    return el("button", { type: "button", class: "button small", onclick: press }, words);
  }

  side(card) {
    const { board } = this.pane;
    const due = el("input", { type: "datetime-local", class: "field", "aria-label": "Due" });
    if (card.due) due.value = new Date(new Date(card.due) - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 16);
    due.addEventListener("change", () => this.change({ due: due.value ? new Date(due.value).toISOString() : "" }));
    const done = el("input", { type: "checkbox", checked: card.dueComplete, value: "due-done" });
    done.addEventListener("change", () => this.change({ dueComplete: done.checked }));
    const members = board.members.filter((each) => card.idMembers.includes(each.id));
    const faces = members.map((each) => el("span", { class: "chip" }, face(each.fullName, "small"), each.fullName));
    return el("div", { class: "card-side" },
      el("section", {}, el("h3", {}, "Members"), el("div", { class: "chips" }, faces.length ? faces : el("span", { class: "quiet" }, "Nobody")),
        this.picker("Change members", board.members, card.idMembers, (each) => each.fullName, (ids) => this.change({ idMembers: ids }))),
      el("section", {}, el("h3", {}, "Labels"), el("div", { class: "chips labels" }, card.labels.length ? card.labels.map(label) : el("span", { class: "quiet" }, "None")),
        this.picker("Change labels", board.labels, card.idLabels, (each) => label(each), (ids) => this.change({ idLabels: ids }))),
      el("section", {}, el("h3", {}, "Due"), due, el("label", { class: "check" }, done, "Done")));
  }

  picker(words, all, chosen, show, save) {
    const boxes = all.map((each) => el("input", { type: "checkbox", value: each.id, checked: chosen.includes(each.id) }));
    const list = el("div", { class: "picker" }, all.map((each, index) => el("label", { class: "check" }, boxes[index], show(each))));
    list.addEventListener("change", () => save(boxes.filter((box) => box.checked).map((box) => box.value)));
    return el("details", {}, el("summary", {}, words), list);
  }

  description(card) {
    const field = el("textarea", { class: "field", rows: 8, "aria-label": "Description", value: card.desc });
    const shown = el("div", { class: "desc" }, card.desc ? markdown(card.desc) : el("p", { class: "quiet" }, "No description yet."));
    const edit = el("button", { type: "button", class: "button small" }, "Edit");
    const finish = async (save) => {
      if (save) await this.change({ desc: field.value });
      field.blur();
      editor.hidden = true;
      shown.hidden = edit.hidden = false;
      this.refresh();
    };
    const editor = el("div", { hidden: true }, field, el("div", { class: "row" },
      el("button", { type: "button", class: "button primary", onclick: () => finish(true) }, "Save"),
      el("button", { type: "button", class: "button", onclick: () => finish(false) }, "Cancel")));
    edit.addEventListener("click", () => {
      editor.hidden = false;
      shown.hidden = edit.hidden = true;
      field.focus();
    });
    return el("section", {}, el("h3", {}, "Description", edit), shown, editor);
  }

  checklists(card) {
    return el("div", {}, (card.checklists || []).map((list) => {
      const items = [...list.checkItems].sort((a, b) => a.pos - b.pos);
      const done = items.filter((each) => each.state === "complete").length;
      return el("section", {}, el("h3", {}, list.name, el("span", { class: "quiet" }, ` ${done}/${items.length}`)),
        el("progress", { max: items.length || 1, value: done, "aria-label": `${list.name}: ${done} of ${items.length} done` }),
        el("ul", { class: "items" }, items.map((item) => {
          const box = el("input", { type: "checkbox", value: item.id, checked: item.state === "complete" });
          box.addEventListener("change", () => send("board/tick", { card: this.id, item: item.id, done: box.checked }));
          return el("li", {}, el("label", { class: "check" }, box, el("span", {}, item.name)));
        })));
    }));
  }

  links(card) {
    if (!card.attachments?.length) return el("div");
    const items = card.attachments.map((each) => el("li", {}, icon("link"), safeLink(each.url, each.name || each.url)));
    return el("section", {}, el("h3", {}, "Links"), el("ul", { class: "links" }, items));
  }

  comments(comments) {
    const field = el("textarea", { class: "field", rows: 2, placeholder: "Write a comment…", "aria-label": "Comment" });
    const form = el("form", { class: "commenter", onsubmit: async (event) => {
      event.preventDefault();
      const text = field.value.trim();
      if (!text) return;
      field.value = "";
      field.blur();
      await send("board/comment", { card: this.id, text });
    } }, field, el("button", { type: "submit", class: "button primary" }, "Comment"));
    const shown = comments.map((each) => {
      const who = each.memberCreator || { fullName: "Somebody", username: "" };
      const date = new Date(each.date);
      const edited = each.data.dateLastEdited ? el("span", { class: "edited" }, "(edited)") : null;
      return el("li", { class: "comment", dataset: { action: each.id } }, face(who.fullName, "small"),
        el("div", {}, el("p", { class: "who" }, el("strong", {}, who.fullName), el("time", {}, `${day(date)}, ${clock(date)}`), edited), markdown(each.data.text)));
    });
    return el("section", {}, el("h3", {}, "Comments"), form, el("ol", { class: "comments" }, shown));
  }
}
