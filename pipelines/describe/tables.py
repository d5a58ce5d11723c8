"""Which canonical table a file is: by the columns it has, how it was exported, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.contracts import CONTRACTS, Contract
from pipelines.describe.banks import Held
from pipelines.describe.fitting import Match
from pipelines.describe.matching import matches
from pipelines.describe.model import Sureness, TableGuess, Why
from pipelines.describe.profiling import Looked, quote
from pipelines.describe.questions import Questions, questions
from pipelines.describe.vocabulary import words
from pipelines.raw import CHILDREN, PARENT

COMMON = frozenset(
    {"unit_id", "line", "channel", "name", "name_en", "journey_id", "touchpoint_id", "sort_order", "month"}
)
"""Columns that many tables have say little of which one it is."""
SURE_FROM, AHEAD = 3.0, 1.5
OF_SYSTEM, OF_FILE_NAME, OF_RECOMMEND, OF_RATING, MOST_OF_RATINGS, MISSING = 5.0, 1.5, 3.0, 0.5, 3.0, 1.0


def tables(looked: Looked, held: Held) -> tuple[TableGuess, ...]:
    """The tables that the file may be, best first; the first may be a guess, never nothing."""
    scores = {
        contract.table: _score(looked, contract, held)
        for contract in CONTRACTS.values()
        if contract.table not in CHILDREN
    }
    best = sorted(scores, key=lambda table: (-scores[table][0], table != PARENT, table))
    first, second = scores[best[0]][0], scores[best[1]][0]
    guesses: list[TableGuess] = []
    for table in best[:5]:
        score, why = scores[table]
        if guesses and score <= 0.5:
            break
        sureness: Sureness = "guess"
        if table == best[0]:
            sureness = (
                "sure"
                if first >= SURE_FROM and first - second >= AHEAD
                else "likely"
                if first - second >= 0.5
                else "guess"
            )
        guesses.append(TableGuess(table, sureness, why))
    return tuple(guesses)


def _score(looked: Looked, contract: Contract, held: Held) -> tuple[float, Why]:
    found = matches(looked, contract, held, {})
    score = sum(_worth(match) for match in found.values())
    named = [
        quote(match.profile.header)
        for match in found.values()
        if match.strength >= 0.6 and match.column.name not in COMMON
    ]
    says = [f"columns {', '.join(named[:5])}"] if named else []
    says_zh = [f"列 {'、'.join(named[:5])}"] if named else []
    missing = [
        column.name
        for column in contract.columns.values()
        if column.required and not column.derived and column.name not in found and column.name != contract.identity
    ]
    score -= MISSING * len(missing)
    word = next((word for word in words()["files"].get(contract.table, ()) if word in looked.path.stem.lower()), None)
    if word:
        score += OF_FILE_NAME + 0.05 * len(word)
        says.append(f"the file's name holds {word!r}")
        says_zh.append(f"文件名含“{word}”")
    if contract.table == PARENT:
        score += _as_survey(looked, found, held, says, says_zh)
    if missing:
        says.append(f"nothing for {', '.join(missing)}")
        says_zh.append(f"缺 {'、'.join(missing)}")
    return score, Why("; ".join(says) or "nothing speaks for another", "；".join(says_zh) or "没有其他线索")


def _worth(match: Match) -> float:
    strength = min(match.strength, 1.0)
    return strength * (0.3 if match.column.name in COMMON else 1.0)


def _as_survey(looked: Looked, found: Mapping[str, Match], held: Held, says: list[str], says_zh: list[str]) -> float:
    score = 0.0
    if looked.layout in words()["layouts"] or looked.layout == "spss":
        score += OF_SYSTEM
        says.append(f"an export of {looked.layout}")
        says_zh.append(f"{looked.layout} 的导出")
    used = {match.profile.column for match in found.values() if match.strength >= 1.0}
    asked: Questions = questions(
        looked, [one for one in looked.profiles if one.column not in used and one.filled], held
    )
    if asked.has_recommend:
        score += OF_RECOMMEND
        says.append("a recommend question")
        says_zh.append("有推荐题")
    if asked.ratings:
        score += min(OF_RATING * asked.ratings, MOST_OF_RATINGS)
        says.append(f"{asked.ratings} ratings")
        says_zh.append(f"{asked.ratings} 道评分题")
    return score
