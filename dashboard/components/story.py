"""The parts of Overview beside its numbers: what changed, where it hurts, suggestions in a line, five voices."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components.context import Context
from dashboard.components.reception import note_texts
from dashboard.components.words import show_section
from dashboard.figures import reading
from dashboard.figures.shares import part_colour, part_name
from dashboard.overview_words import MARKS, looked_at, sentences
from dashboard.slices import to_address
from dashboard.values import Answer, Voice
from dashboard.views import View

PAGES: Mapping[str, str] = {"index": "index", "answered_rate": "overview"}
"""Where a change of a measure is looked at further; all others on Trend."""


def show_changed(answer: Answer, context: Context) -> None:
    """The sentences, each a link to its page and slice, and how many were looked at."""
    view = context.view
    show_section(view.text("What changed"), "" if answer.missing else looked_at(answer, view))
    if answer.missing:
        st.html(f'<p class="hy-say">{escape(verdicts.missing(answer, view))}</p>')
        return
    with st.container(key="changed", gap="small"):
        for item, sentence in zip(answer.chart["items"], sentences(answer, view), strict=True):
            page = PAGES.get(item.measure, "trend")
            st.page_link(f"pages/{page}.py", label=plain(sentence), query_params=context.address(item.slice))


def plain(text: str) -> str:
    """A sentence as Markdown shows it unchanged."""
    return "".join("\\" + letter if letter in r"\`*_{}[]#+!|~$<>" else letter for letter in text)


def heat(answer: Answer, context: Context) -> str:
    """The table of units and journeys; a cell that stands apart says so by mark and colour, all others stay quiet."""
    view = context.view
    found = {
        (str(value.of("unit")), str(value.of("journey"))): (value, verdict)
        for value, verdict in zip(answer.values, answer.verdicts, strict=True)
    }
    head = "".join(
        f'<th scope="col">{escape(reading.label("journey", journey, answer, view))}</th>'
        for journey in answer.chart["journeys"]
    )
    whole = "".join(f"<td>{escape(verdicts.value(total, view, answer))}</td>" for total in answer.chart["totals"])
    rows = [f'<tr class="hy-whole"><th scope="row">{escape(view.text("All together"))}</th>{whole}</tr>']
    for unit in answer.chart["units"]:
        cells = []
        for journey in answer.chart["journeys"]:
            if (unit, journey) not in found:
                cells.append("<td></td>")
                continue
            value, verdict = found[unit, journey]
            told = "–" if value.shown == "hidden" else verdicts.value(value, view, answer)
            if value.score is not None:
                told = view.number(value.score)
            mark = MARKS.get(str(verdict.code), "")
            kind = f' class="hy-{verdict.code}"' if mark else ""
            said = verdicts.brief(verdict, view, answer)
            title = f"{verdicts.value(value, view, answer)}, {reading.base(value, answer, view)}, {said}"
            low = ' <span class="hy-hollow">○</span>' if value.low_base else ""
            cells.append(f'<td{kind} title="{escape(title)}">{escape(told)}{low}{f" {mark}" if mark else ""}</td>')
        name = reading.label("unit", unit, answer, view)
        rows.append(f'<tr><th scope="row">{escape(name)}</th>{"".join(cells)}</tr>')
    corner = escape(view.text("NPS"))
    return (
        f'<div class="hy-heat-frame"><table class="hy-heat"><thead><tr><th scope="col">{corner}</th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def heat_words(answer: Answer, view: View) -> str:
    """The journeys that stand below the others, what the marks mean, and how many cells were compared."""
    lower = sum(verdict.code == "lower" for verdict in answer.verdicts)
    higher = sum(verdict.code == "higher" for verdict in answer.verdicts)
    cells = view.text(
        "{count} cells compared with their journey as one family: {lower} lower ▼, {higher} higher ▲, the rest cannot "
        "be told apart. ○ low base, – too few to show.",
        count=view.number(int(answer.chart["looked_at"])),
        lower=view.number(lower),
        higher=view.number(higher),
    )
    totals = dict(zip(answer.chart["journeys"], answer.chart["totals"], strict=True))
    low = [
        view.text(
            "{journey} {score}",
            journey=view.name(answer.labels["journey", journey]),
            score=view.number(totals[journey].score or 0.0, answer.decimals(totals[journey].score)),
        )
        for journey in answer.chart["low"]
    ]
    if not low:
        return cells
    named = view.text(
        "Lower than the other journeys together: {journeys} ({count} journeys tested together).",
        journeys=view.text(", ").join(low),
        count=view.number(sum(total.shown == "score" for total in totals.values())),
    )
    return f"{named}{' ' if view.language == 'en' else ''}{cells}"


def voices(answer: Answer, context: Context) -> str:
    """Up to five comments, each with the group its writer's score belongs to; or why none is opened."""
    view = context.view
    if answer.missing:
        return f'<p class="hy-say">{escape(verdicts.missing(answer, view))}</p>'
    if answer.chart["closed"] == "not_allowed":
        words = view.text("You may see numbers here, but not read what customers wrote.")
        return f'<p class="hy-say">{escape(words)}</p>'
    if answer.chart["closed"] == "too_few":
        words = view.text("Too few comments within this selection to open any.")
        return f'<p class="hy-say">{escape(words)}</p>'
    found: tuple[Voice, ...] = answer.chart["voices"]
    note_texts(context, "five voices")
    quotes = "".join(
        f'<blockquote class="hy-voice" style="border-color:{part_colour(voice.part, view)}">'
        f"<p>{escape(voice.text)}</p><footer>{escape(part_name(voice.part, view))}</footer></blockquote>"
        for voice in found
    )
    return f'<div class="hy-voices">{quotes}</div>'


def voices_words(answer: Answer, view: View) -> str:
    """How the five were chosen."""
    if answer.missing or answer.chart["closed"]:
        return ""
    return view.text(
        "{count} of {documents} comments, by chance from the newest, in the mix in which customers answered; masked.",
        count=view.number(len(answer.chart["voices"])),
        documents=view.number(answer.chart["documents"]),
    )


def slice_words(answer: Answer, view: View) -> str:
    """What the answer speaks of, for a file's name: the period and the units."""
    address = to_address(answer.slice)
    return "-".join([str(answer.footer.period or ""), *address.get("unit", [])]) or view.text("all")
