"""How the pipelines say that an input is wrong: found, where, expected, what to do; every fault at once.

What is said carries its wording and its values apart, so that whoever shows it may say it in another language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from pipelines.privacy import mask_text


class Said(str):
    """A sentence in English that remembers its wording, with the places for values, and the values. See ``said``."""

    __slots__ = ("message", "values")
    message: str
    values: Mapping[str, str]

    def __new__(cls, message: str, /, **values: object) -> Self:
        told = {name: value if isinstance(value, str) else str(value) for name, value in values.items()}
        made = super().__new__(cls, message.format(**told) if told else message)
        made.message, made.values = message, told
        return made

    def masked(self, mask: Callable[[str], str]) -> Said:
        """The same with every value of it masked."""
        shown = {name: v.masked(mask) if isinstance(v, Said) else mask(v) for name, v in self.values.items()}
        return Said(self.message, **shown)

    def as_dict(self) -> dict[str, Any]:
        """``message`` and ``values``, a value being a text or itself such a sentence."""
        values = {name: v.as_dict() if isinstance(v, Said) else v for name, v in self.values.items()}
        return {"message": self.message, "values": values}


said = Said
"""``said("no sheet is called {name}", name=…)``: the wording is a literal, which other languages have a wording for."""


def listed(sentences: Iterable[Said]) -> Said:
    """Several sentences as one, with semicolons between them; at least one."""
    first, *others = sentences
    for other in others:
        first = said("{first}; {other}", first=first, other=other)
    return first


@dataclass(frozen=True, slots=True)
class Refusal:
    """One fault in plain words. Values quoted in it are masked by whoever quotes them; where it is, here: people name
    files and folders by whom they are about."""

    found: Said
    where: str
    expected: Said
    what_to_do: Said

    def __post_init__(self) -> None:
        object.__setattr__(self, "where", mask_text(self.where))

    def as_dict(self) -> dict[str, Any]:
        """The four parts in English, and under ``said`` the wording and values of the three that are sentences."""
        sentences = {"found": self.found, "expected": self.expected, "what_to_do": self.what_to_do}
        return {
            **self.parts(),
            "said": {name: sentence.as_dict() for name, sentence in sentences.items()},
        }

    def parts(self) -> dict[str, str]:
        """The four parts in English, in their order."""
        return {
            "found": str(self.found),
            "where": self.where,
            "expected": str(self.expected),
            "what_to_do": str(self.what_to_do),
        }

    def __str__(self) -> str:
        return f"{self.where}: {self.found}; expected {self.expected}; {self.what_to_do}"


class Refused(ValueError):
    """An input that was not taken. Nothing was changed by it."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("\n".join(map(str, refusals)))
        self.refusals = refusals


class Hindered(Refused):
    """What the machine did not allow, with nothing wrong in the input: the same call may do later."""


class Busy(Hindered):
    """Another process is at the same work; the same call will do when that has ended."""


class WrongCall(Refused):
    """A command that was called in a way that cannot be meant; no input was looked at."""
