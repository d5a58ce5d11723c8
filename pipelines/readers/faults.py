"""The one error of the readers: a file that cannot be read as an export, said in plain words."""

from __future__ import annotations

from pathlib import Path

from pipelines.privacy import mask_text
from pipelines.refusals import Refusal, Refused, Said


class UnreadableExport(Refused):
    """A file that was not taken: found, where, expected, what_to_do. What it quotes of the file is masked."""

    def __init__(self, found: Said, where: str | Path, expected: Said, what_to_do: Said) -> None:
        name = where.name if isinstance(where, Path) else where
        super().__init__(
            Refusal(found.masked(mask_text), mask_text(name), expected.masked(mask_text), what_to_do.masked(mask_text))
        )

    @property
    def found(self) -> str:
        return self.refusals[0].found

    @property
    def where(self) -> str:
        return self.refusals[0].where

    @property
    def expected(self) -> str:
        return self.refusals[0].expected

    @property
    def what_to_do(self) -> str:
        return self.refusals[0].what_to_do
