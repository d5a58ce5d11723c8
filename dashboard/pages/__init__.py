"""The pages, each a contents page of answers; imports answers and components."""

from __future__ import annotations
