// The Slack pane: channels, messages, the app's home, modals.

import { get, send } from "./api.js";
import { blocks } from "./blocks.js";
import { Composer } from "./composer.js";
import { Keyed, announce, el } from "./dom.js";
import { messageNode, moment, thread } from "./message.js";
import { ModalHost } from "./modal.js";

export class SlackPane {
  constructor(host, fixed) {
    this.app = fixed.app;
    this.team = fixed.team;
    this.channel = "";
    this.home = false;
    this.world = { users: {}, channels: [] };
    this.opened = new Set();
    this.modals = new ModalHost(this.app.name);
    this.composer = new Composer(this);
    this.messages = new Keyed((item) => this.entry(item));
    this.tabs = el("div", { class: "channels", role: "tablist", "aria-label": "Conversations" });
    this.log = el("div", { class: "log", role: "log", "aria-label": "Messages", tabindex: "0" });
    this.page = el("div", { class: "home", hidden: true, tabindex: "0", role: "region", "aria-label": `Home of ${this.app.name}` });
    this.topic = el("p", { class: "topic" });
    this.head = el("header", { class: "slack-head" }, this.tabs);
    host.append(this.head, this.topic, this.log, this.page, this.composer.node);
    this.read = null;
    this.asked = 0;
  }

  async refresh() {
    const turn = (this.asked += 1);
    const seen = await get("slack", { channel: this.channel });
    if (turn !== this.asked) return;
    this.channel = seen.channel;
    this.world = seen;
    if (!this.read) this.read = { ...seen.latest };
    if (!this.home) this.read[seen.channel] = seen.latest[seen.channel];
    this.drawTabs(seen);
    this.drawMessages(seen.messages);
    this.drawHome(seen.home);
    this.modals.render(seen.modals, this.world);
  }

  switchPerson() {
    this.messages.reset();
    this.channel = "";
    this.read = null;
    if (this.home) send("slack/open_home", {});
    return this.refresh();
  }

  title(channel) {
    return channel.is_im ? this.app.name : `# ${channel.name}`;
  }

  drawTabs(seen) {
    const tab = (label, selected, press, fresh = false) =>
      el("button", { type: "button", role: "tab", "aria-selected": String(selected), onclick: press }, label,
        fresh ? el("span", { class: "fresh", role: "img", "aria-label": "new messages" }) : null);
    const tabs = seen.channels.map((channel) =>
      tab(this.title(channel), !this.home && channel.id === this.channel, () => this.show(channel.id), seen.latest[channel.id] !== this.read[channel.id]));
    if (this.app.home_tab) tabs.push(tab("Home", this.home, () => this.showHome()));
    for (const shortcut of this.app.shortcuts.filter((each) => each.type === "global")) {
      tabs.push(el("button", { type: "button", class: "button small", onclick: () => send("slack/shortcut", { callback_id: shortcut.callback_id }) }, shortcut.name));
    }
    const print = tabs.map((node) => node.outerHTML).join("");
    if (print !== this.tabsPrint) {
      const held = [...this.tabs.children].indexOf(document.activeElement);
      this.tabs.replaceChildren(...tabs);
      if (held >= 0) this.tabs.children[held]?.focus();
      this.tabsPrint = print;
    }
    const here = seen.channels.find((each) => each.id === this.channel);
    const about = this.home ? `Home of ${this.app.name}` : here?.is_im ? `Direct messages with ${this.app.name}` : here?.topic.value;
    this.topic.textContent = [this.team, about].filter(Boolean).join(" · ");
    if (here) this.composer.name(here.is_im ? this.app.name : `#${here.name}`);
    this.log.hidden = this.composer.node.hidden = this.home;
    this.page.hidden = !this.home;
  }

  show(channel) {
    this.home = false;
    this.channel = channel;
    this.messages.reset();
    this.refresh();
  }

  async showHome() {
    this.home = true;
    await send("slack/open_home", {});
    this.refresh();
  }

  drawMessages(all) {
    const replies = new Map();
    for (const message of all) {
      const root = message.thread_ts && message.thread_ts !== message.ts ? message.thread_ts : null;
      if (root) replies.set(root, [...(replies.get(root) || []), message]);
    }
    const tops = all.filter((each) => !each.thread_ts || each.thread_ts === each.ts || each.subtype === "thread_broadcast");
    const items = [];
    let last = "";
    for (const message of tops) {
      const date = moment(message.ts).toDateString();
      if (date !== last) items.push({ key: `day ${date}`, day: message.ts });
      last = date;
      items.push({ key: message.ts, message, replies: replies.get(message.ts) || [] });
    }
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80 || this.messages.first;
    const names = JSON.stringify(this.world.users);
    const before = this.messages.known.size;
    const fresh = !this.messages.first;
    this.log.classList.toggle("bare", !items.length);
    this.messages.render(this.log, items.length ? items : [{ key: "empty", empty: true }], (item) => `${this.channel} ${item.key}`, names);
    if (fresh && this.messages.known.size > before && tops.length) this.tell(tops[tops.length - 1]);
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  tell(message) {
    const user = this.world.users[message.user];
    announce(`New message from ${user ? user.name : "somebody"}: ${message.text || ""}`.slice(0, 200));
  }

  entry(item) {
    if (item.empty) return el("p", { class: "empty" }, "No messages yet. Say something, or type / to see the commands.");
    if (item.day) {
      const words = moment(item.day).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
      return el("p", { class: "day" }, el("span", {}, words));
    }
    const node = el("div", { class: "entry" }, messageNode(item.message, this));
    if (item.replies.length) node.append(thread(item.message, item.replies, this, this.opened));
    return node;
  }

  drawHome(view) {
    const print = view ? view.hash + view.id : "none";
    if (print === this.homePrint) return;
    this.homePrint = print;
    if (!view) {
      this.page.replaceChildren(el("p", { class: "empty" }, `${this.app.name} has not written a home page for you yet.`));
      return;
    }
    const surface = {
      world: this.world,
      app: this.app.name,
      use: (item, value, block) => send("slack/click_in_view", { view_id: view.id, action_id: item.action_id, block_id: block.block_id, value }),
      suggest: async (item, query) => (await send("slack/suggest", { view_id: view.id, action_id: item.action_id, query })).suggest || [],
    };
    this.page.replaceChildren(...blocks(view.blocks, surface));
  }
}
