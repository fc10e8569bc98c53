// A label of the board.

import { el } from "./dom.js";

export function label(item) {
  const colour = (item.color || "none").replace(/_(light|dark)$/, "");
  return el("span", { class: `label colour-${colour}`, title: item.name }, item.name || colour);
}
