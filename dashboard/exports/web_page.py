"""One figure as a web page that stands by itself: it can be pointed at and read, and asks nobody for anything."""

from __future__ import annotations

import json
from html import escape

from dashboard.exports.sheet import COLUMNS, Sheet
from dashboard.exports.tables import Cell, columns_of

_NOTHING_OUTSIDE = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    "form-action 'none'; base-uri 'none'"
)
"""Said to the browser, which then asks for nothing even where the drawing library would."""
_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; background: var(--paper); color: var(--ink); font: var(--size)/1.6 var(--fonts); }
main { max-width: 70rem; margin: 0 auto; padding: 2rem 1.5rem 3rem; }
h1 { font-size: 1.6em; line-height: 1.3; margin: .1em 0; font-weight: 600; text-wrap: balance; }
p { margin: .2em 0; color: var(--muted); overflow-wrap: anywhere; }
.key { display: flex; flex-wrap: wrap; column-gap: 1.3em; font-size: .9em; }
.band { display: inline-block; width: 1.2em; height: .75em; background: var(--band);
  border-block: 1px dotted var(--muted); }
footer { border-top: 1px solid var(--rule); margin-top: 1rem; padding-top: .5rem; font-size: .85em; }
summary { color: var(--accent); cursor: pointer; margin: 1rem 0 .5rem; width: fit-content; }
.drawings { display: grid; grid-template-columns: repeat(var(--across), minmax(0, 1fr)); gap: 0 1.2rem; }
@media (max-width: 700px) { .drawings { grid-template-columns: minmax(0, 1fr); } }
figure { margin: .6rem 0; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3em .8em .3em 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
th { position: sticky; top: 0; background: var(--paper); }
td.number { text-align: right; white-space: nowrap; }
"""
_DRAW = """
const places = document.querySelectorAll("[role=figure]");
JSON.parse(document.getElementById("drawings").textContent).forEach(({ data, layout, config }, number) =>
  Plotly.newPlot(places[number], data, layout, { ...config, responsive: true }));
"""


def to_web_page(sheet: Sheet, library: str) -> bytes:
    """The page with the drawing, its words and the table behind. ``library`` is the drawing library's own text."""
    look = sheet.look
    colours = "".join(
        f"--{name}:{value};"
        for name, value in {
            "paper": look.paper,
            "ink": look.ink,
            "muted": look.muted,
            "rule": look.rule,
            "accent": look.accent,
            "band": look.band,
            "fonts": look.fonts,
            "size": f"{look.size_px + 2}px",
        }.items()
    )
    metas = "".join(
        f'<meta name="huiyin:{escape(name)}" content="{escape(words)}">' for name, words in sheet.told.items()
    )
    pieces = [
        f"<p>{escape(sheet.above)}</p>" if sheet.above else "",
        f"<h1>{escape(sheet.title)}</h1>",
        *(f"<p>{escape(sentence)}</p>" for sentence in sheet.said),
    ]
    scripts = ""
    if sheet.figures:
        drawings = f"[{','.join(figure for _, figure in sheet.figures)}]"
        across = min(COLUMNS, len(sheet.figures))
        places = "".join(_place(of, figure, sheet.title) for of, figure in sheet.figures)
        pieces.append(f'<div class="drawings" style="--across:{across}">{places}</div>')
        scripts = (
            f'<script type="application/json" id="drawings">{_inert(drawings)}</script>'
            f"<script>{library.replace('</script', '<' + chr(92) + '/script')}</script><script>{_DRAW}</script>"
        )
    pieces += [f'<p class="key">{"".join(_word(*word) for word in line)}</p>' for line in sheet.key]
    pieces.append(f"<footer>{''.join(f'<p>{escape(fact)}</p>' for fact in sheet.visible_facts)}</footer>")
    if sheet.rows:
        opened = "" if sheet.figures else " open"
        pieces.append(
            f"<details{opened}><summary>{escape(sheet.view.text('The table behind'))}</summary>"
            f"{_table(sheet)}</details>"
        )
    return (
        f'<!doctype html><html lang="{sheet.view.tag}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_OUTSIDE}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f'<meta name="description" content="{escape(sheet.footer)}">{metas}<link rel="icon" href="data:,">'
        f"<title>{escape(sheet.title)}</title><style>:root{{{colours}}}{_STYLE}</style></head>"
        f"<body><main>{''.join(pieces)}</main>{scripts}</body></html>"
    ).encode()


def _place(of: str, figure: str, title: str) -> str:
    height = json.loads(figure)["layout"].get("height") or 420
    told = f"<figcaption>{escape(of)}</figcaption>" if of else ""
    label = escape(f"{title}: {of}" if of else title)
    return f'<figure>{told}<div role="figure" aria-label="{label}" style="height:{height}px"></div></figure>'


def _inert(text: str) -> str:
    """JSON inside a page: nothing in it ends its element."""
    return text.replace("<", "\\u003c")


def _word(words: str, has_band: bool) -> str:
    tint = '<i class="band" aria-hidden="true"></i> ' if has_band else ""
    return f"<span>{tint}{escape(words)}</span>"


def _table(sheet: Sheet) -> str:
    columns = columns_of(sheet.rows)
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(
        f"<tr>{''.join(_cell(row.get(column), sheet.places.get(column, 0), sheet) for column in columns)}</tr>"
        for row in sheet.rows
    )
    return f'<div class="table" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _cell(cell: Cell, places: int, sheet: Sheet) -> str:
    if cell is None:
        return '<td class="number">–</td>'
    if isinstance(cell, str):
        return f"<td>{escape(cell)}</td>"
    return f'<td class="number" data-value="{cell!r}">{sheet.view.number(cell, places)}</td>'
