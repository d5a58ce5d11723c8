"""A bank of any size for measurements: its exports and descriptions, simulated in pieces that do not know each other.

``write(folder, Size(…), format)`` writes ``exports/`` (what ``python -m pipelines load`` takes), ``config/`` (how it is
read) and ``manifest.json`` (what a load must count). The same size and seed give the same bytes, whatever the order in
which pieces are made, and never more than one piece is in memory. Of the project it imports the example bank's lists.
"""

from tests.benchmarks.generator.size import Size
from tests.benchmarks.generator.writing import write

__all__ = ["Size", "write"]
