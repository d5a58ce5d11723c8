"""Takes an uploaded file into a bank's inbox: under a harmless name, for its owner's eyes alone, or not at all."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
import unicodedata
from pathlib import Path
from typing import Literal

SUFFIXES = ("csv", "tsv", "txt", "xlsx", "xls", "parquet", "sav")
LONGEST_NAME = 80
FORGOTTEN_SECONDS = 24 * 60 * 60
"""After a day an upload that nobody loaded is deleted: nobody waits for it, and it may hold personal data."""
BANK_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")
EXAMPLE = "example"

Unfit = Literal["empty", "pdf", "picture", "archive", "web_page", "suffix"]
_UNSAFE = re.compile(r"[^\w.()-]+")
_STARTS: tuple[tuple[bytes, Unfit], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"PK\x05\x06", "archive"),
)
_MARKUP = (b"<!doctype", b"<html", b"<table")


def unfit(name: str, content: bytes) -> Unfit | None:
    """Why a file cannot be an export at all, by its first bytes; None where it may be one."""
    if not content.strip():
        return "empty"
    for mark, found in _STARTS:
        if content.startswith(mark):
            return found
    if content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        return "web_page"
    return None if Path(name).suffix.lower().lstrip(".") in SUFFIXES else "suffix"


def safe_name(given: str) -> str:
    """A file name that is only a name: no folders, no leading dots, no control characters, of bounded length.

    Letters of every script stay, so that a person knows the file again.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    stem, dot, suffix = last.rpartition(".")
    if not dot:
        stem, suffix = last, ""
    stem = _UNSAFE.sub("_", stem).strip("._ ")[:LONGEST_NAME] or "export"
    suffix = re.sub(r"[^a-z0-9]", "", suffix.lower())[:10]
    return f"{stem}.{suffix}" if suffix else stem


def keep(bank_folder: Path, given: str, content: bytes) -> Path:
    """Write the upload into the bank's inbox, in a folder of its own, readable by its owner alone; gives its path.

    A folder of its own keeps the name as it was and keeps a load of the whole inbox from taking a file that is still
    being described.
    """
    folder = bank_folder / "inbox" / f"upload-{secrets.token_hex(8)}"
    folder.mkdir(parents=True, mode=0o700)
    path = folder / safe_name(given)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return path


def forget(path: Path) -> None:
    """Delete an upload with its folder; what was loaded of it stays in the build, its original in done/."""
    if path.parent.name.startswith("upload-"):
        shutil.rmtree(path.parent, ignore_errors=True)


def forget_old(bank_folder: Path) -> None:
    """Delete the uploads that nobody came back to."""
    for folder in (bank_folder / "inbox").glob("upload-*"):
        if time.time() - folder.stat().st_mtime > FORGOTTEN_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
