// The team's runs: begin one for a card, and decide what becomes of it.

import { get, send } from "./api.js";
import { Keyed, announce, el, safeLink } from "./dom.js";

const EVERY_MS = 2000;
const DOUBLE_CLICK_MS = 600;
const SYSTEMS = [
  ["weblog", "Nextflow, weblog"],
  ["tower", "Nextflow, tower"],
  ["seqera", "Seqera Platform"],
];
const DEEDS = {
  retry: ["Retry a task", "A task is lost and tried again"],
  succeed: ["Succeed", "The run ends well"],
  fail: ["Fail", "A task runs out of memory, and the run ends"],
  silence: ["Go silent", "Nothing more is heard of it"],
  wake: ["Speak again", "It is heard again"],
  resume: ["Resume", "A new run of the same session, which takes its place"],
};

export class RunsDialog {
  constructor(board) {
    this.board = board;
    this.timer = 0;
    this.asked = 0;
    this.offered = "";
    this.rows = new Keyed((run) => this.row(run));
    this.card = el("select", { class: "field", id: "run-card" });
    this.system = el("select", { class: "field", id: "run-system" }, SYSTEMS.map(([value, label]) => el("option", { value }, label)));
    this.press = el("button", { type: "submit", class: "button primary" }, "Start a run");
    this.list = el("ol", { class: "runs" });
    this.dialog = el("dialog", { class: "dialog runs-dialog", "aria-labelledby": "runs-title" },
      el("header", { class: "dialog-head" }, el("h2", { id: "runs-title" }, "Runs"),
        el("button", { type: "button", class: "button icon", "aria-label": "Close", onclick: () => this.dialog.close() }, "✕")),
      el("form", { class: "run-form", onsubmit: (event) => this.start(event) },
        el("label", { for: "run-card" }, "For the card"), this.card,
        el("label", { for: "run-system" }, "Told by"), this.system,
        this.press),
      el("p", { class: "quiet runs-note" }, "The run names its card. Watch the card’s comment and the channel; a silent run is unknown after a while. Outside their hours (usually 9 to 17 on working days) the owner hears of a failure when these begin."),
      this.list);
    this.dialog.addEventListener("close", () => clearInterval(this.timer));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    document.body.append(this.dialog);
  }

  async open() {
    await this.refresh();
    this.dialog.showModal();
    clearInterval(this.timer);
    this.timer = setInterval(() => this.refresh(), EVERY_MS);
  }

  async refresh() {
    const turn = (this.asked += 1);
    const { runs } = await get("runs");
    if (turn !== this.asked) return; // an older answer would take back what a newer one has shown
    this.offer();
    this.rows.render(this.list, runs, (run) => run.id);
  }

  // The board may come later than the dialog, and cards come and go while it is open.
  offer() {
    const cards = [...(this.board.board?.cards || [])].sort((a, b) => a.name.localeCompare(b.name));
    const print = JSON.stringify(cards.map((card) => [card.shortLink, card.name]));
    if (print === this.offered) return;
    this.offered = print;
    const chosen = this.card.value;
    this.card.replaceChildren(...cards.map((card) => el("option", { value: card.shortLink }, card.name)));
    if (cards.some((card) => card.shortLink === chosen)) this.card.value = chosen;
  }

  async start(event) {
    event.preventDefault();
    this.press.disabled = true; // a double click is one run
    setTimeout(() => (this.press.disabled = false), DOUBLE_CLICK_MS);
    const made = await send("runs/start", { system: this.system.value, card: this.card.value });
    if (made.name) announce(`${made.name} has begun.`);
    await this.refresh();
  }

  async tell(run, deed) {
    await send("runs/tell", { run: run.id, do: deed });
    announce(`${run.name}: ${DEEDS[deed][0]}`);
    await this.refresh();
  }

  row(run) {
    const retries = run.retries ? el("span", { class: "quiet" }, `${run.retries} tried again`) : null;
    const name = run.page ? safeLink(run.page, run.name) : run.name;
    return el("li", { class: "run", dataset: { run: run.name } },
      el("p", { class: "run-name" }, el("strong", {}, name), " ", el("span", { class: `run-state ${run.state}` }, run.state), " ", retries),
      el("p", { class: "quiet" }, `${run.pipeline} (${run.system})`),
      el("p", { class: "run-deeds" }, run.can.map((deed) =>
        el("button", { type: "button", class: "button small", title: DEEDS[deed][1], onclick: () => this.tell(run, deed) }, DEEDS[deed][0]))));
  }
}
