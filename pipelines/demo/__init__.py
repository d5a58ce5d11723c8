"""The example bank 示例银行: a simulated bank with planted truths, written as exports that anybody's files could be.

``write`` makes a bank's ``inbox`` and ``config`` from nothing but a seed; it imports numpy, pandas and the
writers of files, and of ours only ``pipelines.progress``. What is true in it stands in ``truths.toml``.
"""

from __future__ import annotations

from .organisation import Size
from .writing import Summary, write

__all__ = ["Size", "Summary", "write"]
