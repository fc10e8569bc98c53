// data_visualization: plain SVG charts with a table for those who cannot see them.

import { el, svg } from "./dom.js";

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [480, 220, 40, 34, 10];

export function chart(block) {
  const { chart: data } = block;
  const drawn = data.type === "pie" ? pie(data) : plot(data);
  const names = data.type === "pie" ? data.segments.map((s) => `${s.label} ${s.value}`) : data.series.map((s) => s.name);
  const legend = el("ul", { class: "legend" }, names.map((name, index) =>
    el("li", {}, el("span", { class: `swatch tone-${index}` }), name)));
  const few = data.type !== "pie" && data.series.length < 2;
  return el("figure", { class: "chart" }, el("figcaption", {}, block.title), drawn, few ? null : legend);
}

function pie({ segments }) {
  const total = segments.reduce((sum, each) => sum + each.value, 0);
  const root = svg("svg", { viewBox: "0 0 200 200", class: "pie", role: "img", "aria-label": spoken(segments) });
  let from = -Math.PI / 2;
  segments.forEach((each, index) => {
    const to = from + (each.value / total) * 2 * Math.PI;
    const at = (angle) => `${100 + 90 * Math.cos(angle)} ${100 + 90 * Math.sin(angle)}`;
    const large = to - from > Math.PI ? 1 : 0;
    const whole = segments.length === 1;
    root.append(
      whole
        ? svg("circle", { cx: 100, cy: 100, r: 90, class: `tone-${index}` })
        : svg("path", { d: `M100 100L${at(from)}A90 90 0 ${large} 1 ${at(to)}Z`, class: `tone-${index}` }),
    );
    from = to;
  });
  return root;
}

const spoken = (points) => points.map((each) => `${each.label}: ${each.value}`).join(", ");

function plot({ type, series, axis_config: axes }) {
  const names = axes.categories;
  const values = series.flatMap((each) => each.data.map((point) => point.value));
  const top = nice(Math.max(0, ...values));
  const low = Math.min(0, ...values);
  const scale = { y: (value) => HEIGHT - BOTTOM - ((value - low) / (top - low || 1)) * (HEIGHT - BOTTOM - TOP) };
  scale.band = (WIDTH - LEFT - 8) / names.length;
  scale.x = (index) => LEFT + scale.band * (index + 0.5);
  const label = series.map((each) => `${each.name}: ${spoken(each.data)}`).join("; ");
  const root = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label });
  for (const part of [0, 0.5, 1]) {
    const value = low + (top - low) * part;
    root.append(svg("line", { x1: LEFT, x2: WIDTH - 8, y1: scale.y(value), y2: scale.y(value), class: "grid" }));
    root.append(svg("text", { x: LEFT - 6, y: scale.y(value) + 4, class: "axis end" }, String(+value.toFixed(2))));
  }
  names.forEach((name, index) => {
    const short = name.length * 6.2 > scale.band ? `${name.slice(0, Math.max(1, Math.floor(scale.band / 6.2) - 1))}…` : name;
    root.append(svg("text", { x: scale.x(index), y: HEIGHT - BOTTOM + 16, class: "axis middle" }, short, svg("title", {}, name)));
  });
  if (axes.x_label) root.append(svg("text", { x: (WIDTH + LEFT) / 2, y: HEIGHT - 3, class: "axis middle" }, axes.x_label));
  series.forEach((each, index) => root.append(...drawSeries(type, each, index, names, scale, series.length)));
  return root;
}

function drawSeries(type, each, index, names, scale, count) {
  const value = (name) => each.data.find((point) => point.label === name).value;
  if (type === "bar") {
    const width = Math.min(42, (scale.band * 0.7) / count);
    return names.map((name, at) => {
      const [y, zero] = [scale.y(value(name)), scale.y(0)];
      const x = scale.x(at) - (width * count) / 2 + width * index;
      const size = { x, y: Math.min(y, zero), width: width - 2, height: Math.max(1, Math.abs(zero - y)), rx: 2 };
      return svg("rect", { ...size, class: `tone-${index}` }, svg("title", {}, `${each.name}, ${name}: ${value(name)}`));
    });
  }
  const points = names.map((name, at) => `${scale.x(at)},${scale.y(value(name))}`).join(" ");
  const line = svg("polyline", { points, class: `line line-${index}` });
  if (type === "line") return [line];
  const [start, end] = [scale.x(0), scale.x(names.length - 1)];
  const ground = scale.y(0);
  return [svg("polygon", { points: `${start},${ground} ${points} ${end},${ground}`, class: `area tone-${index}` }), line];
}

function nice(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].map((step) => step * power).find((step) => step >= value);
}
