"""Makes every table of a bank anew, from its served build or from a folder of raw tables, in DuckDB or on Spark."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console

from pipelines.banks import Bank
from pipelines.build import Built, build
from pipelines.hindrances import told_of
from pipelines.originals import no_file
from pipelines.progress import Bars, JsonLines, Progress
from pipelines.raw import RawStore
from pipelines.raw import folder as folders
from pipelines.refusals import Refusal, Refused, WrongCall, said
from pipelines.spark.session import require, session

ENGINES = ("duckdb", "spark")


def add_parsers(commands: Any, shared: argparse.ArgumentParser) -> None:
    """The commands ``raw`` and ``build``."""
    writing = commands.add_parser("raw", parents=[shared], help="write the raw tables as a folder of Parquet")
    writing.add_argument("--out", type=Path, required=True, help="an empty folder, or one to be made")
    making = commands.add_parser("build", parents=[shared], help="make every table anew, in DuckDB or on Spark")
    making.add_argument("--engine", choices=ENGINES, default="duckdb", help="what the large models run on")
    making.add_argument("--master", default="local[*]", help="Spark's master: local[4], spark://host:7077, …")
    making.add_argument("--raw", type=Path, help="a folder that raw wrote, in place of the served build")
    making.add_argument(
        "--exchange", type=Path, help="a folder that every executor sees; else one beside the builds, for one machine"
    )


def run(chosen: argparse.Namespace, bank: Bank, lines: JsonLines | None) -> dict[str, object]:
    """Run one of the two commands and say what came of it."""
    if chosen.command == "raw":
        manifest = write_raw(bank, chosen.out)
        rows = sum(manifest.rows.values())
        result: dict[str, object] = {"folder": str(chosen.out), "build": manifest.build_id, "rows": manifest.rows}
        told = f"{rows:,} rows of build {manifest.build_id} are in {chosen.out}"
    else:
        with nullcontext(lines) if lines else Bars() as progress:
            built = rebuild(bank, chosen.engine, chosen.master, chosen.raw, chosen.exchange, progress)
        result = {"bank": bank.id, "build": built.build_id, "engine": chosen.engine}
        told = f"Build {built.build_id} of {bank.id} is served; every table was made anew."
    if not lines:
        Console().print(told, markup=False, highlight=False, soft_wrap=True)
    return result


def write_raw(bank: Bank, out: Path) -> folders.Manifest:
    """Write the served build's raw tables. Refused where nothing is served, or something is in the folder."""
    with told_of(str(out)):
        return folders.write(_served(bank), out)


def rebuild(
    bank: Bank,
    engine: str = "duckdb",
    master: str = "local[*]",
    raw: Path | None = None,
    exchange: Path | None = None,
    progress: Progress | None = None,
) -> Built:
    """Make and publish a build from what is served, or from a folder of raw tables, every table anew.

    Refused where the folder is another bank's or lacks a load that is served, or Spark cannot be had.
    """
    for folder in (raw, exchange):
        if folder is not None and not folder.is_dir():
            raise WrongCall(no_file(folder))
    with told_of(str(bank.folder)), bank.loading(), _passing(bank, exchange) as place:
        served = _served(bank) if raw is None else _of_folder(bank, raw, place)
        if engine == "duckdb":
            return build(bank, _nothing, progress, is_rebuild=True, served=served)
        require(master)
        if exchange is None and not master.startswith("local"):
            raise WrongCall(_alone(master))
        from pipelines.spark.dialect import NotTranslated  # what they import need not be installed
        from pipelines.spark.engine import Engine

        if raw is None:
            raw = place / "raw"
            folders.write(served, raw)
        rows = max(folders.read_manifest(raw).rows.values())
        try:
            with session(master, rows) as opened:
                run = Engine(opened, place.resolve(), raw.resolve()).run
                return build(bank, _nothing, progress, is_rebuild=True, served=served, run=run)
        except NotTranslated as error:
            raise Refused(_not_translated(str(error))) from error


def _alone(master: str) -> Refusal:
    return Refusal(
        found=said("no folder that all machines share"),
        where=f"--master {master}",
        expected=said("--exchange FOLDER, under the same path on every machine"),
        what_to_do=said("name one; on one machine alone, use --master 'local[4]'"),
    )


def _not_translated(reason: str) -> Refusal:
    return Refusal(
        found=said("a model is outside of what both engines know ({reason})", reason=reason),
        where="--engine spark",
        expected=said("models of the tested subset"),
        what_to_do=said("build with --engine duckdb, and tell whoever changed the model"),
    )


def _nothing(raw: RawStore, build_id: str) -> None:
    """No file is read: what stood before stands."""


@contextmanager
def _passing(bank: Bank, exchange: Path | None) -> Iterator[Path]:
    """A folder for as long as a build is made, readable by its owner alone; what killed runs left there goes."""
    within = exchange or bank.folder
    prefix = f".exchange-{bank.id}-"
    for left in within.glob(f"{prefix}????????"):
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=within) as place:
        yield Path(place)


def _served(bank: Bank) -> Path:
    served = bank.current()
    if served is None:
        raise Refused(
            Refusal(
                found=said("nothing is served of {id} yet", id=bank.id),
                where=str(bank.folder),
                expected=said("a bank with a build, or a folder of raw tables"),
                what_to_do=said("load exports first, or name a folder with --raw"),
            )
        )
    return served


def _of_folder(bank: Bank, raw: Path, place: Path) -> Path:
    """A file that stands for the build with these raw tables; see ``folders.as_build``."""
    manifest = folders.read_manifest(raw)
    if manifest.bank_id != bank.id:
        raise Refused(
            Refusal(
                found=said("raw tables of {id}", id=manifest.bank_id),
                where=str(raw),
                expected=said("raw tables of {id}", id=bank.id),
                what_to_do=said("check --bank and --raw"),
            )
        )
    path = place / f"{manifest.build_id}.duckdb"
    folders.as_build(raw, path)
    served = bank.current()
    if served is not None:
        with duckdb.connect(path) as connection:
            connection.execute(f"attach '{folders.quoted(served)}' as later (read_only)")
            told = "select load_id from later.build_load except select load_id from build_load"
            lacking = connection.execute(told).fetchall()
        if lacking:
            raise Refused(
                Refusal(
                    found=said("{loads} loads that are served are not in this folder", loads=len(lacking)),
                    where=str(raw),
                    expected=said("every load that is served: what is missing would be gone"),
                    what_to_do=said("write the folder anew with: python -m pipelines raw --out FOLDER"),
                )
            )
    return path
