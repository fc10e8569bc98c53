// Block Kit's interactive elements. `use(element, value)` tells Slack; inputs only keep their value.

import { el, toast } from "./dom.js";
import { plainText } from "./mrkdwn.js";

const words = (object) => (object ? plainText(object.text) : "");

export async function confirmed(confirm) {
  if (!confirm) return true;
  const dialog = el("dialog", { class: "dialog small", "aria-label": words(confirm.title) || "Please confirm" });
  const answer = new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes")));
  dialog.append(
    el("h2", {}, words(confirm.title)),
    el("p", {}, words(confirm.text)),
    el("div", { class: "dialog-end" },
      el("button", { type: "button", class: "button", onclick: () => dialog.close("no") }, words(confirm.deny) || "No"),
      el("button", { type: "button", class: `button ${confirm.style === "danger" ? "danger" : "primary"}`, onclick: () => dialog.close("yes") }, words(confirm.confirm) || "Yes")));
  document.body.append(dialog);
  dialog.showModal();
  const said = await answer;
  dialog.remove();
  return said;
}

// Makes a node; `surface` brings use(element, value), suggest(element, query), and the world.
export function element(item, surface, initial) {
  const maker = MAKERS[item.type] || MAKERS[item.type.replace(/^multi_/, "")];
  return maker ? maker(item, surface, initial) : el("span", { class: "quiet" }, `(${item.type} cannot be used in the sandbox)`);
}

async function tell(item, surface, value, node) {
  if (!(await confirmed(item.confirm))) return;
  if (node) node.disabled = true;
  const answer = await surface.use(item, value);
  if (node) node.disabled = false;
  if (answer && answer.ok === false) toast(`${surface.app} did not answer in time (${answer.error}).`);
}

function button(item, surface) {
  const look = item.style ? ` ${item.style}` : "";
  const node = el("button", { type: "button", class: `button${look}`, "aria-label": item.accessibility_label, dataset: { action: item.action_id } }, words(item.text));
  node.addEventListener("click", () => {
    if (item.url && /^https?:/.test(item.url)) window.open(item.url, "_blank", "noopener");
    tell(item, surface, item.value, node);
  });
  return node;
}

function overflow(item, surface) {
  const menu = el("div", { class: "menu", role: "menu", popover: "auto" });
  const open = el("button", { type: "button", class: "button icon", "aria-label": "More actions", "aria-haspopup": "menu" }, "⋯");
  open.addEventListener("click", () => openMenu(menu, open));
  for (const option of item.options) {
    menu.append(el("button", { type: "button", role: "menuitem", onclick: () => {
      menu.hidePopover();
      if (option.url && /^https?:/.test(option.url)) window.open(option.url, "_blank", "noopener");
      tell(item, surface, option.value);
    } }, words(option.text)));
  }
  return el("span", { class: "overflow" }, open, menu);
}

export function openMenu(menu, anchor) {
  menu.showPopover();
  const box = anchor.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - size.width - 8))}px`;
  const below = box.bottom + 4;
  menu.style.top = `${below + size.height > innerHeight ? Math.max(8, box.top - size.height - 4) : below}px`;
  menu.onkeydown = (event) => {
    const items = [...menu.querySelectorAll("button")];
    const at = items.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    items[(at + step + items.length) % items.length].focus();
  };
  menu.querySelector("button")?.focus();
}

function choices(item, surface) {
  const { world } = surface;
  const people = Object.entries(world.users).map(([id, user]) => ({ value: id, label: user.name }));
  const places = world.channels.filter((each) => !each.is_im).map((each) => ({ value: each.id, label: `#${each.name}` }));
  const kind = item.type.replace(/^multi_/, "");
  if (kind === "users_select") return people;
  if (kind === "channels_select") return places;
  if (kind === "conversations_select") return [...places, ...people];
  const flat = item.options || (item.option_groups || []).flatMap((group) => group.options);
  return flat.map((option) => ({ value: option.value, label: words(option.text), hint: words(option.description) }));
}

const chosenValue = (option) => (typeof option === "object" && option ? option.value : option);

function select(item, surface, initial) {
  if (item.type.startsWith("multi_")) return several(item, surface, initial);
  const start = chosenValue(item.initial_option || item.initial_user || item.initial_channel || item.initial_conversation);
  const node = el("select", { class: "field", dataset: { action: item.action_id }, "aria-label": words(item.placeholder) || "Choose" });
  node.append(el("option", { value: "" }, words(item.placeholder) || "Choose…"));
  const option = (each) => el("option", { value: each.value }, each.label);
  if (item.option_groups) {
    for (const group of item.option_groups) {
      const inner = group.options.map((each) => option({ value: each.value, label: words(each.text) }));
      node.append(el("optgroup", { label: words(group.label) }, inner));
    }
  } else node.append(...choices(item, surface).map(option));
  node.value = initial ?? start ?? "";
  node.addEventListener("change", () => node.value && tell(item, surface, node.value, node));
  node.read = () => node.value || null;
  return node;
}

