"""How the pipelines say that an input is wrong: found, where, expected, what to do; every fault at once."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One fault in plain words. Values quoted in it are masked by whoever quotes them."""

    found: str
    where: str
    expected: str
    what_to_do: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.where}: {self.found}; expected {self.expected}; {self.what_to_do}"


class Refused(ValueError):
    """An input that was not taken. Nothing was changed by it."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("\n".join(map(str, refusals)))
        self.refusals = refusals


class WrongCall(Refused):
    """A command that was called in a way that cannot be meant; no input was looked at."""
