"""How much planted personal data is masked in written texts, and how much else: ``python -m tests.pipelines.masking``.

The texts are invented (``fixtures/masking``). Recall is the share of planted pieces of which no part of four characters
or more is left; precision the share of what was masked that had been planted.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.privacy import mask_text

FOLDER = Path(__file__).parent / "fixtures" / "masking"
LANGUAGES = ("zh", "en")
RECOGNISED = ("phone", "id", "card", "email")
_PLANTED = re.compile(r"«([a-z]+)\|([^»]*)»")
_PARTS = re.compile(r"[^ \-@＠|.]{4,}|^.{1,3}$")
_TOKEN = re.compile(r"\[(?:ID|CARD|PHONE|EMAIL)\]")


@dataclass(frozen=True)
class Text:
    """One text as a customer wrote it, and what is personal in it: (kind, words)."""

    words: str
    planted: tuple[tuple[str, str], ...]


@dataclass
class Found:
    """Counts by kind, of one language."""

    planted: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)
    tokens: int = 0
    false: list[str] = field(default_factory=list)

    def recall(self, kinds: tuple[str, ...]) -> float:
        return sum(self.masked[kind] for kind in kinds) / sum(self.planted[kind] for kind in kinds)

    @property
    def precision(self) -> float:
        return 1 - len(self.false) / self.tokens


def texts(language: str) -> Iterator[Text]:
    """Every text of a language."""
    for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield Text(_PLANTED.sub(lambda found: found[2], line), tuple(_PLANTED.findall(line)))


def measure(language: str) -> Found:
    """What masking makes of the texts of a language. Between two planted pieces nothing may change, so that a token
    that stands elsewhere is a false one."""
    found = Found()
    for text in texts(language):
        masked = mask_text(text.words)
        hits = 0
        for kind, words in text.planted:
            found.planted[kind] += 1
            is_gone = not any(part in masked for part in _PARTS.findall(words))
            found.masked[kind] += is_gone
            hits += is_gone
        tokens = len(_TOKEN.findall(masked))
        found.tokens += tokens
        found.false += [text.words] * (tokens - hits)
    return found


def main() -> int:
    for language in LANGUAGES:
        found = measure(language)
        print(f"{language}: {sum(1 for _ in texts(language))} texts, {sum(found.planted.values())} planted pieces")
        for kind, planted in sorted(found.planted.items(), key=lambda each: (each[0] not in RECOGNISED, each[0])):
            told = "" if kind in RECOGNISED else "   not recognised, and not promised"
            print(f"  {kind:7} recall {found.masked[kind]:3} of {planted:3}{told}")
        print(f"  recall of what is recognised {found.recall(RECOGNISED):.1%}, precision {found.precision:.1%}")
        for text in found.false:
            print(f"  masked for nothing: {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
