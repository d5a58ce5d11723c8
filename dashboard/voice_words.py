"""What answers about texts found, in words: titles, names of sources and groups; imports values and views."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dashboard.values import Answer, Released
from dashboard.views import View

MOST_NAMED = 3
"""Words, or themes, that a title names; the figure shows the others."""


def group_name(group: str, view: View) -> str:
    """Those who speak, by the score they gave."""
    names: Mapping[str, Callable[[], str]] = {
        "promoter": lambda: view.text("Promoters"),
        "passive": lambda: view.text("Passives"),
        "detractor": lambda: view.text("Detractors"),
        "others": lambda: view.text("The others"),
    }
    return names[group]() if group in names else view.text("No score")


def source_name(source: str, view: View) -> str:
    """Where a text comes from."""
    names: Mapping[str, Callable[[], str]] = {
        "verbatim": lambda: view.text("Survey comments"),
        "contact": lambda: view.text("Calls and visits"),
        "narrative": lambda: view.text("Complaint narratives"),
    }
    return names[source]() if source in names else view.text("All sources")


def pair_name(value: Released, view: View) -> str:
    """Two words said together."""
    return view.text("{first} + {second}", first=value.of("word"), second=value.of("with"))


def change_mark(code: str) -> str:
    """The sign of a change beside a name; nothing where there is none."""
    return {"rose": "▲", "fell": "▼"}.get(code, "")


def rising_title(answer: Answer, view: View) -> str:
    """Which word rose most surely, or that none did."""
    looked = view.number(answer.footer.comparisons)
    risen = [at for at, verdict in enumerate(answer.verdicts) if verdict.code == "rose"]
    if not risen:
        return view.text("No word rose beyond chance, of {count} words looked at", count=looked)
    return risen_word(answer, risen[0], view)


def risen_word(answer: Answer, place: int, view: View) -> str:
    """One of the words that rose: from what share of the texts to what."""
    value = answer.values[place]
    word = value.of("word")
    if value.score is None:
        return view.text("“{word}” rose", word=word)
    before, now = (_share(share, answer, view) for share in (answer.chart["before"][place], value.score))
    return view.text("“{word}” rose: from {before} to {now} of texts", word=word, before=before, now=now)


def theme_found(answer: Answer, place: int, view: View) -> str:
    """One theme and its share of the texts."""
    value = answer.values[place]
    name = theme_name(value, answer, view)
    if value.score is None:
        return name
    return view.text("{theme}: {share} of texts", theme=name, share=_share(value.score, answer, view))


def telling_title(answer: Answer, view: View) -> str:
    """The words of either group."""
    one, other = answer.chart["sides"]
    told = []
    for group in (one, other):
        words = [value.of("word") or "" for value in answer.values if value.of("group") == group][:MOST_NAMED]
        if words:
            who = group_name(group, view)
            told.append(view.text("{who}: {words}", who=who, words=_quoted(words, view)))
    if not told:
        return view.text("No word tells {one} from {other}", one=group_name(one, view), other=group_name(other, view))
    return _joined(told, view)


def together_title(answer: Answer, view: View) -> str:
    """The surest pair."""
    if not answer.values:
        return view.text("No two words stand together beyond chance")
    lift = answer.chart["lifts"][0][0]
    first = answer.values[0]
    return view.text(
        "“{first}” and “{second}” stand together {times} times as often as chance",
        first=first.of("word"),
        second=first.of("with"),
        times=view.number(lift, 1 if lift < 10 else 0),
    )


def themes_title(answer: Answer, view: View) -> str:
    """What is spoken of most, and what rose or fell."""
    if not answer.values:
        return view.text("No theme is in ten texts")
    first = answer.values[0]
    told = [
        view.text("Most spoken of: {theme}", theme=theme_name(first, answer, view))
        if first.score is None
        else view.text(
            "Most spoken of: {theme}, {share} of texts",
            theme=theme_name(first, answer, view),
            share=_share(first.score, answer, view),
        )
    ]
    for code in ("rose", "fell"):
        names = [
            theme_name(value, answer, view)
            for value, verdict in zip(answer.values, answer.verdicts, strict=True)
            if verdict.code == code
        ]
        if names:
            named = view.text(", ").join(names[:MOST_NAMED])
            if len(names) > MOST_NAMED:
                named = view.text("{names} and {count} more", names=named, count=len(names) - MOST_NAMED)
            told.append(
                view.text("rose: {names}", names=named) if code == "rose" else view.text("fell: {names}", names=named)
            )
    return _joined(told, view)


def theme_title(answer: Answer, view: View) -> str:
    """The opened theme and its months."""
    seen = [value for value in answer.values if value.score is not None]
    if not seen:
        return view.text("Too few texts in any month")
    low, high = (_share(find((value.score or 0.0) for value in seen), answer, view) for find in (min, max))
    return view.text(
        "{theme} by month: {low} to {high} of texts", theme=theme_name(seen[0], answer, view), low=low, high=high
    )


def theme_name(value: Released, answer: Answer, view: View) -> str:
    """A theme as the dictionary names it."""
    theme = value.of("theme") or ""
    return view.name(answer.labels.get(("theme", theme), (theme, theme)))


def missing_texts(code: str, view: View) -> str:
    """Why there is no answer about texts; '' for codes of other answers."""
    sentences: Mapping[str, Callable[[], str]] = {
        "no_documents": lambda: view.text("No texts are recorded within this selection"),
        "too_few_documents": lambda: view.text(
            "Too few texts within this selection: their words would tell who said what"
        ),
        "too_few_scored": lambda: view.text("Too few texts that come with a score, to tell groups apart"),
        "no_baseline": lambda: view.text("No texts from the twelve months before, to compare with"),
    }
    return sentences[code]() if code in sentences else ""


def _joined(told: Sequence[str], view: View) -> str:
    """Findings as one line."""
    line = told[0]
    for more in told[1:]:
        line = view.text("{finding}; {more}", finding=line, more=more)
    return line


def _quoted(words: Sequence[str], view: View) -> str:
    return view.text(", ").join(view.text("“{word}”", word=word) for word in words)


def _share(share: float, answer: Answer, view: View) -> str:
    return view.text("{number}%", number=view.number(share, answer.decimals(share)))


TITLES: Mapping[str, Callable[[Answer, View], str]] = {
    "voices.rising": rising_title,
    "voices.telling": telling_title,
    "voices.together": together_title,
    "voices.themes": themes_title,
    "voices.theme": theme_title,
}
