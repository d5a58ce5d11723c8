"""Named places where a run can be made to die, so that tests can show that the served build survives each of them."""

from __future__ import annotations

import os

POINTS = (
    "draft_opened",
    "raw_written",
    "modelled",
    "checked",
    "draft_closed",
    "draft_synced",
    "draft_folder_synced",
    "build_renamed",
    "build_folder_synced",
    "pointer_written",
    "pointer_synced",
    "pointer_renamed",
    "pointer_folder_synced",
    "original_kept",
    "old_builds_pruned",
)
"""Every write, sync and rename of a run, in the order in which a run passes them."""

KILLED = 137


def fault(point: str) -> None:
    """Die here, as if killed, where ``HUIYIN_FAULT`` names this point: no clean-up, no buffers written."""
    if point not in POINTS:
        raise ValueError(f"{point!r} is not a named fault point")
    if os.environ.get("HUIYIN_FAULT") == point:
        os._exit(KILLED)
