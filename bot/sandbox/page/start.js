// Starting the page: who acts, what to try, and listening for news.

import { acting, get, listen } from "./api.js";
import { BoardPane } from "./board.js";
import { el, swallowSecondClicks, toast } from "./dom.js";
import { RunsDialog } from "./runs.js";
import { SlackPane } from "./slack.js";

const TIPS = [
  ["Move a card", "Drag one to another list, or use its Move button, and watch the channel and the card’s comments."],
  ["Ask", "Type /workload, /agenda or /card mine into the box under the Slack channel."],
  ["Look closer", "Open a card to read what Cardkeeper wrote on it, hold a meeting on the team’s pages, or let a run fail with Runs."],
];

function tips() {
  const host = document.getElementById("tips");
  if (sessionStorage.getItem("tips") === "closed") {
    host.hidden = true;
    return;
  }
  const close = () => {
    sessionStorage.setItem("tips", "closed");
    host.hidden = true;
  };
  const more = el("button", { type: "button", class: "button small tips-more", "aria-expanded": "false", "aria-controls": "tips-list" }, "What to try");
  more.addEventListener("click", () => more.setAttribute("aria-expanded", String(host.classList.toggle("open"))));
  host.append(
    more,
    el("p", { class: "tips-lead" }, el("strong", {}, "This is a sandbox."), " A made-up team; nothing leaves this machine. Try:"),
    el("ol", { id: "tips-list" }, TIPS.map(([title, words]) => el("li", {}, el("strong", {}, title), " ", words))),
    el("button", { type: "button", class: "button icon", "aria-label": "Hide these tips", onclick: close }, "✕"));
}

function panes() {
  const main = document.querySelector("main");
  const tabs = [...document.querySelectorAll(".tabs [role=tab]")];
  const show = (name) => {
    main.dataset.shown = name;
    for (const tab of tabs) {
      const on = tab.getAttribute("aria-controls") === name;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
  };
  for (const tab of tabs) {
    tab.addEventListener("click", () => show(tab.getAttribute("aria-controls")));
    tab.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      const other = tabs[(tabs.indexOf(tab) + 1) % tabs.length];
      other.focus();
      other.click();
    });
  }
  show("board");
}

function people(fixed, changed) {
  const select = document.getElementById("person");
  const known = fixed.people.filter((each) => each.member);
  select.append(...(known.length ? known : fixed.people).map((each) => el("option", { value: each.id }, each.name)));
  const before = sessionStorage.getItem("person");
  if (fixed.people.some((each) => each.id === before)) select.value = before;
  const pages = document.getElementById("pages");
  pages.hidden = !fixed.pages;
  const enter = () => { pages.href = `/page/enter?person=${encodeURIComponent(select.value)}`; };
  acting.person = select.value;
  enter();
  select.addEventListener("change", () => {
    acting.person = select.value;
    enter();
    sessionStorage.setItem("person", select.value);
    changed();
  });
}

// A link to a card of this board opens it here: the made-up board is not on trello.com.
function cardLinks(board) {
  document.addEventListener("click", (event) => {
    const found = event.target.closest?.("a[href]")?.href.match(/^https:\/\/trello\.com\/(c|b)\/(\w+)/);
    if (!found) return;
    event.preventDefault();
    const card = board.board?.cards.find((each) => each.shortLink === found[2]);
    if (card) board.dialog.open(card.id);
    else if (found[1] === "c") toast("That card is not on this board, or it is archived.");
  });
}

async function start() {
  swallowSecondClicks();
  const fixed = await get("start");
  document.getElementById("place").textContent = `Data: ${fixed.place}`;
  document.getElementById("place").title = fixed.place;
  tips();
  panes();
  const board = new BoardPane();
  const slack = new SlackPane(document.getElementById("slack"), fixed);
  people(fixed, () => {
    board.switchPerson();
    slack.switchPerson();
  });
  cardLinks(board);
  if (fixed.runs) {
    const runs = new RunsDialog(board);
    const open = document.getElementById("runs");
    open.hidden = false;
    open.addEventListener("click", () => runs.open());
  }
  const known = {};
  listen((versions) => {
    if (versions.trello !== known.trello) board.refresh();
    if (versions.slack !== known.slack) slack.refresh();
    Object.assign(known, versions);
    document.body.dataset.ready = "true";
  });
}

start();
