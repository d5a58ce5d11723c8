"""The questions of a survey among the columns of its export: recommend, ratings, choices, the customer's own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines import cells
from pipelines.describe.banks import Held
from pipelines.describe.directions import both_ways, is_turned_round, says_one_to_ten, says_zero_to_ten
from pipelines.describe.fitting import both
from pipelines.describe.model import Line, Option, Sureness, Why
from pipelines.describe.profiling import Looked, Profile, quote
from pipelines.describe.scales import ScaleGuess, scale_of
from pipelines.describe.vocabulary import holds, question_words, tokens

SCORES = frozenset(range(11))
ON_SCALE = 0.9
"""Share of the answers that must lie on 0 to 10 for a question to be the recommend question."""
TOPS = frozenset((9.0, 10.0, 11.0))
"""Answers that only a scale up to 10 has, or that of eleven codes."""
STRAY = 0.05
"""Up to this share of the answers such a one may be a slip on a shorter scale."""
ALIKE_AT_LEAST = 3
"""Columns of one stem and one set of values that make a matrix of ratings, whatever they are called."""

_OVERALL = re.compile(r"(?:^|[\W_\d])(all|overall|whole|total)$", re.IGNORECASE)
_STEM = re.compile(r"[A-Za-z]+\d+|[A-Za-z]+(?=_)")
_LABEL = re.compile(r".*—(.+)", re.DOTALL)
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(slots=True)
class Questions:
    """Lines of a survey's own parts; ``used``: columns that they speak of, ``notes``: what was left out and why."""

    lines: list[Line] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    notes: list[Why] = field(default_factory=list)
    has_recommend: bool = False
    ratings: int = 0
    choices: int = 0

    def take(self, lines: Iterable[Line], *columns: str) -> None:
        self.lines += lines
        self.used.update(columns)


def questions(looked: Looked, free: Sequence[Profile], held: Held) -> Questions:
    """What the columns that nothing else uses ask."""
    found = Questions()
    asked = [profile for profile in free if not holds(profile.header, question_words("personal"))]
    _recommend(looked, asked, found)
    _ratings(looked, [profile for profile in asked if profile.column not in found.used], found, held)
    return found


def _recommend(looked: Looked, asked: Sequence[Profile], found: Questions) -> None:
    named = [profile for profile in asked if holds(profile.asks, question_words("recommend"))]
    fitting: list[tuple[bool, float, Profile, Why, bool]] = []
    for profile in named:
        word = holds(profile.asks, question_words("recommend"))
        counted = sum(profile.counts.values())
        is_shifted = 0 not in profile.numbers and 11 in profile.numbers and min(profile.numbers) >= 1
        on_scale = sum(
            times for number, times in profile.numbers.items() if number in SCORES or (is_shifted and number == 11)
        )
        top = max(profile.numbers, default=0)
        if profile.number_share < 0.8 or on_scale < ON_SCALE * counted * profile.number_share or top < 6:
            if not profile.numbers or profile.number_share < 0.5:
                listed = ", ".join(quote(text) for text in list(profile.words)[:3])
                found.notes.append(
                    Why(
                        f"{quote(profile.header)!r} asks to recommend, but its answers are words ({listed}), "
                        "not 0 to 10: no NPS can be made of it",
                        f"“{quote(profile.header)}”问推荐意愿，但答案为文字（{listed}），不是 0–10 分，不能计算 NPS",
                    )
                )
            continue
        share = on_scale / counted
        off = counted - on_scale
        why = Why(
            f"{on_scale:,} of {counted:,} values lie on 0–10 and the header holds {word!r}"
            + (f"; {off:,} lie off the scale ({_beyond(profile)}) and count as no answer" if off else ""),
            f"{counted:,} 个值中 {on_scale:,} 个在 0–10 之内，表头含“{word}”"
            + (f"；{off:,} 个在量表之外（{_beyond(profile)}），不算作答" if off else ""),
        )
        doubt = _doubt(profile, on_scale)
        fitting.append((doubt is None, share, profile, both(why, doubt) if doubt else why, is_shifted))
    if not fitting:
        return
    is_evident, share, profile, why, is_shifted = max(fitting, key=lambda entry: entry[:2])
    others = tuple(
        Option(other.column, Why("asks to recommend too", "也问推荐意愿"))
        for _, _, other, *_ in fitting
        if other is not profile
    )
    about = (profile.column,)
    if is_evident:
        shows_whole = 0 in profile.numbers or says_zero_to_ten(profile)
        is_sure = share == 1 and shows_whole and not is_shifted and not others
        lines = [Line("recommend.column", profile.column, "sure" if is_sure else "likely", why, others, about)]
    else:
        taken = Option(profile.column, Why("it was asked on 0 to 10", "此题确为 0–10 分"))
        lines = [Line("recommend.column", None, "undecided", why, (taken, *others), about)]
    turned = is_turned_round(profile, 0, 10)
    if is_shifted:
        lines += _shifted(looked, profile)
    if turned:
        ways = both_ways(profile, 0, 10, is_shifted)
        lines.append(Line("recommend.values", None, "undecided", turned, ways, about))
    found.take(lines, profile.column)
    found.has_recommend = True


def _doubt(profile: Profile, on_scale: int) -> Why | None:
    """Why the question may stand on another scale than 0 to 10; None where answers or the question show that one."""
    if says_zero_to_ten(profile):
        return None
    if 0 not in profile.numbers and says_one_to_ten(profile):
        return Why(
            "the question says 1 to 10, of which no NPS can be made: decide, or leave it out",
            "题目写明 1 至 10 分，不能计算 NPS：请决定，或不采用此题",
        )
    tops = sum(times for number, times in profile.numbers.items() if number in TOPS)
    if 2 * tops >= on_scale or tops > max(1, STRAY * on_scale):
        return None
    usual = max((number for number in profile.numbers if number not in TOPS), default=0)
    return Why(
        f"only {tops:,} of {on_scale:,} answers are 9 or 10, the others end at {usual:g}: it may stand on another "
        "scale; decide, or leave it out",
        f"{on_scale:,} 个答案中只有 {tops:,} 个为 9 或 10，其余最高为 {usual:g}：可能是其他量表；请决定，或不采用此题",
    )


def _shifted(looked: Looked, profile: Profile) -> list[Line]:
    """1 to 11 without a 0: the numbers of eleven options, or scores with an 11 that is none."""
    about = (profile.column,)
    elevens = profile.numbers[11]
    if looked.answers == "codes":
        why = Why(
            f"answers as codes, from 1 to 11 and no 0: 1 is the code of 0, 11 ({elevens:,}) that of 10",
            f"按序号导出，取值 1 至 11 而无 0：1 即 0 分，11（{elevens:,}）即 10 分",
        )
        return [Line("recommend.code_of_minimum", 1, "likely", why, (), about)]
    if looked.answers == "auto":
        why = Why(
            f"ambiguous: {looked.layout} exports answers as text or as codes, and nothing shows which; values from 1 "
            "to 11 and no 0: decide",
            f"有歧义：{looked.layout} 可按文字或序号导出，文件看不出是哪种；取值 1 至 11 而无 0，请决定",
        )
        kinds = (
            Option("codes", Why("codes: 1 stands for 0, 11 for 10", "序号：1 即 0 分，11 即 10 分")),
            Option("text", Why("scores: 11 is off the scale, no answer", "分数：11 在量表之外，不算作答")),
        )
        return [
            Line("file.answers", None, "undecided", why, kinds, about),
            Line("recommend.code_of_minimum", 1, "likely", Why("where answers are codes", "按序号导出时"), (), about),
        ]
    why = Why(
        f"ambiguous: values from 1 to 11 and no 0; 11 ({elevens:,}) is the code of 10, or off the scale; decide",
        f"有歧义：取值 1 至 11 而无 0；11（{elevens:,}）可能是 10 分的序号，也可能是量表之外；请决定",
    )
    options = (
        Option(1, Why("codes: 1 stands for 0, 11 for 10", "序号：1 即 0 分，11 即 10 分")),
        Option(0, Why("scores: 11 is off the scale, no answer", "分数：11 在量表之外，不算作答")),
    )
    return [Line("recommend.code_of_minimum", None, "undecided", why, options, about)]


def _beyond(profile: Profile) -> str:
    numbers = [f"{number:g} ×{times:,}" for number, times in profile.numbers.items() if number not in SCORES]
    texts = [f"{quote(text)} ×{times:,}" for text, times in profile.words.items()]
    return ", ".join((numbers + texts)[:4])


def _ratings(looked: Looked, asked: Sequence[Profile], found: Questions, held: Held) -> None:
    taken: Counter[tuple[str, str]] = Counter()
    rated: list[tuple[Profile, ScaleGuess, str, Sureness, Why]] = []
    in_matrix = _matrices(asked)
    for profile in asked:
        kind_word = {kind: holds(profile.asks, question_words(kind)) for kind in ("effort", "satisfaction")}
        kind = "effort" if kind_word["effort"] else "satisfaction"
        word = kind_word[kind]
        scored = None if word else holds(profile.asks, question_words("scored"))
        if not word and not scored and (profile.column not in in_matrix or looked.answers == "codes"):
            continue
        scale = scale_of(profile)
        if scale is None or not _is_rated(profile, scale) or holds(profile.asks, question_words("ranking")):
            continue
        why = (
            Why(f"the header holds {word!r}", f"表头含“{word}”")
            if word
            else Why(f"the header holds {scored!r}, which may rate anything", f"表头含“{scored}”，所评内容请核对")
            if scored
            else Why(
                f"{in_matrix[profile.column]} columns of this stem hold scores",
                f"同类表头的 {in_matrix[profile.column]} 列都是分数",
            )
        )
        rated.append((profile, scale, kind, "likely" if word else "guess", why))
    for profile, scale, kind, sureness, why in rated:
        touchpoint, said = _touchpoint(profile, held, "overall" not in {name for name, of in taken if of == kind})
        base = touchpoint
        taken[base, kind] += 1
        if taken[base, kind] > 1:
            touchpoint = f"{base}_{taken[base, kind]}"
            taken[touchpoint, kind] += 1
        path = f"ratings.{found.ratings}"
        about = (profile.column,)
        lines = [
            Line(f"{path}.column", profile.column, sureness, why, (), about),
            Line(f"{path}.touchpoint", touchpoint, *said, columns=about),
            Line(f"{path}.kind", kind, sureness, why, _kinds(), about),
        ]
        for setting, value in scale.settings().items():
            is_code = setting in ("blank", "not_used")
            reason = scale.why_codes if is_code and scale.why_codes else scale.why
            choices = scale.choices if setting == "maximum" else ()
            lines.append(
                Line(f"{path}.{setting}", value, "guess" if is_code else scale.sureness, reason, choices, about)
            )
        if scale.why_ways is not None:
            lines.append(Line(f"{path}.values", None, "undecided", scale.why_ways, scale.ways, about))
        found.take(lines, profile.column)
        found.ratings += 1


def _is_rated(profile: Profile, scale: ScaleGuess) -> bool:
    """Codes 1 and 2 of a yes or no question about satisfaction are no scale."""
    return scale.maximum > 3 or profile.distinct > 2


def _kinds() -> tuple[Option, ...]:
    return (
        Option("satisfaction", Why("how satisfied", "满意程度")),
        Option("effort", Why("how easy", "轻松程度")),
    )


def _matrices(asked: Sequence[Profile]) -> dict[str, int]:
    """Columns that share a stem (Q7ART, Q7FOOD …) and hold scores up to 5 or more -> how many there are of them."""
    stems: dict[str, list[str]] = {}
    for profile in asked:
        stem = _STEM.match(profile.header)
        label = _LABEL.fullmatch(profile.header)
        numbers = profile.numbers
        if not numbers or profile.number_share < 0.9 or not 5 <= max(numbers) <= 10 or len(numbers) < 4:
            continue
        name = profile.header[: label.start(1)] if label else stem[0] if stem else ""
        if name:
            stems.setdefault(name, []).append(profile.column)
    return {column: len(columns) for columns in stems.values() if len(columns) >= ALIKE_AT_LEAST for column in columns}


def _touchpoint(profile: Profile, held: Held, may_be_overall: bool) -> tuple[str, tuple[Sureness, Why]]:
    label = _LABEL.fullmatch(profile.header)
    said = cells.header(label[1] if label else profile.header)
    names = held.names("touchpoints")
    if cells.code(said) in names:
        name = names[cells.code(said)]
        return name, ("sure", Why(f"{said!r} is the name of touchpoint {name!r}", f"“{said}”即触点 {name}"))
    known = next((identity for name, identity in names.items() if name and name in said), None)
    if known:
        return known, (
            "likely",
            Why(f"the header holds the name of touchpoint {known!r}", f"表头含触点 {known} 的名称"),
        )
    word = holds(profile.asks, question_words("overall")) or (_OVERALL.search(profile.header) or [""])[0]
    if word and may_be_overall:
        return "overall", ("likely", Why(f"the header holds {word!r}", f"表头含“{word}”"))
    named = slug(said)
    return named, ("guess", Why("named after the header; correct it to a touchpoint's id", "取自表头；请改为触点编号"))


def slug(text: str) -> str:
    """A header as an id: its words in small letters; Chinese stays as it is.

    >>> slug("13、Q7 Food & Drink"), slug("外观")
    ('q7_food_drink', '外观')
    """
    plain = re.sub(r"^\d+\s*[、.．]\s*", "", text)
    if plain.isascii():
        return _NOT_SLUG.sub("_", " ".join(tokens(plain))).strip("_")[:60] or "question"
    return plain[:40]
