"""A report as one HTML file that asks nothing of any network: figures are drawings in its text, printed so too."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from html import escape
from pathlib import Path

from dashboard.figures.lane_map import lane_map
from dashboard.reports import fitting
from dashboard.reports.house import House
from dashboard.reports.model import Part, Report, Table
from dashboard.reports.pictures import Picture, style
from dashboard.views import View

_SHEET = (Path(__file__).parent / "report.css").read_text(encoding="utf-8")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"


def page(report: Report, house: House, pictures: Mapping[str, Picture]) -> str:
    """The whole document. ``pictures`` by part; where there is none, the table says it."""
    view = report.view
    name = house.name(view)
    logo = f'<img src="{_embedded(house.logo)}" alt="{escape(name)}">' if house.logo is not None else ""
    where = view.text(" · ").join([name, report.place, report.period_name])
    pieces = [
        f'<header>{logo}<h1>{escape(report.title)}</h1><p class="where">{escape(where)}</p>',
        *(f'<p class="about">{escape(line)}</p>' for line in report.about),
        "</header>",
        _points(report),
    ]
    for section in report.sections:
        pieces.append(f"<section><h2>{escape(section.title)}</h2>")
        pieces += [_part(part, report, pictures.get(part.id)) for part in section.parts]
        pieces.append("</section>")
    return (
        f'<!doctype html><html lang="{view.tag}"><head><meta charset="utf-8"><title>{escape(report.full_title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<style>{style(view)}\n{_SHEET}</style></head><body><main>{''.join(pieces)}</main></body></html>"
    )


def _points(report: Report) -> str:
    """The main findings, each a link to the figure that it rests on."""
    if not report.points:
        return ""
    view = report.view
    lines = []
    for sentence, part in report.points:
        number = report.number(part)
        told = view.text("{finding} (figure {number})", finding=sentence.text, number=number)
        lines.append(f'<li><a href="#figure-{number}">{escape(told)}</a></li>')
    return f'<section class="points"><h2>{escape(view.text("Main points"))}</h2><ul>{"".join(lines)}</ul></section>'


def _part(part: Part, report: Report, picture: Picture | None) -> str:
    view, number = report.view, report.number(part.id)
    named = view.text("Figure {number}", number=number)
    pieces = [f'<div class="part" id="figure-{number}">']
    pieces.append(f"<h3>{escape(view.text('{number}: {title}', number=named, title=part.title.text))}</h3>")
    if part.sentences:
        pieces.append("<ul>" + "".join(f"<li>{escape(each.text)}</li>" for each in part.sentences) + "</ul>")
    for case in part.cases:
        where = view.text(" · ").join(each for each in (case.where, view.day(case.day)) if each)
        pieces.append(f"<blockquote><p>{escape(case.text)}</p><footer>{escape(where)}</footer></blockquote>")
    if part.drawn == "lanes" and part.answer is not None and not part.answer.missing:
        pieces.append(lane_map(part.answer, view))
    elif picture is not None:
        pieces.append(f'<figure role="img" aria-label="{escape(part.alt)}">{_drawing(picture, number)}</figure>')
        pieces += [f'<p class="about">{escape(line)}</p>' for line in part.key]
    elif part.chart is not None and part.drawn:
        told = view.text("Not drawn here: this machine has no Chromium. The slides and the appendix hold the figure.")
        pieces.append(f'<p class="about">{escape(told)}</p>')
    if part.table is not None:
        pieces.append(written_table(part.table, view))
    if part.footer:
        pieces.append(f'<p class="foot">{escape(part.footer)}</p>')
    return "".join([*pieces, "</div>"])


def _drawing(picture: Picture, number: int) -> str:
    """The drawing as text where there is one; its inner names are made its own, for all stand in one document."""
    if not picture.svg:
        return f'<img alt="" src="data:image/png;base64,{b64encode(picture.png).decode()}">'
    svg = picture.svg
    for at, name in enumerate(dict.fromkeys(_names(svg))):
        own = f"f{number}-{at}"
        svg = svg.replace(f'id="{name}"', f'id="{own}"').replace(f"#{name}&quot;", f"#{own}&quot;")
        svg = svg.replace(f"#{name}'", f"#{own}'").replace(f"#{name})", f"#{own})").replace(f'#{name}"', f'#{own}"')
    return svg


def _names(svg: str) -> list[str]:
    return [piece.partition('"')[0] for piece in svg.split(' id="')[1:]]


def written_table(table: Table, view: View) -> str:
    """A table as HTML, with what stands in the appendix alone told below."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in table.heading)
    rows = []
    for at, row in enumerate(table.on_paper()):
        cells = "".join(f"<td{_class(table, at, column, text)}>{escape(text)}</td>" for column, text in enumerate(row))
        rows.append(f"<tr>{cells}</tr>")
    more = ""
    if table.left_out:
        told = view.text("{count} more rows stand in the appendix.", count=table.left_out)
        more = f'<p class="about">{escape(told)}</p>'
    return (
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>{more}'
    )


def _class(table: Table, at: int, column: int, text: str) -> str:
    """How a cell is marked, and whether it is so short that it stays on one line."""
    short = "short" if fitting.ems(text) <= fitting.SHORT_EM else ""
    names = " ".join(each for each in (str(table.marks.get((at, column), "")), short) if each)
    return f' class="{names}"' if names else ""


def _embedded(path: Path) -> str:
    kind = "png" if path.suffix.lower() == ".png" else "jpeg"
    return f"data:image/{kind};base64,{b64encode(path.read_bytes()).decode()}"
