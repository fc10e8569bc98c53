"""A page that stands alone: one file, no script, nothing from any other host.

It reads on a phone, a projector and paper, in light and dark. What folds is opened with a click or
the keyboard. On paper a person's cards are open, and the rest of an agenda's section stays folded,
so that the agenda keeps to its page. It is well-formed XML too, so that a test can read it.
"""

from protocol.render.markup import escape
from protocol.render.planning_style import PLANNING_STYLE

_STYLE = """
:root { color-scheme: light dark; --ink: #1f2328; --faint: #59636e; --paper: #ffffff;
  --line: #d5dae0; --band: #f3f5f7; --link: #0b57a4; --over: #a40e26; --good: #1a6b35; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf2; --faint: #9aa4af; --paper: #14181d;
  --line: #343c45; --band: #1c2229; --link: #7ab8f5; --over: #ff9492; --good: #6fce8c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 62rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .35rem; }
p { margin: .35rem 0; } .faint { color: var(--faint); }
.over { color: var(--over); font-weight: 600; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
ul { margin: .25rem 0; padding-left: 1.25rem; } li { margin: .2rem 0; }
svg.load { display: block; max-width: 100%; height: auto; margin: 1rem 0; }
details { border-top: 1px solid var(--line); } details:last-of-type { border-bottom: 1px solid
  var(--line); } section details,
  section details:last-of-type { border: 0; }
summary { cursor: pointer; padding: .45rem 0; } section summary { color: var(--faint); }
summary b { display: inline-block; min-width: 12rem; }
table { border-collapse: collapse; width: 100%; margin: 0 0 .5rem; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; }
th { color: var(--faint); font-weight: 500; border-bottom: 1px solid var(--line); }
td.days, th.days { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
progress { width: 7rem; height: .7rem; vertical-align: baseline; accent-color: var(--link); }
.note { border-left: 3px solid var(--line); padding-left: .75rem; color: var(--faint); }
@media (max-width: 40rem) { summary b { min-width: 0; } thead { display: none; }
  tr { display: block; padding: .35rem 0; border-bottom: 1px solid var(--line); }
  td { display: block; padding: 0; } td.days { text-align: left; font-weight: 600; }
  td.days::after { content: " d"; } }
@media print { :root { color-scheme: light; font-size: 8pt; } @page { margin: 12mm; }
  body { max-width: none; padding: 0; line-height: 1.35; } h1 { font-size: 1.25rem; }
  ul, li, p { margin: 0; } h2 { margin: .5rem 0 0; break-after: avoid; }
  li, tr { break-inside: avoid; }
  section summary { padding: 0; }
  main > details::details-content { content-visibility: visible; block-size: auto; } }
"""


def page(title: str, body: str) -> str:
    """A whole page with this title; `body` is markup already."""
    return f"""<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="referrer" content="no-referrer"/>
<title>{escape(title)}</title>
<style>{_STYLE}{PLANNING_STYLE}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
