// table and data_table blocks.

import { el } from "./dom.js";
import { richText } from "./richtext.js";

function content(cell, world) {
  if (cell.type === "rich_text") return richText(cell, world);
  return cell.text || (cell.value === undefined ? "" : String(cell.value));
}

export function table(block, world) {
  const settings = block.column_settings || [];
  const line = (row, tag) =>
    el("tr", {}, row.map((cell, index) => {
      const look = settings[index] || {};
      const align = look.align || (cell.type === "raw_number" ? "right" : "left");
      return el(tag, { class: `to-${align}`, scope: tag === "th" ? "col" : null }, content(cell, world));
    }));
  const [head, ...rows] = block.rows;
  const body = rows.map((row) => line(row, "td"));
  return el("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": "Table" },
    el("table", {}, el("thead", {}, line(head, "th")), el("tbody", {}, body)));
}

export function dataTable(block, world) {
  const size = block.page_size || 5;
  const header = block.row_header_column_index ?? 0;
  const [head, ...all] = block.rows;
  const state = { page: 0, sort: null, down: false };
  const frame = el("div", { class: "data-table" });

  function ordered() {
    if (state.sort === null) return all;
    const key = (row) => row[state.sort].value ?? row[state.sort].text ?? "";
    const way = state.down ? -1 : 1;
    const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));
    return [...all].sort((a, b) => way * compare(key(a), key(b)));
  }

  function heading(cell, index) {
    const sorted = state.sort === index ? (state.down ? "descending" : "ascending") : "none";
    const press = () => {
      state.down = state.sort === index && !state.down;
      state.sort = index;
      draw();
    };
    const arrow = sorted === "none" ? "" : state.down ? " ↓" : " ↑";
    return el("th", { scope: "col", "aria-sort": sorted }, el("button", { class: "plain", type: "button", onclick: press }, content(cell, world), arrow));
  }

  function draw() {
    const pages = Math.ceil(all.length / size);
    const shown = ordered().slice(state.page * size, (state.page + 1) * size);
    const rows = shown.map((row) =>
      el("tr", {}, row.map((cell, index) =>
        el(index === header ? "th" : "td", { class: cell.type === "raw_number" ? "to-right" : "", scope: index === header ? "row" : null }, content(cell, world)))));
    const turn = (by) => () => {
      state.page += by;
      draw();
    };
    const pager = el("div", { class: "pager" },
      el("button", { type: "button", disabled: state.page === 0, onclick: turn(-1) }, "Previous"),
      el("span", {}, `${state.page * size + 1}–${Math.min(all.length, (state.page + 1) * size)} of ${all.length}`),
      el("button", { type: "button", disabled: state.page >= pages - 1, onclick: turn(1) }, "Next"));
    frame.replaceChildren(
      el("div", { class: "table-frame" }, el("table", {}, el("caption", {}, block.caption), el("thead", {}, el("tr", {}, head.map(heading))), el("tbody", {}, rows))),
      ...(pages > 1 ? [pager] : []));
  }
  draw();
  return frame;
}
