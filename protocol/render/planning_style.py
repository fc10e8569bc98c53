"""The styles of the weeks, the flow and the goals, for a page that holds their fragments.

They lean on the page's own colours (`--ink`, `--faint`, `--line`, `--band`, `--over`, `--good`,
`--link`), light and dark; nothing is told by colour alone.
"""

PLANNING_STYLE = """
table.weeks, table.flow { table-layout: auto; }
.weeks caption, .flow caption, .goals caption { text-align: left; color: var(--faint);
  padding: .25rem 0; }
.weeks th[scope=row], .flow th[scope=row] { color: var(--ink); font-weight: 600; }
.weeks td, .flow td.number, .flow th.number { text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums; padding: .35rem .6rem; }
.weeks td { border: 1px solid var(--line); }
.weeks td small { display: block; color: var(--faint); }
.weeks .heat-1 { background: color-mix(in srgb, var(--link) 8%, var(--paper)); }
.weeks .heat-2 { background: color-mix(in srgb, var(--link) 16%, var(--paper)); }
.weeks .heat-3 { background: color-mix(in srgb, var(--link) 26%, var(--paper)); }
.weeks .heat-4 { background: color-mix(in srgb, var(--link) 38%, var(--paper)); }
.weeks .heat-over { background: color-mix(in srgb, var(--over) 16%, var(--paper));
  font-weight: 600; }
.weeks .heat-away { background: var(--band); color: var(--faint); }
.flow meter { width: 8rem; height: .7rem; vertical-align: middle; }
.goals h3 { font-size: 1rem; margin: 1rem 0 .2rem; }
.goals progress { vertical-align: baseline; }
"""
