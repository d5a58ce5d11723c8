"""What the machine does not allow: a full disk, a file that may not be read, a lock; told as refusals."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from pipelines.refusals import Hindered, Refusal, Said, said

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_WORDS = re.compile(
    r"no space left|file too large|disk quota|could not write|could not allocate (?!block)", re.IGNORECASE
)
_MEMORY_WORDS = re.compile(r"out of memory|pin block|allocate block", re.IGNORECASE)
_LOCK_WORDS = re.compile(r"\block\b", re.IGNORECASE)  # a block is none
_CLOSED_WORDS = re.compile(r"permission denied|read-only file system", re.IGNORECASE)


@contextmanager
def told_of(where: str) -> Iterator[None]:
    """Turn what the machine refuses inside into Hindered; what was served before is served still."""
    try:
        yield
    except OSError as error:
        raise Hindered(_of_system(error, where)) from error
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise Hindered(_of_database(str(error), where)) from error
    except duckdb.Error as error:
        # a write that failed half-way makes every later statement fail with it
        if not (_FULL_WORDS.search(str(error)) or _CLOSED_WORDS.search(str(error))):
            raise
        raise Hindered(_of_database(str(error), where)) from error
    except MemoryError as error:
        raise Hindered(_memory(where)) from error


def unreadable(error: OSError, where: str) -> Refusal:
    """One file that cannot be opened, and why."""
    if isinstance(error, PermissionError):
        return Refusal(
            found=said("the file may not be read"),
            where=where,
            expected=said("a file that whoever loads may read"),
            what_to_do=said("change the file's permissions, or load as its owner"),
        )
    if isinstance(error, FileNotFoundError):
        return Refusal(said("no such file"), where, said("a file that exists"), said("check the path"))
    return Refusal(
        found=said("the file cannot be read ({value})", value=error.strerror or type(error).__name__),
        where=where,
        expected=said("a file that can be read from its beginning to its end"),
        what_to_do=said("check the disk or the share it lies on"),
    )


def broken_off(where: str, what_to_do: Said) -> Refusal:
    """A file whose reading was ended from outside, which says nothing of the file."""
    return Refusal(
        found=said("the process that read this file was ended before it had read all of it"),
        where=where,
        expected=said("memory and time for it to come to its end"),
        what_to_do=what_to_do,
    )


def _of_system(error: OSError, where: str) -> Refusal:
    place = str(error.filename or where)
    if error.errno in _FULL:
        return _full(place)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return _closed(place)
    return unreadable(error, place)


def _of_database(text: str, where: str) -> Refusal:
    if _FULL_WORDS.search(text):
        return _full(where)
    if _CLOSED_WORDS.search(text):
        return _closed(where)
    if _MEMORY_WORDS.search(text):
        return _memory(where)
    if _LOCK_WORDS.search(text):
        return Refusal(
            found=said("a file of the bank is in use by another program"),
            where=where,
            expected=said("builds that no other program has open for writing"),
            what_to_do=said("close the program, then run the command again"),
        )
    return _damaged(where)


def _full(where: str) -> Refusal:
    return Refusal(
        found=said("the disk is full, or this user's share of it"),
        where=where,
        expected=said("room for one more build beside the one that is served"),
        what_to_do=said("make room, then run the command again; what was served before is served still"),
    )


def _closed(where: str) -> Refusal:
    return Refusal(
        found=said("nothing may be written here"),
        where=where,
        expected=said("folders that whoever loads may write"),
        what_to_do=said("change the permissions, or load as the owner of the bank's folder"),
    )


def _memory(where: str) -> Refusal:
    return Refusal(
        found=said("not enough memory"),
        where=where,
        expected=said("memory for the largest table that is loaded"),
        what_to_do=said("close other programs, or load fewer files at once"),
    )


def _damaged(where: str) -> Refusal:
    return Refusal(
        found=said("a file of the bank cannot be opened as a build"),
        where=where,
        expected=said("builds as they were published"),
        what_to_do=said("restore the bank's folder from a copy, or load the originals in done/ into a new bank"),
    )
