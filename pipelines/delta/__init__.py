"""Brings a copy of the served build up to date with a late file of answers, instead of making every table anew.

Imports ``models``, ``raw``, ``provenance`` and ``text``. Where a delta cannot be shown to come to the same as a full
rebuild, there is none: ``choosing`` says why. What comes out holds the rows that a full rebuild holds, and the same
checks have found the tables that changed to add up.
"""

from __future__ import annotations

from pipelines.delta.applying import apply
from pipelines.delta.checking import Checking
from pipelines.delta.choosing import REASONS, Taken, of_files, of_served

__all__ = ["REASONS", "Checking", "Taken", "apply", "of_files", "of_served"]
