// One message as a person reads it: author, words or blocks, marks, and its thread.

import { send } from "./api.js";
import { blocks } from "./blocks.js";
import { clock, day, el, face } from "./dom.js";
import { emojis } from "./emoji.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";

export const moment = (ts) => new Date(Number(ts) * 1000);

function stamp(ts) {
  const date = moment(ts);
  const today = date.toDateString() === new Date().toDateString();
  return el("time", { datetime: date.toISOString(), title: date.toLocaleString() }, today ? clock(date) : `${day(date)}, ${clock(date)}`);
}

function pictures(files) {
  return files.map((file) =>
    (file.mimetype || "").startsWith("image/")
      ? el("figure", {}, el("figcaption", {}, file.title), el("img", { class: "wide", src: file.url_private, alt: file.alt_txt || file.title }))
      : el("p", {}, el("a", { href: file.url_private, download: file.name }, file.title)));
}

function body(message, surface) {
  const own = message.client_msg_id ? null : message.blocks;
  const parts = own ? blocks(own, surface) : message.text ? [mrkdwn(message.text, surface.world)] : [];
  const attachments = (message.attachments || []).map((each) =>
    el("div", { class: "attachment" }, each.blocks ? blocks(each.blocks, surface) : mrkdwn(each.text || each.fallback || "", surface.world)));
  return [...parts, ...attachments, ...pictures(message.files || [])];
}

export function messageNode(message, pane) {
  const { world } = pane;
  const user = world.users[message.user] || { name: "Somebody", is_bot: false };
  const app = user.is_bot || message.user === "USLACKBOT";
  const surface = {
    world,
    app: pane.app.name,
    use: (item, value, block) =>
      send("slack/click", { channel: pane.channel, ts: message.ts, action_id: item.action_id, block_id: block.block_id, value }),
    suggest: async (item, query) =>
      (await send("slack/suggest", { channel: pane.channel, ts: message.ts, action_id: item.action_id, query })).suggest || [],
  };
  const portrait = message.user === pane.app.bot_user_id
    ? el("img", { class: "face", src: "/page/files/icon.svg", alt: "" })
    : face(user.name);
  const hidden = message.is_ephemeral ? el("p", { class: "only-you" }, icon("eye"), "Only visible to you") : null;
  const edited = message.edited ? el("span", { class: "edited" }, "(edited)") : null;
  const head = el("p", { class: "who" }, el("strong", {}, user.name), app ? el("span", { class: "app-mark" }, "APP") : null, stamp(message.ts), edited);
  const reactions = (message.reactions || []).map((each) => el("span", { class: "reaction" }, `${emojis(`:${each.name}:`)} ${each.count}`));
  const shortcuts = pane.app.shortcuts.filter((each) => each.type === "message").map((each) =>
    el("button", { type: "button", class: "button small", onclick: () =>
      send("slack/message_shortcut", { channel: pane.channel, ts: message.ts, callback_id: each.callback_id }) }, each.name));
  return el("article", { class: `message${message.is_ephemeral ? " ephemeral" : ""}`, dataset: { ts: message.ts }, "aria-label": `${user.name}` },
    portrait, el("div", { class: "said" }, hidden, head, body(message, surface),
      reactions.length ? el("p", { class: "reactions" }, reactions) : null,
      shortcuts.length ? el("div", { class: "shortcuts" }, shortcuts) : null));
}

export function thread(parent, replies, pane, opened) {
  const names = new Set(replies.map((each) => (pane.world.users[each.user] || {}).name));
  const field = el("input", { class: "field", placeholder: "Reply…", "aria-label": "Reply in thread" });
  const form = el("form", { class: "reply", onsubmit: async (event) => {
    event.preventDefault();
    if (!field.value.trim()) return;
    const text = field.value;
    field.value = "";
    await send("slack/say", { channel: pane.channel, text, thread_ts: parent.ts });
  } }, field);
  const summary = el("summary", {}, `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`, el("span", { class: "quiet" }, ` ${[...names].join(", ")}`));
  const node = el("details", { class: "thread", open: opened.has(parent.ts) }, summary, replies.map((each) => messageNode(each, pane)), form);
  node.addEventListener("toggle", () => (node.open ? opened.add(parent.ts) : opened.delete(parent.ts)));
  return node;
}
