// Slack's mrkdwn and plain text into nodes.

import { clock, day, el, safeLink } from "./dom.js";
import { emojis } from "./emoji.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const unescaped = (text) => text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);

export function plainText(text, emoji = true) {
  return emoji ? emojis(text) : text;
}

// `world` brings users and channels, to name the mentioned ones.
export function mrkdwn(text, world) {
  const out = el("div", { class: "mrkdwn" });
  const parts = text.split(/```/);
  parts.forEach((part, index) => {
    if (index % 2) out.append(el("pre", {}, el("code", {}, unescaped(part.replace(/^\n|\n$/g, "")))));
    else if (part) out.append(...paragraphs(index ? part.replace(/^\n/, "") : part, world));
  });
  return out;
}

function paragraphs(text, world) {
  const nodes = [];
  let quote = null;
  text.split("\n").forEach((row, index) => {
    const quoted = row.match(/^(?:&gt;|>)\s?(.*)$/);
    if (quoted) {
      if (!quote) nodes.push((quote = el("blockquote")));
      else quote.append(el("br"));
      quote.append(...inline(quoted[1], world));
      return;
    }
    if (index && !quote) nodes.push(el("br"));
    quote = null;
    nodes.push(...inline(row, world));
  });
  return nodes;
}

const PART = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "<(?<angle>[^<>\\n]+)>",
    "(?<![\\w*])\\*(?<bold>[^*\\s](?:[^*\\n]*[^*\\s])?)\\*(?![\\w*])",
    "(?<![\\w_])_(?<it>[^_\\s](?:[^_\\n]*[^_\\s])?)_(?![\\w_])",
    "(?<![\\w~])~(?<gone>[^~\\s](?:[^~\\n]*[^~\\s])?)~(?![\\w~])",
  ].join("|"),
  "g",
);

function inline(text, world) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(PART)) {
    if (found.index > at) nodes.push(emojis(unescaped(text.slice(at, found.index))));
    at = found.index + found[0].length;
    const part = found.groups;
    if (part.code !== undefined) nodes.push(el("code", {}, unescaped(part.code)));
    else if (part.angle !== undefined) nodes.push(angle(part.angle, world));
    else if (part.bold !== undefined) nodes.push(el("strong", {}, ...inline(part.bold, world)));
    else if (part.it !== undefined) nodes.push(el("em", {}, ...inline(part.it, world)));
    else nodes.push(el("s", {}, ...inline(part.gone, world)));
  }
  if (at < text.length) nodes.push(emojis(unescaped(text.slice(at))));
  return nodes;
}

function angle(inside, world) {
  const bar = inside.indexOf("|");
  const [target, label] = bar < 0 ? [inside, ""] : [inside.slice(0, bar), unescaped(inside.slice(bar + 1))];
  if (target.startsWith("@")) return person(target.slice(1), world, label);
  if (target.startsWith("#")) return channel(target.slice(1), world, label);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!subteam^")) return mention(label || "@group");
  if (target.startsWith("!")) return mention(`@${target.slice(1)}`);
  return safeLink(unescaped(target), emojis(label) || unescaped(target));
}

const mention = (words) => el("span", { class: "mention" }, words);

export function person(id, world, label = "") {
  const user = world.users[id];
  return mention(`@${user ? user.name : label || id}`);
}

export function channel(id, world, label = "") {
  const known = world.channels.find((each) => each.id === id);
  return mention(`#${known ? known.name : label || id}`);
}

export function date(target, fallback) {
  const [, stamp, format, link] = target.split("^");
  const words = written(Number(stamp), format || "", fallback);
  const node = el("time", { datetime: new Date(Number(stamp) * 1000).toISOString(), title: fallback }, words);
  return link ? safeLink(link, node) : node;
}

export function written(stamp, format, fallback = "") {
  const moment = new Date(stamp * 1000);
  if (Number.isNaN(moment.getTime())) return fallback;
  const long = { day: "numeric", month: "long", year: "numeric" };
  const days = Math.round((new Date(moment).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / 864e5);
  const near = { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days];
  const date_short = moment.toLocaleDateString([], { day: "numeric", month: "short", year: "numeric" });
  const date_plain = moment.toLocaleDateString([], long);
  const date_long = moment.toLocaleDateString([], { weekday: "long", ...long });
  const known = {
    date_num: moment.toLocaleDateString("sv"),
    date: date_plain,
    date_slash: moment.toLocaleDateString([]),
    date_short,
    date_long,
    date_pretty: near || date_plain,
    date_short_pretty: near || day(moment),
    date_long_pretty: near || date_long,
    time: clock(moment),
    time_secs: moment.toLocaleTimeString(),
    ago: new Intl.RelativeTimeFormat().format(days, "day"),
    day_divider_pretty: near || date_long,
  };
  return format.replace(/\{(\w+)\}/g, (whole, name) => known[name] ?? whole);
}
