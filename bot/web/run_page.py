"""The page of a run that Nextflow itself tells of: it has no other. Its address cannot be guessed;
nothing of cards is on it."""

from datetime import UTC, datetime
from html import escape
from zoneinfo import ZoneInfo

import msgspec
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from msgspec import structs
from sqlalchemy import Engine

from bot.nextflow.identity import PAGES
from bot.providers.nextflow import state_of
from bot.providers.nextflow_run import PushedRun
from protocol.link_words import asked_words, duration_words, progress_words, state_words
from protocol.links import LinkReference, LinkState
from storage.links import link_of, state_in
from storage.nextflow import run_of_id

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
_STYLE = """:root{color-scheme:light dark;--ink:#1d2329;--soft:#5a6570;--ground:#fff;--sunk:#eceef0;
--line:#dcdfe3;--good:#1a7348;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaee;--soft:#a0abb6;--ground:#15191d;--sunk:#20262c;
--line:#343c45;--good:#7fd3a5;--bad:#ff9a90}}
body{margin:0 auto;max-width:760px;padding:24px 16px;background:var(--ground);color:var(--ink);
font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:22px;margin:0 0 4px}.state{font-weight:600;margin:0 0 20px}
.succeeded{color:var(--good)}.failed{color:var(--bad)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:6px 16px;margin:0 0 20px}
dt{color:var(--soft)}dd{margin:0}
pre{background:var(--sunk);border:1px solid var(--line);border-radius:8px;padding:12px;
white-space:pre-wrap;font:13px/1.5 ui-monospace,monospace}
h2{font-size:16px;margin:20px 0 8px}.quiet{color:var(--soft);font-size:14px}
@media(max-width:520px){dl{grid-template-columns:1fr;gap:0}dd{margin:0 0 8px}}"""


_NOTHING = (
    "<h1>Nothing is known of this run</h1><p>It may have begun a moment ago: reload the page. "
    "Runs that no card has are forgotten after 90 days.</p>"
)


def add_run_pages(web: FastAPI, engine: Engine) -> None:
    """Serve the pages."""

    @web.get(f"{PAGES}/{{run}}", response_class=HTMLResponse)
    def show(run: str) -> HTMLResponse:
        state = _state(engine, run, datetime.now(UTC))
        if state is None:
            page = _page("A run", _NOTHING)
            return HTMLResponse(page, status_code=404, headers=_HEADERS)
        return HTMLResponse(_page(state.title or "A run", _body(state)), headers=_HEADERS)


def _state(engine: Engine, run: str, now: datetime) -> LinkState | None:
    """What is known; `unknown` where the cards say so: they know since when somebody listens."""
    row = run_of_id(engine, run)
    if row is None:
        return None
    told = msgspec.json.decode(row.told, type=PushedRun)
    reference = LinkReference("nextflow", "run", f"run {run}", row.url)
    link = link_of(engine, row.url)
    state = state_of(told, reference, now, since=now)
    if not told.outcome and link is not None and link.state and state_in(link).state == "unknown":
        return structs.replace(state, state="unknown", changed=told.heard)
    return state


def _body(state: LinkState) -> str:
    zone, now = ZoneInfo("UTC"), datetime.now(UTC)
    words = state_words(state, zone, now)
    facts = {
        "Counts": progress_words(state),
        "Began": _moment(state.started),
        "Ended": _moment(state.ended),
        "Took": duration_words(state),
        "Process": state.failed_process,
        "Task": state.failed_task,
        "Exit": state.exit_words,
        "Pipeline": state.facts.get("pipeline", ""),
        "Revision": state.facts.get("revision", ""),
        "Commit": state.facts.get("commit", ""),
        "Session": state.facts.get("session", ""),
        "Started by": state.owner,
    }
    rows = "".join(
        f"<dt>{label}</dt><dd>{escape(value)}</dd>" for label, value in facts.items() if value
    )
    parts = [
        f"<h1>{escape(state.title or state.reference.name)}</h1>",
        f'<p class="state {escape(state.state)}">{escape(words)}</p>',
        f"<dl>{rows}</dl>",
    ]
    if state.last_lines:
        lines = escape("\n".join(state.last_lines))
        parts.append(f"<h2>What it wrote last</h2><pre>{lines}</pre>")
    if state.state in ("failed", "unknown") and "resume" in state.facts:
        command = escape(state.facts["resume"])
        parts.append(f"<h2>To go on where it stopped</h2><pre>{command}</pre>")
    parts.append(f'<p class="quiet">Times are UTC; {escape(asked_words(state, now))}. Reload for '
                 "news.</p>")  # fmt: skip
    return "".join(parts)


def _moment(when: datetime | None) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if when else ""


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} - Cardkeeper</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )
