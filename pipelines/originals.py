"""The files that people hand over: which description each is meant for, the order of reading, where they are kept."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

from pipelines.banks import Bank
from pipelines.contracts import CONTRACTS
from pipelines.descriptions import Description, load_description
from pipelines.faults import fault
from pipelines.hindrances import unreadable
from pipelines.privacy import mask_text
from pipelines.raw import CHILDREN
from pipelines.refusals import Refusal, Refused, said

ORDER = ("units", "labels", "journeys", "touchpoints")
"""Tables that others refer to come first, whatever the order in which files are named."""

LONGEST_NAME_BYTES, LONGEST_SUFFIX_BYTES = 255, 16
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Original:
    """One file to be loaded, with the description it is read by."""

    path: Path
    description: Description
    sha256: str

    @property
    def name(self) -> str:
        """What the file is called wherever that is told or kept: people name files by whom they are about."""
        return mask_text(self.path.name)


def plan(bank: Bank, paths: Sequence[Path], description: Path | None) -> tuple[Original, ...]:
    """The files in the order of reading; a folder stands for its files. Refused names every fault of all of them."""
    faults: list[Refusal] = []
    given: Description | None = None
    described: tuple[Description, ...] = ()
    if description is not None:
        try:
            given = load_description(description)
        except Refused as refused:
            faults += refused.refusals
    else:
        described, found = _configured(bank)
        faults += found
    planned: list[Original] = []
    for path in _files(paths):
        if not path.is_file():
            faults.append(no_file(path))
            continue
        try:
            chosen = given or (_meant_for(path, described, bank) if description is None else None)
        except Refused as refused:
            faults += refused.refusals
            continue
        if chosen is not None and chosen.table in CHILDREN:
            faults.append(_of_a_response(chosen))
        elif chosen is not None:
            try:
                planned.append(Original(path, chosen, _sha256(path)))
            except OSError as error:
                faults.append(unreadable(error, str(path)))
    if not planned and not faults:
        faults.append(
            Refusal(
                said("no files"), ", ".join(map(str, paths)), said("at least one export"), said("name files to load")
            )
        )
    if faults:
        raise Refused(*faults)
    tables = [*ORDER, *(table for table in CONTRACTS if table not in ORDER)]
    return tuple(sorted(planned, key=lambda original: tables.index(original.description.table)))


def _files(paths: Sequence[Path]) -> list[Path]:
    """The named files, each once, and of a folder all that are not hidden."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(inner for inner in path.iterdir() if inner.is_file() and not inner.name.startswith("."))
        else:
            found.append(path)
    return list(dict.fromkeys(path.absolute() for path in found))


def no_file(path: Path) -> Refusal:
    """Why a path does not name a file."""
    if path.is_symlink():
        return Refusal(
            said("a link to {readlink}, which is not there", readlink=path.readlink()),
            str(path),
            said("a file"),
            said("mend the link"),
        )
    if path.exists():
        return Refusal(said("neither a file nor a folder"), str(path), said("a file"), said("name an export"))
    return Refusal(said("no such file"), str(path), said("a file that exists"), said("check the path"))


def _configured(bank: Bank) -> tuple[tuple[Description, ...], tuple[Refusal, ...]]:
    descriptions: list[Description] = []
    faults: list[Refusal] = []
    for path in sorted(bank.config.glob("*/*.toml")):
        if path.parent.name in CONTRACTS:
            try:
                descriptions.append(load_description(path))
            except Refused as refused:
                faults += refused.refusals
    return tuple(descriptions), tuple(faults)


def _meant_for(path: Path, described: tuple[Description, ...], bank: Bank) -> Description:
    """The one description whose ``files`` fits the name; one that fits every name only where no other does."""
    fitting = [found for found in described if fnmatch(path.name, found.file.files)]
    chosen = [found for found in fitting if found.file.files != "*"] or fitting
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(f"{found.table}/{found.name} ({found.file.files})" for found in chosen or described)
    raise Refused(
        Refusal(
            found=said("{count} descriptions fit this file: {names}", count=len(chosen), names=names)
            if chosen
            else said("no description fits this file"),
            where=str(path),
            expected=said("exactly one description in config/ whose [file] files fits the file's name")
            if chosen or not names
            else said(
                "exactly one description in config/ whose [file] files fits the file's name (there are: {names})",
                names=names,
            ),
            what_to_do=said("give one with --description, or write {config}/<table>/<name>.toml", config=bank.config),
        )
    )


def _of_a_response(description: Description) -> Refusal:
    return Refusal(
        found=said("a description of {table} alone", table=description.table),
        where=str(description.path),
        expected=said("ratings and choices described with the responses they belong to"),
        what_to_do=said("describe the survey's export as survey_responses, with [[ratings]] and [[choices]]"),
    )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def keep(bank: Bank, originals: Sequence[Original]) -> None:
    """Put the loaded files away in done/, readable by their owner alone: those of the inbox are moved, others copied.

    A file whose content is there already is not kept twice. One that holds something else by now stays where it is:
    what somebody wrote into it meanwhile has not been loaded.
    """
    for original in originals:
        mark = original.sha256[:16]
        is_loaded = True
        if not any(bank.done.glob(f"*-{mark}-*")):
            fresh = bank.done / f".keep-{secrets.token_hex(4)}"
            is_loaded = _copy_for_owner(original.path, fresh) == original.sha256
            if is_loaded:
                before = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{mark}-"
                fresh.replace(bank.done / f"{before}{short(original.path.name, len(before))}")
            else:
                fresh.unlink()
        is_from_inbox = original.path.is_relative_to(bank.inbox.absolute())
        if is_from_inbox and is_loaded and _sha256(original.path) == original.sha256:
            original.path.unlink()
        fault("original_kept")


def short(name: str, more: int) -> str:
    """A file's name with room for so many bytes more: the longest that a folder takes; a usual suffix stays whole.

    >>> short("访" * 80 + ".xlsx", 15)[-6:], len(short("访" * 80 + ".xlsx", 15).encode())
    ('访.xlsx', 239)
    """
    suffix = Path(name).suffix if len(Path(name).suffix.encode()) <= LONGEST_SUFFIX_BYTES else ""
    room = LONGEST_NAME_BYTES - more - len(suffix.encode())
    stem = name.removesuffix(suffix).encode()[:room].decode(errors="ignore")
    return stem + suffix


def keep_description(bank: Bank, description: Path | None) -> None:
    """Copy a description that was given into the bank's config, where it serves the next load."""
    if description is None or description.absolute().is_relative_to(bank.config.absolute()):
        return
    read = load_description(description)
    place = bank.config / read.table / f"{read.name}.toml"
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}-{secrets.token_hex(4)}")
    shutil.copyfile(description, fresh)
    fresh.replace(place)


def _copy_for_owner(source: Path, target: Path) -> str:
    """Copy a file; the digest of what was copied."""
    digest = hashlib.sha256()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        for chunk in _chunks(source):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()
