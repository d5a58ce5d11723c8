"""Loads what is put into a folder, file by finished file, for as long as it runs; whoever starts it again goes on.

A file is finished when its size and time have stayed the same from one look to the next and its name is not one that
programs give to what they still write. A loaded file is kept in the bank's ``done`` and leaves the folder; a refused
one is put into ``refused`` with the reasons beside it. What is known between two looks is only how files looked: killed
at any instant, the next start finds the folder and the bank as they are, and a file that was loaded but had not left
yet is loaded again, which changes nothing.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pipelines import originals
from pipelines.banks import Bank
from pipelines.hindrances import unreadable
from pipelines.load import LoadReport, load
from pipelines.progress import Progress
from pipelines.refusals import Busy, Hindered, Refusal, Refused, WrongCall, said

EVERY_SECONDS = 10.0
REFUSED = "refused"
"""The folder, inside the one that is watched, for files that cannot be taken."""
REASONS = ".reasons.json"
"""What the name of a refused file's reasons has behind that of the file."""
_UNFINISHED = re.compile(
    r"^[.~]|~$|\.(part|partial|tmp|temp|crdownload|download|filepart|swp|lock|writing)$", re.IGNORECASE
)
"""Names of what is still written: by browsers, transfer programs, editors and office programs."""


class Told(Protocol):
    """Who hears what becomes of the files."""

    def loaded(self, report: LoadReport) -> None: ...

    def refused(self, file: Path, refusals: Sequence[Refusal]) -> None: ...

    def waiting(self, refusals: Sequence[Refusal]) -> None: ...


@dataclass(frozen=True, slots=True)
class Look:
    """How a file looked: equal looks mean that nobody wrote it in between."""

    size: int
    changed_ns: int

    @classmethod
    def at(cls, path: Path) -> Look | None:
        """None where it is gone."""
        try:
            found = path.stat()
        except OSError:
            return None
        return cls(found.st_size, found.st_mtime_ns)


@dataclass(slots=True)
class Watch:
    """One folder of one bank. ``round`` takes what is finished; ``run`` does so until told to stop."""

    bank: Bank
    folder: Path
    told: Told
    progress: Progress | None = None
    _before: dict[Path, Look] = field(default_factory=dict)

    def run(self, stop: threading.Event, every_seconds: float = EVERY_SECONDS) -> None:
        """Hold the bank's lock for watching until ``stop`` is set; a load that has begun is finished first.

        WrongCall where there is no such folder; Busy where another process watches already.
        """
        if not self.folder.is_dir():
            raise WrongCall(
                Refusal(said("no such folder"), str(self.folder), said("a folder to watch"), said("check the path"))
            )
        with self.bank.watching():
            while not stop.is_set():
                try:
                    self.round()
                except OSError as error:  # a share that is gone for a while
                    self.told.waiting((unreadable(error, str(self.folder)),))
                stop.wait(every_seconds)

    def round(self) -> int:
        """Load the files that have not changed since the round before; how many were loaded."""
        looks = {path: look for path in self._files() if (look := Look.at(path)) is not None}
        finished = [path for path, look in looks.items() if self._before.get(path) == look and look.size]
        self._before = looks
        return self._take(finished) if finished else 0

    def _files(self) -> Iterator[Path]:
        for path in sorted(self.folder.iterdir()):
            if path.is_file() and not path.is_symlink() and not _UNFINISHED.search(path.name):
                yield path.absolute()

    def _take(self, files: Sequence[Path]) -> int:
        """All at once, as one build; where that fails one after another, so that one bad file stops no other."""
        groups = [list(files)] if len(files) == 1 else [list(files), *([path] for path in self._in_order(files))]
        loaded = 0
        hindered_alone = 0
        for group in groups:
            present = [path for path in group if Look.at(path) == self._before.get(path)]
            if not present:
                continue
            try:
                report = load(self.bank, present, progress=self.progress)
            except Hindered as hindered:
                # Not the files' fault: they stay, and the next look tries again. One alone may be more than the machine
                # has memory for and must not stop the others; where a second is hindered too, it is the way.
                self.told.waiting(hindered.refusals)
                hindered_alone += len(group) == 1
                if isinstance(hindered, Busy) or hindered_alone > 1:
                    return loaded
                continue
            except Refused as refused:
                if len(group) == 1:
                    self._put_aside(group[0], refused.refusals)
                continue
            self.told.loaded(report)
            loaded += len(present)
            for path in present:
                if Look.at(path) == self._before.pop(path, None):
                    path.unlink()
        return loaded

    def _in_order(self, files: Sequence[Path]) -> list[Path]:
        """Tables that others refer to first; what no description fits comes last and says so then."""
        first = originals.ORDER
        placed: list[tuple[int, Path]] = []
        for path in files:
            try:
                [original] = originals.plan(self.bank, [path], None)
                table = original.description.table
                placed.append((first.index(table) if table in first else len(first), path))
            except Refused:
                placed.append((len(first) + 1, path))
        return [path for _, path in sorted(placed)]

    def _put_aside(self, path: Path, refusals: Sequence[Refusal]) -> None:
        """Out of the way with its reasons, under a name of its own where the same name was refused before."""
        aside = self.folder / REFUSED
        aside.mkdir(exist_ok=True)
        place = aside / originals.short(path.name, len(REASONS))
        if place.exists():
            mark = secrets.token_hex(4)
            kept = Path(originals.short(path.name, len(f"-{mark}{REASONS}")))
            place = aside / f"{kept.stem}-{mark}{kept.suffix}"
        path.replace(place)
        self._before.pop(path, None)
        reasons = json.dumps([refusal.as_dict() for refusal in refusals], ensure_ascii=False, indent=1)
        place.with_name(place.name + REASONS).write_text(reasons + "\n", encoding="utf-8")
        self.told.refused(place, refusals)
