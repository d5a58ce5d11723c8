"""The rest of a survey's columns: questions with options, and what customers say in their own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pipelines import cells
from pipelines.describe.model import Line, Sureness, Why
from pipelines.describe.profiling import Profile
from pipelines.describe.questions import Questions, slug
from pipelines.describe.vocabulary import holds, question_words

JOINERS = ("┋", "→", ";", "|")
SINGLES_AT_MOST = 60
SINGLE_AT_MOST, REPEATED_AT_LEAST = 12, 5
"""A single-choice question has few different answers, each given several times."""
WORDY_CHARACTERS = 20
_UNDER = re.compile(r"(.+—)(.+)", re.DOTALL)
_DUMMY = re.compile(r"(第\d+题\()(.+)(\))")


def words_and_choices(free: Sequence[Profile], found: Questions) -> None:
    """The rest, once dimensions are known: verbatims, and questions with options."""
    asked = [profile for profile in free if not holds(profile.header, question_words("personal"))]
    _verbatim(asked, found)
    _choices([profile for profile in asked if profile.column not in found.used], found)


def _verbatim(asked: Sequence[Profile], found: Questions) -> None:
    """Open answers: named so, or long and nearly all different."""
    told: list[Profile] = []
    words: list[str] = []
    for profile in asked:
        if profile.column in found.used or profile.number_share > 0.5 or _joiner(profile):
            continue
        word = holds(profile.asks, question_words("verbatim"))
        is_open = profile.distinct > 0.3 * profile.filled and profile.mean_characters >= 4
        is_wordy = profile.distinct > 0.7 * profile.filled and profile.mean_characters >= WORDY_CHARACTERS
        if (word and is_open) or (is_wordy and profile.filled > 1):
            told.append(profile)
            words += [word] if word else []
    if not told:
        return
    columns = tuple(profile.column for profile in told)
    longest = max(profile.mean_characters for profile in told)
    listed = ", ".join(sorted(set(words)))
    why = Why(
        f"open answers, up to {longest:.0f} characters on average, nearly all different"
        + (f"; the header holds {listed!r}" if listed else ""),
        f"开放式答案，平均长度最多 {longest:.0f} 字，几乎各不相同" + (f"；表头含“{listed}”" if listed else ""),
    )
    sureness: Sureness = "likely" if words else "guess"
    if len(columns) == 1:
        found.take([Line("columns.verbatim.column", columns[0], sureness, why, (), columns)], *columns)
    else:
        found.take([Line("columns.verbatim.columns", list(columns), sureness, why, (), columns)], *columns)


def _choices(asked: Sequence[Profile], found: Questions) -> None:
    """Questions with options: one column each of joined or single answers, or one column per option."""
    dummies: dict[str, list[Profile]] = {}
    for profile in asked:
        dummy = _DUMMY.fullmatch(profile.header)
        under = _UNDER.fullmatch(profile.header)
        if dummy:
            dummies.setdefault(f"{dummy[1]}*{dummy[3]}", []).append(profile)
        elif under and "*" not in under[1] and _is_option(profile):
            dummies.setdefault(f"{under[1]}*", []).append(profile)
    for pattern, profiles in dummies.items():
        ranks = {number for profile in profiles for number in profile.numbers}
        kind = "ranking" if max(ranks, default=0) > 1 else "multiple"
        why = Why(
            f"{len(profiles)} columns, one per option, hold {'ranks' if kind == 'ranking' else '0 and 1'}",
            f"{len(profiles)} 列，每个选项一列，取值为{'名次' if kind == 'ranking' else ' 0 和 1'}",
        )
        columns = tuple(profile.column for profile in profiles)
        _choose(found, kind, {"columns": pattern}, "sure", why, columns, pattern)
    singles: list[Profile] = []
    for profile in asked:
        if profile.column in found.used or profile.distinct < 2:
            continue
        joiner = _joiner(profile)
        if joiner:
            times = sum(count for text, count in profile.counts.items() if joiner in text)
            kind = "ranking" if joiner == "→" else "multiple"
            why = Why(
                f"{times:,} of {profile.filled:,} answers hold several options with {joiner!r} between them",
                f"{profile.filled:,} 个答案中 {times:,} 个以“{joiner}”连接多个选项",
            )
            sureness: Sureness = "sure" if joiner in "┋→" else "likely"
            settings = {"column": profile.column, "joiner": joiner}
            _choose(found, kind, settings, sureness, why, (profile.column,), profile.header)
        elif _is_single(profile):
            singles.append(profile)
    for profile in _fewest(found, singles):
        why = Why(
            f"{profile.distinct} different answers, each given several times", f"{profile.distinct} 种答案，各出现多次"
        )
        _choose(found, "single", {"column": profile.column}, "guess", why, (profile.column,), profile.header)


def _is_option(profile: Profile) -> bool:
    """Whether a column under a question holds 0 and 1, or ranks where the question asks to rank."""
    if profile.number_share < 1:
        return False
    is_ranked = holds(profile.asks, question_words("ranking")) and min(profile.numbers) >= 1
    return bool(is_ranked) or set(profile.numbers) <= {0.0, 1.0}


def _is_single(profile: Profile) -> bool:
    """A few answers, each several times; bare codes only of a numbered question."""
    if profile.distinct > SINGLE_AT_MOST or profile.filled < REPEATED_AT_LEAST * profile.distinct:
        return False
    return profile.number_share <= 0.5 or re.match(r"\s*(?:[Qq]?\d+)\s*[、.．]", profile.header) is not None


def _fewest(found: Questions, singles: Sequence[Profile]) -> Sequence[Profile]:
    """All of them, or none where they are too many for anybody to look through; what is left out is said."""
    if len(singles) <= SINGLES_AT_MOST:
        return singles
    found.notes.append(
        Why(
            f"{len(singles)} further columns hold a few different answers each; none is described: add those you need "
            "under [[choices]]",
            f"另有 {len(singles)} 列各只有几种答案，未写入；需要的请在 [[choices]] 中添加",
        )
    )
    return ()


def _choose(
    found: Questions,
    kind: str,
    settings: dict[str, Any],
    sureness: Sureness,
    why: Why,
    columns: tuple[str, ...],
    name: str,
) -> None:
    path = f"choices.{found.choices}"
    question = slug(cells.header(name.replace("*", "").replace("()", "")))
    asked = {line.value for line in found.lines if line.path.startswith("choices.") and line.path.endswith(".question")}
    question = question if question not in asked else f"{question}_{found.choices + 1}"
    named = Why("named after the header", "取自表头")
    lines = [
        Line(f"{path}.question", question, "guess", named, (), columns),
        Line(f"{path}.kind", kind, sureness, why, (), columns),
    ]
    lines += [Line(f"{path}.{setting}", value, sureness, why, (), columns) for setting, value in settings.items()]
    found.take(lines, *columns)
    found.choices += 1


def _joiner(profile: Profile) -> str | None:
    """What stands between several options of one cell: the same few options must come again and again."""
    for joiner in JOINERS:
        held = [text for text in profile.counts if joiner in text]
        if not held:
            continue
        parts = {part.strip() for text in profile.counts for part in text.split(joiner) if part.strip()}
        if joiner in "┋→" or (len(held) >= 2 and len(parts) <= 40 and len(parts) < len(profile.counts)):
            return joiner
    return None
