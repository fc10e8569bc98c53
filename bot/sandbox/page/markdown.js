// Markdown (Trello's and Slack's markdown block) into nodes: headings, lists, tables, code, quotes.

import { el, safeLink } from "./dom.js";
import { emojis } from "./emoji.js";

const INLINE = new RegExp(
  [
    "(?<code>`+)(?<coded>[^`]+)\\k<code>",
    "\\[(?<label>[^\\]]*)\\]\\((?<url>[^\\s)]+)(?:\\s+\"[^\"]*\")?\\)",
    "\\*\\*(?<bold>[^*]+(?:\\*[^*]+\\*[^*]*)*)\\*\\*",
    "__(?<bold2>[^_]+)__",
    "~~(?<gone>[^~]+)~~",
    "(?<![\\w*])\\*(?<it>[^*\\s](?:[^*]*[^*\\s])?)\\*",
    "(?<![\\w_])_(?<it2>[^_]+)_(?!\\w)",
    "(?<bare>https?://[^\\s<>)\\]]+)",
    "(?<mention>(?<![\\w@])@[\\w-]+)",
    "\\\\(?<escaped>[\\\\`*_{}\\[\\]()#+.!|~>-])",
  ].join("|"),
  "g",
);

export function inline(text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    if (found.index > at) nodes.push(emojis(text.slice(at, found.index)));
    at = found.index + found[0].length;
    nodes.push(styled(found.groups));
  }
  if (at < text.length) nodes.push(emojis(text.slice(at)));
  return nodes;
}

function styled(part) {
  if (part.coded !== undefined) return el("code", {}, part.coded);
  if (part.url !== undefined) return safeLink(part.url, ...inline(part.label || part.url));
  if (part.bold || part.bold2) return el("strong", {}, ...inline(part.bold || part.bold2));
  if (part.gone) return el("s", {}, ...inline(part.gone));
  if (part.it || part.it2) return el("em", {}, ...inline(part.it || part.it2));
  if (part.bare) return safeLink(part.bare, part.bare.replace(/^https?:\/\//, ""));
  if (part.mention) return el("span", { class: "mention" }, part.mention);
  return part.escaped;
}

function lines(texts) {
  return texts.flatMap((text, index) => (index ? [el("br"), ...inline(text)] : inline(text)));
}

const BULLET = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;
const TABLE = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/;

export function markdown(text) {
  const out = el("div", { class: "prose" });
  const rows = (text || "").replace(/\r\n?/g, "\n").split("\n");
  let at = 0;
  while (at < rows.length) {
    const [node, next] = block(rows, at);
    if (node) out.append(node);
    at = next;
  }
  return out;
}

function block(rows, at) {
  const row = rows[at];
  if (!row.trim() || /^<!--.*-->$/.test(row.trim()) || /^\[[^\]]+\]: /.test(row)) return [null, at + 1];
  const fence = row.match(/^\s*(```+|~~~+)/);
  if (fence) return fenced(rows, at, fence[1]);
  const heading = row.match(/^(#{1,6})\s+(.*?)\s*#*$/);
  if (heading) return [el(`h${Math.min(6, heading[1].length + 2)}`, {}, ...inline(heading[2])), at + 1];
  if (RULE.test(row)) return [el("hr"), at + 1];
  if (row.startsWith(">")) return quoted(rows, at);
  if (BULLET.test(row)) return listed(rows, at);
  if (row.includes("|") && TABLE.test(rows[at + 1] || "")) return tabled(rows, at);
  let end = at;
  while (end < rows.length && rows[end].trim() && !starts(rows, end, at)) end += 1;
  return [el("p", {}, ...lines(rows.slice(at, end))), end];
}

function starts(rows, end, at) {
  return end > at && (BULLET.test(rows[end]) || /^(#{1,6}\s|>|\s*```)/.test(rows[end]) || RULE.test(rows[end]));
}

function fenced(rows, at, mark) {
  let end = at + 1;
  while (end < rows.length && !rows[end].trim().startsWith(mark)) end += 1;
  return [el("pre", {}, el("code", {}, rows.slice(at + 1, end).join("\n"))), end + 1];
}

function quoted(rows, at) {
  let end = at;
  while (end < rows.length && rows[end].startsWith(">")) end += 1;
  const inner = rows.slice(at, end).map((row) => row.replace(/^>\s?/, ""));
  return [el("blockquote", {}, ...markdown(inner.join("\n")).childNodes), end];
}

function listed(rows, at) {
  const depth = rows[at].match(BULLET)[1].length;
  const ordered = /\d/.test(rows[at].match(BULLET)[2]);
  const list = el(ordered ? "ol" : "ul");
  while (at < rows.length) {
    const item = rows[at].match(BULLET);
    if (!item) {
      if (rows[at].trim() && /^\s{2,}/.test(rows[at]) && list.lastElementChild) {
        list.lastElementChild.append(el("br"), ...inline(rows[at].trim()));
        at += 1;
        continue;
      }
      break;
    }
    if (item[1].length < depth) break;
    if (item[1].length > depth + 1 && list.lastElementChild) {
      const [inner, next] = listed(rows, at);
      list.lastElementChild.append(inner);
      at = next;
      continue;
    }
    list.append(listItem(item[3]));
    at += 1;
  }
  return [list, at];
}

function listItem(text) {
  const task = text.match(/^\[([ xX])\]\s+(.*)$/);
  if (!task) return el("li", {}, ...inline(text));
  const done = task[1] !== " ";
  const box = el("span", { class: "tick", role: "img", "aria-label": done ? "done" : "open" }, done ? "☑ " : "☐ ");
  return el("li", { class: "task" }, box, ...inline(task[2]));
}

function cells(row) {
  return row.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());
}

function tabled(rows, at) {
  const align = cells(rows[at + 1]).map((mark) => (/-:$/.test(mark) ? (mark[0] === ":" ? "center" : "right") : "left"));
  const line = (row, tag) =>
    el("tr", {}, cells(row).map((cell, index) => el(tag, { class: `to-${align[index] || "left"}` }, ...inline(cell))));
  let end = at + 2;
  const body = el("tbody");
  while (end < rows.length && rows[end].includes("|")) body.append(line(rows[end++], "td"));
  return [el("div", { class: "table-frame" }, el("table", {}, el("thead", {}, line(rows[at], "th")), body)), end];
}
