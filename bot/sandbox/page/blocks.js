// Block Kit's blocks into nodes.

import { chart } from "./charts.js";
import { el, safeLink } from "./dom.js";
import { element } from "./elements.js";
import { markdown } from "./markdown.js";
import { mrkdwn, plainText } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { dataTable, table } from "./tables.js";

export function text(object, world) {
  return object.type === "mrkdwn" ? mrkdwn(object.text, world) : el("span", { class: "plain-text" }, plainText(object.text));
}

// Only pictures of this very address are shown; others are named, for nothing is fetched outside.
function picture(item, look) {
  const url = item.image_url || "";
  const own = url.startsWith(`${location.origin}/`) || url.startsWith("data:image/");
  if (own) return el("img", { src: url, alt: item.alt_text, class: look });
  if (look === "icon") return el("span", { class: "face tiny", title: item.alt_text }, (item.alt_text || "?")[0]);
  return el("span", { class: `no-picture ${look}` }, safeLink(url, item.alt_text || "picture"));
}

export function blocks(list, surface) {
  return list.map((block) => {
    const maker = MAKERS[block.type];
    const node = maker ? maker(block, surface) : el("p", { class: "quiet" }, `(a ${block.type} block)`);
    node.classList.add("block", `block-${block.type}`);
    node.dataset.block = block.block_id || "";
    return node;
  });
}

function within(surface, block) {
  return { ...surface, use: (item, value) => surface.use(item, value, block), suggest: (item, query) => surface.suggest(item, query, block) };
}

function section(block, surface) {
  const words = el("div", { class: "words" });
  if (block.text) words.append(text(block.text, surface.world));
  if (block.fields) {
    words.append(el("div", { class: "fields" }, block.fields.map((each) => el("div", {}, text(each, surface.world)))));
  }
  const { accessory } = block;
  if (!accessory) return el("div", {}, words);
  const beside = accessory.type === "image" ? picture(accessory, "thumb") : element(accessory, within(surface, block));
  return el("div", {}, words, el("div", { class: "accessory" }, beside));
}

function context(block, surface) {
  return el("div", {}, block.elements.map((each) =>
    each.type === "image" ? picture(each, "icon") : text(each, surface.world)));
}

function actions(block, surface) {
  return el("div", {}, block.elements.map((each) => element(each, within(surface, block))));
}

function inputBlock(block, surface) {
  const state = surface.state?.(block);
  const quiet = { ...surface, use: block.dispatch_action ? (item, value) => surface.use(item, value, block) : async () => ({ ok: true }), suggest: (item, query) => surface.suggest(item, query, block) };
  const field = element(block.element, quiet, state);
  const id = `in-${Math.random().toString(36).slice(2)}`;
  const grouped = field.tagName === "FIELDSET";
  const label = [plainText(block.label.text), block.optional ? el("span", { class: "quiet" }, " (optional)") : null];
  if (!grouped) (field.matches("input,select,textarea") ? field : field.querySelector("input,select,textarea"))?.setAttribute("id", id);
  surface.inputs?.set(block.block_id, { field, action: block.element.action_id, type: block.element.type });
  const problem = el("p", { class: "problem", role: "alert", hidden: true, id: `${id}-problem` });
  if (grouped) field.prepend(el("legend", {}, ...label));
  return el("div", {}, grouped ? null : el("label", { for: id }, ...label), field,
    block.hint ? el("p", { class: "hint" }, plainText(block.hint.text)) : null, problem);
}

function card(block, surface) {
  return el("article", {},
    block.hero_image ? picture(block.hero_image, "hero") : null,
    block.title ? el("h4", {}, text(block.title, surface.world)) : null,
    block.subtitle ? el("p", { class: "quiet" }, text(block.subtitle, surface.world)) : null,
    block.body ? text(block.body, surface.world) : null,
    block.actions ? el("div", { class: "block-actions" }, block.actions.map((each) => element(each, within(surface, block)))) : null);
}

function container(block, surface) {
  const inner = blocks(block.child_blocks, surface);
  const title = block.title ? plainText(block.title.text) : "";
  const head = block.rich_text_title ? richText(block.rich_text_title, surface.world) : title;
  if (!block.is_collapsible) return el("section", {}, el("h4", {}, head), inner);
  return el("details", { open: !block.default_collapsed }, el("summary", {}, head), inner);
}

const MAKERS = {
  section,
  context,
  actions,
  card,
  container,
  header: (block) => el(`h${Math.min(6, (block.level || 1) + 2)}`, {}, plainText(block.text.text)),
  divider: () => el("hr"),
  image: (block) => el("figure", {}, block.title ? el("figcaption", {}, plainText(block.title.text)) : null, picture(block, "wide")),
  input: inputBlock,
  rich_text: (block, surface) => richText(block, surface.world),
  markdown: (block) => markdown(block.text),
  table: (block, surface) => table(block, surface.world),
  data_table: (block, surface) => dataTable(block, surface.world),
  data_visualization: chart,
  alert: (block, surface) => el("div", { role: "note", class: `level-${block.level || "default"}` }, text(block.text, surface.world)),
  carousel: (block, surface) => el("div", {}, blocks(block.elements, surface)),
  video: (block) => el("p", {}, safeLink(block.title_url || block.video_url, plainText(block.title.text))),
};
