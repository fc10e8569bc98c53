// Small drawn signs, so that no font has to know them.

import { svg } from "./dom.js";

const PATHS = {
  due: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 4.6V8l2.4 1.6",
  text: "M2.5 4h11M2.5 8h11M2.5 12h7",
  items: "M2.5 2.5h11v11h-11zM5.2 8.2l2 2 3.8-4.4",
  link: "M6.8 9.2a2.6 2.6 0 0 0 3.8.1l2.3-2.3a2.7 2.7 0 0 0-3.8-3.8L8 4.3M9.2 6.8a2.6 2.6 0 0 0-3.8-.1L3.1 9a2.7 2.7 0 0 0 3.8 3.8L8 11.7",
  talk: "M2.2 3h11.6v8H7.4L4.4 13.6V11H2.2z",
  eye: "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8M8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6",
  move: "M2 5.5h10.5M9.5 2.5l3 3-3 3M14 10.5H3.5M6.5 7.5l-3 3 3 3",
};

export function icon(name) {
  return svg("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" }, svg("path", { d: PATHS[name] }));
}
