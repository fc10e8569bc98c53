// Building the page out of nodes. Nothing is ever parsed as HTML, so text stays text.

export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function safeLink(url, ...children) {
  const known = /^(https?:|mailto:)/i.test(url || "");
  if (!known) return el("span", {}, ...children);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

export function initials(name) {
  const words = (name || "?").split(/\s+/).filter(Boolean);
  const last = words.length > 1 ? words[words.length - 1][0] : "";
  return ((words[0] || "?")[0] + last).toUpperCase();
}

export function face(name, size = "") {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 8;
  return el("span", { class: `face hue-${sum} ${size}`, "aria-hidden": "true" }, initials(name));
}

export function flash(node) {
  node.classList.remove("changed");
  void node.offsetWidth;
  node.classList.add("changed");
  node.addEventListener("animationend", () => node.classList.remove("changed"), { once: true });
}

export function toast(sentence) {
  const node = el("p", { class: "toast" }, sentence);
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), 6000);
}

export function announce(sentence) {
  document.getElementById("news").textContent = sentence;
}

export function clock(date) {
  return date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

export function day(date) {
  return date.toLocaleDateString([], { day: "numeric", month: "short" });
}

// A click is a press and a release on the same node. While something is pressed nothing is drawn
// anew, or the node under the finger is replaced and the click is lost.
const LONGEST_PRESS_MS = 30000; // a release outside the window is never told
let pressed = null;

function press() {
  release();
  let end;
  const over = new Promise((resolve) => { end = resolve; });
  pressed = { over, end, timer: setTimeout(release, LONGEST_PRESS_MS) };
}

function release() {
  if (!pressed) return;
  const { end, timer } = pressed;
  pressed = null;
  clearTimeout(timer);
  setTimeout(end); // the click comes first
}

addEventListener("pointerdown", press, true);
addEventListener("pointerup", release, true);
addEventListener("pointercancel", release, true);
addEventListener("blur", release); // of the window; an element's does not come here

export async function released() {
  while (pressed) await pressed.over;
}

// The second click of a double click that closed a dialog is not meant for what lay beneath it.
export function swallowSecondClicks() {
  let first = null; // the dialog in which the last first click was
  const heard = (event) => {
    if (event.detail === 1) first = event.target.closest?.("dialog") || null;
    if (event.detail < 2 || !first || first.open) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  for (const kind of ["mousedown", "click", "dblclick"]) document.addEventListener(kind, heard, true);
}

// Keeps the nodes of things that did not change, so that focus and half-typed words survive.
export class Keyed {
  constructor(make) {
    this.make = make;
    this.known = new Map();
    this.first = true;
  }

  render(parent, items, key, extra = "") {
    const next = new Map();
    const nodes = items.map((item) => {
      const print = JSON.stringify(item) + extra;
      const old = this.known.get(key(item));
      if (old && old.print === print) {
        next.set(key(item), old);
        return old.node;
      }
      const held = old && old.node.contains(document.activeElement);
      const node = this.make(item);
      if (!this.first && (!old || old.extra === extra)) flash(node);
      if (held) queueMicrotask(() => (node.querySelector("button, a, input") || node).focus());
      next.set(key(item), { print, node, extra });
      return node;
    });
    this.known = next;
    this.first = false;
    place(parent, nodes);
  }

  reset() {
    this.known = new Map();
    this.first = true;
  }
}

function place(parent, nodes) {
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] || null);
  });
  while (parent.children.length > nodes.length) parent.lastElementChild.remove();
}
