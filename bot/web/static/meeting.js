// The meeting's page, live: follows what others do, sends its forms without leaving, counts the time,
// and takes single keys. Without this file the page works by its forms alone.

const region = document.getElementById("meeting");
const told = document.getElementById("told");
const wrong = document.getElementById("wrong");
const kept = document.getElementById("kept");
const keys = document.getElementById("keys");
const keysOn = document.getElementById("keys-on");
const QUICK_MS = 1500, QUIET_MS = 15000, READ_MS = 700;
let busy = "", next = null, asking = null, shownAt = Date.now(), turnedAt = 0;

const state = () => document.getElementById("state");

function say(place, words) {
  const pieces = words.split("`"); // what stands between backticks is code
  place.replaceChildren(...(pieces.length % 2 ? pieces : [words]).map((piece, number) =>
    number % 2 ? Object.assign(document.createElement("code"), { textContent: piece }) : piece));
  place.hidden = !words;
}

// What somebody is writing stays, whatever others do meanwhile.
const written = (box) => [...box.querySelectorAll("input:not([type=hidden]), textarea, select")]
  .filter((field) => field.name && (field.type === "checkbox" ? field.checked !== field.defaultChecked
    : field.tagName === "SELECT" ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((each) => each.defaultSelected))
    : field.value !== field.defaultValue));

function carry(before) {
  for (const box of before) {
    const fields = written(box), now = region.querySelector(`[data-keep="${CSS.escape(box.dataset.keep)}"]`);
    if (now) {
      if (box.open) now.open = true;
      if (kept.contains(box)) box.remove(); // its point is spoken about again
      for (const field of fields) {
        const same = now.querySelector(`[name="${CSS.escape(field.name)}"]`);
        if (!same) continue;
        if (field.type === "checkbox") same.checked = field.checked;
        else same.value = field.value;
      }
    } else if (!kept.contains(box) && fields.some((field) => field.type !== "checkbox")) {
      kept.append(setAside(box));
    }
  }
  region.querySelector(".writes")?.after(kept); // below the present point's forms; else it stays above
  showKept();
}

const showKept = () => { kept.hidden = !kept.querySelector("[data-keep]"); };

// A form whose point has made way says which one it is about; its names on the page, and its key, are
// those of the present point's form.
let aside = 0;
function setAside(box) {
  const number = aside += 1;
  for (const field of box.querySelectorAll("[id]")) field.id = `kept-${number}-${field.id}`;
  for (const label of box.querySelectorAll("label[for]")) label.htmlFor = `kept-${number}-${label.htmlFor}`;
  const summary = box.querySelector("summary");
  delete box.dataset.press;
  if (summary && box.dataset.about) {
    summary.querySelector("kbd")?.remove();
    const title = Object.assign(document.createElement("bdi"), { textContent: box.dataset.about });
    summary.append("· on “", title, "”");
  }
  return box;
}

function show(html) {
  const focused = document.activeElement;
  const place = focused?.id && region.contains(focused) ? `#${CSS.escape(focused.id)}`
    : focused?.dataset?.key && region.contains(focused) ? `[data-key="${CSS.escape(focused.dataset.key)}"]` : "";
  const [from, to] = focused && "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : [];
  const point = state().dataset.current;
  const before = [...region.querySelectorAll("[data-keep]")];
  region.before(kept); // what is in it is not drawn anew
  region.innerHTML = html;
  carry(before);
  prepare();
  const again = kept.contains(focused) ? focused : place && region.querySelector(place);
  if (again) {
    again.focus({ preventScroll: true });
    if (from != null && again.setSelectionRange && again.type !== "date") again.setSelectionRange(from, to);
  } else if (place) {
    document.getElementById("content").focus({ preventScroll: true });
  }
  if (state().dataset.current !== point) {
    if (point) turnedAt = Date.now();
    say(told, document.getElementById("now-title")?.textContent.trim() ?? "");
    region.querySelector("[aria-current=step]")?.scrollIntoView({ block: "nearest" });
  }
}

async function refresh(force = false) {
  if (asking && !force) return asking;
  if (asking) await asking;
  const seen = force ? "" : `&seen=${state().dataset.version}`;
  asking = (async () => {
    try {
      const answer = await fetch(region.dataset.live + seen, { headers: { "X-Live": "1" } });
      if (answer.status === 401) return location.reload();
      if (answer.status === 200) show(await answer.text());
      if (answer.ok && wrong.dataset.lost) say(wrong, "");
      delete wrong.dataset.lost;
    } catch {
      wrong.dataset.lost = "1";
      say(wrong, "The connection is lost; what you see may be old. Trying again.");
    } finally {
      asking = null;
    }
  })();
  return asking;
}

// What is asked for, without what tells one click from another.
function wish(form, body) {
  const fields = [...body].filter(([name]) => name !== "key" && name !== "version");
  return `${form.action}?${new URLSearchParams(fields)}`;
}

