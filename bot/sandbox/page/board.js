// The board: lists, cards, moving them by mouse or by menu, and adding new ones.

import { get, send } from "./api.js";
import { CardDialog } from "./card.js";
import { Keyed, announce, day, el, face } from "./dom.js";
import { Drag } from "./drag.js";
import { openMenu } from "./elements.js";
import { icon } from "./icons.js";
import { label } from "./label.js";

export class BoardPane {
  constructor() {
    this.host = document.getElementById("lists");
    this.title = document.getElementById("board-name");
    this.board = null;
    this.columns = new Map();
    this.dialog = new CardDialog(this);
    this.drag = new Drag((card, list, before) => this.move(card, list, before));
    this.asked = 0;
  }

  async refresh() {
    const turn = (this.asked += 1);
    const { board } = await get("board");
    if (turn !== this.asked) return;
    this.board = board;
    if (!board) {
      this.title.textContent = "Board";
      this.host.replaceChildren(el("p", { class: "empty" }, "This person is not a member of any board."));
      this.columns.clear();
      return;
    }
    this.title.textContent = board.name;
    this.draw();
    this.dialog.refresh();
  }

  switchPerson() {
    this.columns.clear();
    this.host.replaceChildren();
    return this.refresh();
  }

  cardsOf(list) {
    return this.board.cards.filter((card) => card.idList === list.id).sort((a, b) => a.pos - b.pos);
  }

  draw() {
    const lists = [...this.board.lists].sort((a, b) => a.pos - b.pos);
    const names = JSON.stringify(this.board.members) + lists.map((each) => each.name).join();
    const nodes = lists.map((list) => {
      if (!this.columns.has(list.id)) this.columns.set(list.id, this.column(list));
      const column = this.columns.get(list.id);
      const cards = this.cardsOf(list);
      column.title.textContent = list.name;
      column.count.textContent = cards.length;
      column.count.setAttribute("aria-label", `${cards.length} cards`);
      column.cards.render(column.body, cards.map(shown), (card) => card.id, names);
      return column.node;
    });
    nodes.forEach((node, index) => {
      if (this.host.children[index] !== node) this.host.insertBefore(node, this.host.children[index] || null);
    });
    while (this.host.children.length > nodes.length) this.host.lastElementChild.remove();
  }

  column(list) {
    const title = el("h3", { id: `list-${list.id}` }, list.name);
    const count = el("span", { class: "count" });
    const body = el("ol", { class: "cards", dataset: { list: list.id }, "aria-labelledby": `list-${list.id}` });
    const node = el("section", { class: "list", "aria-labelledby": `list-${list.id}` }, el("header", {}, title, count), body, this.adder(list));
    this.drag.target(body);
    return { node, title, count, body, cards: new Keyed((card) => this.card(card)) };
  }

  adder(list) {
    const field = el("textarea", { class: "field", rows: 2, placeholder: "What is to be done?", "aria-label": `Title of the new card in ${list.name}` });
    const close = () => {
      form.hidden = true;
      open.hidden = false;
      open.focus();
    };
    const add = async (event) => {
      event.preventDefault();
      const name = field.value.trim();
      if (!name) return;
      field.value = "";
      await send("board/add", { list: list.id, name });
      field.focus();
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) add(event);
      if (event.key === "Escape") close();
    });
    const form = el("form", { class: "adder", hidden: true, onsubmit: add }, field,
      el("div", { class: "row" }, el("button", { type: "submit", class: "button primary" }, "Add card"), el("button", { type: "button", class: "button", onclick: close }, "Cancel")));
    const open = el("button", { type: "button", class: "add", onclick: () => {
      form.hidden = false;
      open.hidden = true;
      field.focus();
    } }, "+ Add a card");
    return el("footer", {}, open, form);
  }

  card(card) {
    const members = card.idMembers.map((id) => this.board.members.find((each) => each.id === id)).filter(Boolean);
    const open = el("button", { type: "button", class: "card-name", onclick: () => this.dialog.open(card.id) }, card.name || "(no title)");
    const menu = el("div", { class: "menu", role: "menu", popover: "auto", "aria-label": "Move to" });
    const mover = el("button", { type: "button", class: "mover", "aria-haspopup": "menu", "aria-label": `Move “${card.name}” to another list`, title: "Move to…" }, icon("move"));
    mover.addEventListener("click", () => {
      menu.replaceChildren(el("p", { class: "menu-title" }, "Move to…"), ...this.board.lists.map((list) =>
        el("button", { type: "button", role: "menuitem", disabled: list.id === card.idList, onclick: () => {
          menu.hidePopover();
          this.move(card.id, list.id, null);
        } }, list.name)));
      openMenu(menu, mover);
      menu.querySelector("button:not(:disabled)")?.focus();
    });
    const node = el("li", { class: "card", draggable: "true", dataset: { card: card.id } },
      card.labels.length ? el("div", { class: "labels" }, card.labels.map(label)) : null,
      open, foot(badges(card), members), mover, menu);
    node.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() === "m" && event.target === open) mover.click();
    });
    this.drag.source(node);
    return node;
  }

  async move(cardId, listId, beforeId) {
    const card = this.board.cards.find((each) => each.id === cardId);
    const list = this.board.lists.find((each) => each.id === listId);
    const others = this.cardsOf(list).filter((each) => each.id !== cardId);
    const at = beforeId ? others.findIndex((each) => each.id === beforeId) : others.length;
    const [above, below] = [others[at - 1]?.pos, others[at]?.pos];
    const pos = below === undefined ? "bottom" : above === undefined ? "top" : (above + below) / 2;
    const changes = { idList: listId, pos };
    if (card.idList === listId) delete changes.idList;
    await send("board/change", { card: cardId, changes });
    announce(`Moved “${card.name}” to ${list.name}`);
    await this.refresh();
  }
}

// Only what a card on the board shows; a new description must not make it flash.
function shown(card) {
  const { id, name, idList, idMembers, due, dueComplete, badges: b } = card;
  const links = card.attachments.length;
  const labels = card.labels.map(({ id: key, name: word, color }) => ({ id: key, name: word, color }));
  return { id, name, idList, idMembers, labels, due, dueComplete, links, comments: b.comments, items: b.checkItems, ticked: b.checkItemsChecked, desc: Boolean(card.desc) };
}

function foot(found, members) {
  if (!found.length && !members.length) return null;
  const faces = members.map((each) =>
    el("span", { title: each.fullName, role: "img", "aria-label": each.fullName }, face(each.fullName, "small")));
  return el("div", { class: "card-foot" }, el("div", { class: "badges" }, found), el("div", { class: "members" }, faces));
}

function badges(card) {
  const found = [];
  const badge = (sign, words, look = "", text = "") =>
    found.push(el("span", { class: `badge ${look}`, title: words, "aria-label": words, role: "img" }, icon(sign), text));
  if (card.due) {
    const date = new Date(card.due);
    const late = !card.dueComplete && date < new Date();
    const state = card.dueComplete ? "done" : late ? "late" : "";
    badge("due", `Due ${date.toLocaleString()}${late ? ", overdue" : card.dueComplete ? ", done" : ""}`, state, day(date));
  }
  if (card.desc) badge("text", "Has a description");
  if (card.items) badge("items", `${card.ticked} of ${card.items} items done`, card.items === card.ticked ? "done" : "", `${card.ticked}/${card.items}`);
  if (card.links) badge("link", `${card.links} links`, "", card.links);
  if (card.comments) badge("talk", `${card.comments} comments`, "", card.comments);
  return found;
}
