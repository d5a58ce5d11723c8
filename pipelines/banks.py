"""Where the files of one bank live, which bank is meant, and the lock that lets one loader work at a time."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.refusals import Busy, Refusal, Refused, Said, WrongCall, said

EXAMPLE = "example"
DEFAULT_ROOT = Path(__file__).resolve().parent.parent / "data" / "banks"
DEFAULT_ZONE = "Asia/Shanghai"
SECRET_BYTES = 32
_BANK_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``config/bank.toml`` says about a bank; ``zone`` is an IANA name, in which all its days are counted."""

    name: str
    name_en: str
    zone: str = DEFAULT_ZONE
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class Bank:
    """The folders of one bank. Nothing here opens a build; reading one is the dashboard's work."""

    id: str
    folder: Path

    @property
    def builds(self) -> Path:
        return self.folder / "builds"

    @property
    def pointer(self) -> Path:
        return self.folder / "CURRENT"

    @property
    def config(self) -> Path:
        return self.folder / "config"

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def done(self) -> Path:
        return self.folder / "done"

    def current(self) -> Path | None:
        """The build that is served now, or None where nothing has been published."""
        if not self.pointer.exists():
            return None
        path = self.builds / self.pointer.read_text(encoding="utf-8").strip()
        return path if path.is_file() else None

    def settings(self) -> Settings:
        """The bank's name and zone; a bank without ``bank.toml`` is called by its id. Refused lists every fault."""
        path = self.config / "bank.toml"
        if not path.exists():
            return Settings(name=self.id, name_en=self.id, is_example=self.id == EXAMPLE)
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise Refused(
                Refusal(
                    found=said("bank.toml cannot be read ({error})", error=error),
                    where=str(path),
                    expected=said("a TOML file in UTF-8"),
                    what_to_do=said("correct the line it names"),
                )
            ) from error
        faults = list(_faults(found, path))
        if faults:
            raise Refused(*faults)
        name = str(found.get("name", self.id))
        return Settings(
            name=name,
            name_en=str(found.get("name_en", name)),
            zone=str(found.get("zone", DEFAULT_ZONE)),
            is_example=bool(found.get("is_example", self.id == EXAMPLE)),
        )

    def call(self, name: str, name_en: str = "", zone: str = DEFAULT_ZONE) -> Settings:
        """Write the bank's name into ``bank.toml``; Refused where the bank has one already or the zone does not exist.

        A person who wants another name later corrects the file: what a bank decided is never overwritten here.
        """
        path = self.config / "bank.toml"
        if path.exists():
            raise Refused(
                Refusal(
                    said("{id} has a name already", id=repr(self.id)),
                    str(path),
                    said("a bank without bank.toml"),
                    said("correct that file"),
                )
            )
        written = {"name": name.strip() or self.id, "name_en": name_en.strip() or name.strip() or self.id, "zone": zone}
        faults = list(_faults(written, path))
        if faults:
            raise Refused(*faults)
        self.ensure()
        # a JSON string is a TOML string as well, but for DEL, which no name holds
        told = {key: json.dumps(value.replace("\x7f", ""), ensure_ascii=False) for key, value in written.items()}
        lines = [f"{key} = {value}" for key, value in told.items()]
        fresh = path.with_name(f".bank.toml-{secrets.token_hex(4)}")
        fresh.write_text("\n".join(lines) + "\n", encoding="utf-8")
        fresh.replace(path)
        return self.settings()

    def take_own_files(self) -> None:
        """WrongCall where this is the example bank, which nobody's own files are loaded into."""
        if self.settings().is_example:
            raise WrongCall(
                Refusal(
                    found=said("own files would be loaded into the example bank"),
                    where=f"--bank {self.id}",
                    expected=said("a bank of one's own, never mixed with the example"),
                    what_to_do=said("name your bank with --bank; it is made when it does not exist yet"),
                )
            )

    def secret(self) -> bytes:
        """The bank's own key for HMACs, made on first use, readable by its owner alone; it never leaves the folder."""
        path = self.folder / "secret"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".secret-{secrets.token_hex(4)}")
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(SECRET_BYTES))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        return path.read_bytes()

    def passing_secret(self) -> bytes:
        """The bank's key, or one for this moment where it has none yet; nothing is written."""
        path = self.folder / "secret"
        return path.read_bytes() if path.exists() else secrets.token_bytes(SECRET_BYTES)

    def ensure(self) -> None:
        """Make the folders of a bank that has none yet."""
        for folder in (self.builds, self.config, self.inbox, self.done):
            folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Hold the bank for one loader. The lock is the system's own: it falls with the process, however that ends."""
        with self._holding(
            ".loading",
            said("another load of bank {id} is running", id=repr(self.id)),
            said("one load of a bank at a time"),
            said("wait until it has ended, then run the command again"),
        ):
            yield

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Hold the bank for one watcher of a folder, in the same way; loads of others may come between its own."""
        with self._holding(
            ".watching",
            said("a folder is watched for bank {id} already", id=repr(self.id)),
            said("one watched folder of a bank"),
            said("put the files into that folder, or end the other process first"),
        ):
            yield

    @contextmanager
    def _holding(self, name: str, found: Said, expected: Said, what_to_do: Said) -> Iterator[None]:
        """Busy where another process holds the lock of this name."""
        self.ensure()
        path = self.folder / name
        with path.open("a+", encoding="utf-8") as file:
            if not _lock(file.fileno()):
                raise Busy(Refusal(found, str(path), expected, what_to_do))
            try:
                yield
            finally:
                _unlock(file.fileno())

    def remove(self) -> None:
        """Delete the bank with everything in it: builds, descriptions, originals, secret."""
        with self.loading():
            self.pointer.unlink(missing_ok=True)  # first, so that nobody opens a build that is going
        shutil.rmtree(self.folder)


def _faults(found: Mapping[str, object], path: Path) -> Iterator[Refusal]:
    known = {"name": str, "name_en": str, "zone": str, "is_example": bool}
    for key, value in found.items():
        if key not in known:
            yield Refusal(
                said("unknown setting {key}", key=repr(key)),
                str(path),
                said("one of {names}", names=", ".join(known)),
                said("remove or rename it"),
            )
        elif not isinstance(value, known[key]):
            yield Refusal(
                said("{key} is {value}", key=key, value=repr(value)),
                str(path),
                said("a value of type {name}", name=known[key].__name__),
                said("correct the value"),
            )
    zone = found.get("zone", DEFAULT_ZONE)
    if isinstance(zone, str):
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            yield Refusal(
                said("unknown zone {zone}", zone=repr(zone)),
                str(path),
                said("an IANA zone such as Asia/Shanghai"),
                said("correct the zone"),
            )


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


def root() -> Path:
    """The folder that holds the banks: ``HUIYIN_BANKS``, else data/banks of the project."""
    return Path(os.environ.get("HUIYIN_BANKS") or DEFAULT_ROOT)


def known(banks: Path | None = None) -> tuple[str, ...]:
    """Ids of the banks that hold anything, in order; a folder with neither configuration nor build is none."""
    folder = banks or root()
    if not folder.is_dir():
        return ()
    found = (Bank(path.name, path) for path in folder.iterdir() if path.is_dir() and _BANK_ID.fullmatch(path.name))
    return tuple(sorted(bank.id for bank in found if bank.pointer.exists() or any(bank.config.glob("*"))))


def bank(name: str, banks: Path | None = None) -> Bank:
    """The bank of this id, whether or not it has a folder yet; WrongCall where the id cannot name a folder."""
    if not _BANK_ID.fullmatch(name):
        raise WrongCall(
            Refusal(
                found=said("{name} cannot be a bank's id", name=repr(name)),
                where="--bank",
                expected=said("lower-case letters, digits, - and _, at most 41, starting with a letter or digit"),
                what_to_do=said("choose a short id; the bank's own name stands in config/bank.toml"),
            )
        )
    return Bank(name, (banks or root()) / name)


def choose(name: str | None, banks: Path | None = None) -> Bank:
    """Which bank is meant: ``name``, else ``HUIYIN_BANK``, else the only one that is not the example, else the example.

    Several own banks and none named: WrongCall, so that nothing is ever loaded into a bank that was guessed.
    """
    named = name or os.environ.get("HUIYIN_BANK")
    if named:
        return bank(named, banks)
    own = [found for found in known(banks) if found != EXAMPLE]
    if len(own) > 1:
        raise WrongCall(
            Refusal(
                found=said("several banks: {names}", names=", ".join(own)),
                where=str(banks or root()),
                expected=said("one bank named"),
                what_to_do=said("add --bank, or set HUIYIN_BANK"),
            )
        )
    return bank(own[0] if own else EXAMPLE, banks)