// One at a time: what somebody presses meanwhile is sent after it, and the same once.
async function send(form, body) {
  const wanted = wish(form, body);
  if (busy) {
    if (busy !== wanted) next = [form, body];
    return;
  }
  busy = wanted;
  document.body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Live": "1" } });
    const words = await answer.text();
    if (answer.status === 401) return location.reload();
    say(wrong, answer.ok ? "" : words || "That did not work; try again.");
    if (!answer.ok) return await refresh();
    empty(form, body);
    if (form.action.endsWith("/meeting/close")) return location.assign(document.querySelector('.tabs a[href$="/minutes"]').href + `/${form.elements.day.value}`);
    if (form.action.endsWith("/meeting/reopen")) return location.assign(document.querySelector('.tabs a[href$="/meeting"]').href);
    await refresh(true);
    if (words) say(told, words);
  } catch {
    say(wrong, "That did not reach the service; try again. Nothing is done twice.");
  } finally {
    busy = "";
    document.body.removeAttribute("aria-busy");
    const [after, meant] = next ?? [];
    next = null;
    if (after) send(after, meant);
  }
}

// What was sent is no longer being written, neither in its form nor in the one that has taken its
// place while the answer was on its way; what was written since stays.
function empty(form, sent) {
  const keep = form.closest("[data-keep]")?.dataset.keep, action = form.getAttribute("action");
  const same = keep ? [...document.querySelectorAll(`[data-keep="${CSS.escape(keep)}"]`)] : [];
  for (const each of [form, ...same.map((box) => box.matches("form") ? box : box.querySelector(`form[action="${CSS.escape(action)}"]`))]) {
    if (!each || ["text", "title"].some((name) => (each.elements[name]?.value ?? "") !== (each.elements[name] ? sent.get(name) : ""))) continue;
    each.reset();
    const box = each.closest("details");
    if (box) box.open = false;
    if (kept.contains(each)) each.closest("[data-keep]").remove();
  }
  showKept();
}

// What was written and not sent is named once before the meeting is closed: it would be lost.
let asked = "";
function leavesUnsent() {
  const boxes = [...document.querySelectorAll("#kept [data-keep], #meeting [data-keep]")];
  const left = boxes.flatMap(written).filter((field) => field.matches("textarea, [type=text]") && field.value.trim());
  const words = left.map((field) => field.value.trim()).join("\n");
  if (!words || words === asked) return true;
  asked = words;
  left[0].closest("details").open = true;
  left[0].focus();
  say(wrong, "What you wrote here is not written down yet. Write it down first, or close again to leave it.");
  wrong.scrollIntoView({ block: "nearest" });
  return false;
}

// The second half of a double click finds another point's button under the pointer: nobody has read
// that one yet, so it counts for nothing. Keys are meant each time.
document.addEventListener("click", (event) => {
  if (!event.detail || !event.target.closest?.("form.act button")) return;
  const unread = event.target.closest(".marks") && Date.now() - turnedAt < READ_MS;
  if (event.detail > 1 || unread) event.preventDefault();
}, true);

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form.act")) return;
  event.preventDefault();
  if (event.target.action.endsWith("/meeting/close") && !leavesUnsent()) return;
  send(event.target, new URLSearchParams(new FormData(event.target, event.submitter)));
});

function prepare() {
  shownAt = Date.now();
  for (const button of document.querySelectorAll("[data-open-keys]")) button.hidden = false;
  tick();
}

function tick() {
  const gone = Math.floor((Date.now() - shownAt) / 1000);
  const timer = region.querySelector("[data-seconds]");
  if (timer) {
    const seconds = Number(timer.dataset.seconds) + gone;
    timer.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    timer.parentElement.classList.toggle("over", seconds > Number(timer.dataset.most));
  }
  const clock = region.querySelector("[data-minutes]");
  if (clock) clock.textContent = Math.floor((Number(clock.dataset.minutes) + gone) / 60);
}

function press(key) {
  const target = region.querySelector(`[data-press="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (target.tagName === "DETAILS") {
    target.open = true;
    target.querySelector("textarea, input:not([type=hidden])").focus();
  } else if (target.tagName === "INPUT") target.focus();
  else target.form.requestSubmit(target);
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches?.("form.act :is(input, textarea, select)")) {
    event.preventDefault();
    return event.target.form.requestSubmit();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const writing = event.target.matches?.("input:not([type=checkbox]), textarea, select");
  if (event.key === "Escape" && writing) {
    event.target.blur();
    return;
  }
  if (writing || keys.open || event.repeat) return;
  if (event.key === "?") keys.showModal();
  else if (!keysOn.checked || !press(event.key)) return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-open-keys]")) keys.showModal();
});

try {
  keysOn.checked = localStorage.getItem("keys") !== "off";
  keysOn.addEventListener("change", () => localStorage.setItem("keys", keysOn.checked ? "on" : "off"));
} catch { /* a browser that keeps nothing still takes keys */ }

async function follow() {
  if (!document.hidden) await refresh();
  setTimeout(follow, document.hidden ? QUIET_MS : QUICK_MS);
}
document.addEventListener("visibilitychange", () => document.hidden || refresh());
setInterval(tick, 1000);
prepare();
follow();
document.body.dataset.ready = "true";
