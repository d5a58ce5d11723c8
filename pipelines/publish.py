"""How a finished draft becomes the served build: synced, renamed, then pointed to, so that nobody sees half of one.

At every instant CURRENT names a complete, checked build or does not exist yet. Power or process may fail anywhere:
what is left over lies under a draft's name and is cleaned by the next run.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from pathlib import Path

from pipelines.banks import Bank
from pipelines.faults import fault

KEPT_BUILDS = 5
DRAFT_PREFIX = ".draft-"


def draft_path(bank: Bank, build_id: str) -> Path:
    """Where a build is written until it is complete; no reader looks at names that begin with a dot."""
    return bank.builds / f"{DRAFT_PREFIX}{build_id}.duckdb"


def clean(bank: Bank) -> None:
    """Remove what killed runs left behind. Only the holder of the bank's lock may call this."""
    left_over = [
        *bank.builds.glob(f"{DRAFT_PREFIX}*"),
        *bank.folder.glob(".CURRENT-*"),
        *bank.folder.glob(".secret-*"),
        *bank.done.glob(".keep-*"),
        *bank.config.glob("*/.*.toml-*"),
    ]
    for left in left_over:
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


def publish(bank: Bank, build_id: str) -> Path:
    """Make the closed draft of ``build_id`` the served build and return its path."""
    draft = draft_path(bank, build_id)
    final = bank.builds / f"{build_id}.duckdb"
    sync_file(draft)
    fault("draft_synced")
    sync_folder(bank.builds)
    fault("draft_folder_synced")
    draft.rename(final)
    fault("build_renamed")
    sync_folder(bank.builds)
    fault("build_folder_synced")
    _point_to(bank, final.name)
    return final


def _point_to(bank: Bank, name: str) -> None:
    fresh = bank.folder / f".CURRENT-{secrets.token_hex(4)}"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        fault("pointer_written")
        file.flush()
        os.fsync(file.fileno())
    fault("pointer_synced")
    fresh.replace(bank.pointer)
    fault("pointer_renamed")
    sync_folder(bank.folder)
    fault("pointer_folder_synced")


def prune(bank: Bank, kept: int = KEPT_BUILDS) -> None:
    """Delete all but the newest ``kept`` builds, never the served one; ids begin with their time, so names sort."""
    current = bank.current()
    builds = sorted(bank.builds.glob("*.duckdb"), reverse=True)
    builds = [path for path in builds if not path.name.startswith(".")]
    for path in builds[kept:]:
        if path != current:
            try:
                path.unlink()
            except PermissionError:  # Windows: a reader still has it open; the next run will delete it
                continue
    fault("old_builds_pruned")


def sync_file(path: Path) -> None:
    """Wait until the file's content is on the disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Wait until the folder's names are on the disk; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