function several(item, surface, initial) {
  const start = initial ?? (item.initial_options || item.initial_users || item.initial_channels || item.initial_conversations || []).map(chosenValue);
  return boxes(item, surface, choices(item, surface), start, "checkbox");
}

function boxes(item, surface, options, start, type) {
  const name = `${item.action_id}-${Math.random()}`;
  const inputs = options.map((option) => el("input", { type, name, value: option.value, checked: start.includes(option.value) }));
  const read = () => inputs.filter((input) => input.checked).map((input) => input.value);
  const node = el("fieldset", { class: "boxes", dataset: { action: item.action_id } }, options.map((option, index) =>
    el("label", {}, inputs[index], el("span", {}, option.label, option.hint ? el("small", {}, option.hint) : null))));
  node.read = type === "radio" ? () => read()[0] ?? null : read;
  node.addEventListener("change", () => tell(item, surface, node.read()));
  return node;
}

// What Slack suggested so far, by action: a redrawn modal still knows what was chosen.
const found = new Map();

function external(item, surface, initial) {
  const list = el("datalist", { id: `list-${Math.random().toString(36).slice(2)}` });
  const node = el("input", { class: "field", type: "text", list: list.id, placeholder: words(item.placeholder) || "Type to search", dataset: { action: item.action_id } });
  if (!found.has(item.action_id)) found.set(item.action_id, new Map());
  const known = found.get(item.action_id);
  const keep = (options) => options.forEach((option) => known.set(words(option.text), option.value));
  if (item.initial_option) keep([item.initial_option]);
  const named = [...known].find(([, value]) => value === initial)?.[0];
  node.value = named ?? words(item.initial_option?.text) ?? "";
  let last = "";
  node.addEventListener("input", async () => {
    if (known.has(node.value)) return tell(item, surface, known.get(node.value));
    last = node.value;
    if (last.length < (item.min_query_length ?? 1)) return;
    const options = await surface.suggest(item, last);
    if (node.value !== last) return;
    keep(options);
    list.replaceChildren(...options.map((option) => el("option", { value: words(option.text) })));
  });
  const wrap = el("span", {}, node, list);
  wrap.read = () => known.get(node.value) ?? null;
  return wrap;
}

const input = (type, key, extra = () => ({})) => (item, surface, initial) => {
  const multiline = type === "textarea";
  const shape = { class: "field", placeholder: words(item.placeholder), dataset: { action: item.action_id }, ...extra(item) };
  const node = multiline ? el("textarea", { rows: 4, ...shape }) : el("input", { type, ...shape });
  node.value = initial ?? item[key] ?? "";
  node.read = () => node.value || null;
  if (["date", "time"].includes(type)) node.addEventListener("change", () => tell(item, surface, node.value));
  else node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !multiline) {
      event.preventDefault();
      if (item.dispatch_action_config) tell(item, surface, node.value);
      else node.form?.requestSubmit();
    }
  });
  return node;
};

function moment(item, surface, initial) {
  const local = (stamp) => new Date(stamp * 1000 - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  const node = el("input", { type: "datetime-local", class: "field", dataset: { action: item.action_id } });
  const start = initial ?? item.initial_date_time;
  if (start) node.value = local(start);
  node.read = () => (node.value ? Math.floor(new Date(node.value).getTime() / 1000) : null);
  node.addEventListener("change", () => tell(item, surface, node.read()));
  return node;
}

function rich(item, surface, initial) {
  const node = input("textarea", "none")(item, surface, typeof initial === "string" ? initial : "");
  const text = () => ({ type: "rich_text_section", elements: [{ type: "text", text: node.value }] });
  node.read = () => (node.value ? { type: "rich_text", elements: [text()] } : null);
  return node;
}

const lengths = (item) => ({ minlength: item.min_length, maxlength: item.max_length });
const range = (item) => ({ min: item.min_value, max: item.max_value, step: item.is_decimal_allowed ? "any" : 1 });
const MAKERS = {
  button,
  workflow_button: button,
  overflow,
  static_select: select,
  users_select: select,
  channels_select: select,
  conversations_select: select,
  external_select: external,
  checkboxes: (item, surface, initial) => boxes(item, surface, choices(item, surface), initial ?? (item.initial_options || []).map(chosenValue), "checkbox"),
  radio_buttons: (item, surface, initial) => boxes(item, surface, choices(item, surface), [initial ?? chosenValue(item.initial_option)], "radio"),
  datepicker: input("date", "initial_date"),
  timepicker: input("time", "initial_time"),
  datetimepicker: moment,
  plain_text_input: (item, surface, initial) => input(item.multiline ? "textarea" : "text", "initial_value", lengths)(item, surface, initial),
  email_text_input: input("email", "initial_value"),
  url_text_input: input("url", "initial_value"),
  number_input: input("number", "initial_value", range),
  rich_text_input: rich,
};
