// rich_text blocks into nodes.

import { el, safeLink } from "./dom.js";
import { emojis } from "./emoji.js";
import { channel, person, written } from "./mrkdwn.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

export function richText(block, world) {
  return el("div", { class: "prose" }, block.elements.map((each) => part(each, world)));
}

function part(each, world) {
  if (each.type === "rich_text_list") {
    const items = each.elements.map((item) => el("li", {}, inlines(item.elements, world)));
    const tag = each.style === "ordered" ? "ol" : "ul";
    return el(tag, { class: `indent-${each.indent || 0}`, start: each.offset ? each.offset + 1 : null }, items);
  }
  if (each.type === "rich_text_quote") return el("blockquote", {}, inlines(each.elements, world));
  if (each.type === "rich_text_preformatted") {
    return el("pre", {}, el("code", {}, inlines(each.elements, world)));
  }
  return el("p", {}, inlines(each.elements, world));
}

function inlines(elements, world) {
  return elements.map((each) => dressed(inline(each, world), each.style));
}

function inline(each, world) {
  switch (each.type) {
    case "text":
      return rows(each.text);
    case "link":
      return safeLink(each.url, each.text || each.url);
    case "user":
      return person(each.user_id, world);
    case "channel":
      return channel(each.channel_id, world);
    case "broadcast":
      return el("span", { class: "mention" }, `@${each.range}`);
    case "emoji":
      return emojis(`:${each.name}:`);
    case "date":
      return el("time", {}, written(each.timestamp, each.format, each.fallback));
    case "color":
      return el("code", {}, each.value);
    default:
      return el("span", { class: "mention" }, `@${each.usergroup_id || each.team_id || ""}`);
  }
}

function rows(text) {
  return el("span", {}, text.split("\n").flatMap((row, index) => (index ? [el("br"), row] : [row])));
}

function dressed(node, style = {}) {
  let whole = node;
  for (const [name, tag] of Object.entries(STYLES)) if (style[name]) whole = el(tag, {}, whole);
  return whole;
}
