"""The styles of the weeks, the flow and the goals, for a page that holds their fragments.

They lean on the page's own colours (`--ink`, `--faint`, `--line`, `--band`, `--over`, `--good`,
`--link`), light and dark; nothing is told by colour alone.
"""

PLANNING_STYLE = """
.weeks h3, .flow h3, .goals h3 { font-size: 1rem; margin: 1rem 0 .2rem; }
.wide { overflow-x: auto; }
.wide:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.wide thead { display: table-header-group; } .wide tr { display: table-row; }
.wide td { display: table-cell; }
.weeks caption, .flow caption, .goals caption { text-align: left; color: var(--faint);
  padding: .25rem 0; }
.weeks th[scope=row], .flow th[scope=row] { color: var(--ink); font-weight: 600;
  overflow-wrap: break-word; }
.weeks thead th:not(:first-child), .weeks td, .flow td.number,
.flow th.number { text-align: right; white-space: nowrap;
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
table.flow { width: auto; } .flow .wide th, .flow .wide td { border-bottom: 1px solid var(--line); }
.goals progress { vertical-align: baseline; }
"""
