"""The cases of the fuzzer: one spoilt export through every way a file can take, and what must hold on each of them.

Each way raises where something is wrong: a trace, a personal number let through, rows that do not add up. A file that
is refused in words is no fault. Every case is made from its number alone.
"""
# ruff: noqa: S608

from __future__ import annotations

import contextlib
import io
import os
import random
import shutil
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from dashboard.components.context import Context
from dashboard.components.data_files import refused_csv
from dashboard.queries.builds import open_build
from dashboard.queries.catalogue import catalogue
from dashboard.scopes import local_user
from dashboard.slices import Slice
from dashboard.views import View
from pipelines.__main__ import main as command
from pipelines.banks import bank as bank_named
from pipelines.conform import conform
from pipelines.descriptions import load_description
from pipelines.readers import read
from pipelines.refusals import Refused
from tests.soak.exports import FOUND, seed
from tests.soak.mutations import spoil
from tests.soak.page import said_by_page

BANK = "fuzz"
ONE_IN = {"read": 1, "conform": 1, "describe": 3, "check": 10, "load": 10, "page": 60}
"""How often a case goes each way: the dear ones seldom."""


@dataclass
class Findings:
    """What the cases came to."""

    cases: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest_seconds: float = 0.0


class Fuzzer:
    """One folder of banks, and cases one after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._description = folder / "fuzzed.toml"
        self.findings = Findings()

    def run(self, number: int, is_every_way: bool = False) -> None:
        """One case; what it finds is kept with its number, and the file with it."""
        dice = random.Random(number)
        made = seed(dice)
        path = self._folder / f"case-{number}{made.suffix}"
        path.write_bytes(spoil(made.content, made.suffix, dice))
        self._description.write_text(made.description, encoding="utf-8")
        begun = time.perf_counter()
        before = len(self.findings.faults)
        ways = {
            "read": self._read,
            "conform": self._conform,
            "describe": self._describe,
            "check": self._check,
            "load": self._load,
            "page": self._page,
        }
        for name, way in ways.items():
            is_due = dice.randrange(ONE_IN[name]) == 0
            if not (is_due or is_every_way):
                continue
            try:
                self.findings.outcomes[f"{name}: {way(path)}"] += 1
            except Exception:  # noqa: BLE001 - whatever gets here is what we look for
                self.findings.faults.append(f"case {number} ({made.name}): {name}: {traceback.format_exc()}")
        self.findings.cases += 1
        self.findings.slowest_seconds = max(self.findings.slowest_seconds, time.perf_counter() - begun)
        if len(self.findings.faults) == before:
            path.unlink()

    def _read(self, path: Path) -> str:
        try:
            export = read(path)
            for _ in export.rows:
                pass
        except Refused as refused:
            _look(" ".join(map(str, refused.refusals)), "a refusal of reading")
            return "refused"
        _look(export.why, "what the reader says")
        return "read"

    def _conform(self, path: Path) -> str:
        description = load_description(self._description)
        try:
            chunks = list(conform(read(path, **description.file.for_reader()), description, secret=b"fuzz"))
        except Refused as refused:
            _look(" ".join(map(str, refused.refusals)), "a refusal of conforming")
            return "refused"
        for chunk in chunks:
            for name, rows in {**chunk.tables, "refused": chunk.refused, "dropped": chunk.dropped}.items():
                _look(rows.to_csv(index=False), f"conformed {name}")
            assert chunk.counts.read == chunk.counts.accepted + chunk.counts.refused
        return "taken"

    def _describe(self, path: Path) -> str:
        """Described, and tried as it was described: a proposal that is whole is one that can be loaded."""
        proposed = path.with_suffix(".toml")
        code, said = self._said("describe", path, "--bank", BANK, "--json", "--out", proposed)
        _look(said, "what describe says")
        if not proposed.exists():
            return f"exit {code}"
        try:
            _look(proposed.read_text(encoding="utf-8"), "the proposed description")
            tried, said = self._said("check", path, "--bank", BANK, "--description", proposed, "--json")
            _look(said, "what check says of the proposal")
            return f"exit {code}, tried {tried}"
        finally:
            proposed.unlink()

    def _check(self, path: Path) -> str:
        code, said = self._said("check", path, "--bank", BANK, "--description", self._description)
        _look(said, "what check says to a person")
        assert bank_named(BANK, self._folder).current() is None
        return f"exit {code}"

    def _load(self, path: Path) -> str:
        bank = bank_named(BANK, self._folder)
        code, said = self._said("load", path, "--bank", BANK, "--description", self._description, "--json")
        _look(said, "what load says")
        try:
            if (build := bank.current()) is not None:
                for name, text in _texts(build):
                    _look(text, f"the build's {name}")
                _look(_refusal_file(self._folder), "the file of refusals")
        finally:
            if bank.folder.exists():
                shutil.rmtree(bank.folder)
        return f"exit {code}"

    def _page(self, path: Path) -> str:
        outcome, said = said_by_page(self._folder, path)
        _look(said, "the upload page")
        return outcome

    def _said(self, *arguments: object) -> tuple[int, str]:
        """A command's exit code, and all that it says on both streams."""
        out, err = io.StringIO(), io.StringIO()
        os.environ["HUIYIN_BANKS"] = str(self._folder)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = command([*map(str, arguments)])
        assert code in (0, 1)
        assert "Traceback" not in err.getvalue()
        return code, out.getvalue() + err.getvalue()


def _texts(build: Path) -> Iterator[tuple[str, str]]:
    """Every text of a build, table by table."""
    with duckdb.connect(build, read_only=True) as connection:
        found = connection.execute(
            "select table_name, column_name from duckdb_columns() where data_type = 'VARCHAR' and not internal"
        ).fetchall()
        for table, column in found:
            held = connection.execute(
                f'select distinct "{column}" from "{table}" where "{column}" is not null'
            ).fetchall()
            yield f"{table}.{column}", "\n".join(text for (text,) in held)


def _refusal_file(root: Path) -> str:
    """The masked file of refused rows, as the Data page hands it out."""
    build, me = open_build(BANK, root), local_user()
    context = Context(build, catalogue(build, me), Slice(), me, View())
    return refused_csv(context).decode("utf-8-sig")


def _look(text: str, where: str) -> None:
    leaked = FOUND.search(text)
    if leaked is not None:
        around = text[max(0, leaked.start() - 60) : leaked.end() + 40]
        raise AssertionError(f"{where} holds {leaked.group()!r}: …{around!r}")
