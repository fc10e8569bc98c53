// Talking to the page's own server. Who acts is named; no token ever comes here.

import { released, toast } from "./dom.js";

export const acting = { person: "" };

async function answer(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error || `error ${response.status}`);
  return body;
}

function address(path, query = {}) {
  return `/page/${path}?${new URLSearchParams({ person: acting.person, ...query })}`;
}

// What is asked for is drawn: the answer waits until nothing is pressed.
export async function get(path, query) {
  const found = await answer(await fetch(address(path, query)));
  await released();
  return found;
}

export async function send(path, body) {
  try {
    return await answer(
      await fetch(address(path), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
  } catch (error) {
    toast(`That did not work: ${error.message}`);
    return { ok: false, error: error.message };
  }
}

export function listen(heard) {
  const source = new EventSource("/page/changes");
  source.onmessage = (event) => heard(JSON.parse(event.data));
  source.onopen = () => document.body.classList.remove("offline");
  source.onerror = () => document.body.classList.add("offline");
}
