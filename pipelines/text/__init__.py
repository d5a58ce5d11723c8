"""Segments what customers wrote, once per build: which words and which themes are in which text.

Texts come masked from the raw tables and stay as they are; what is folded here (NFKC, Traditional to Simplified, lower
case) serves grouping alone. Imports rjieba and OpenCC, and of ours the refusals.
"""

from pipelines.text.dictionaries import Dictionary, read_dictionary
from pipelines.text.folding import fold
from pipelines.text.segmenting import Segmenter, segmenter_of
from pipelines.text.writing import write

__all__ = ["Dictionary", "Segmenter", "fold", "read_dictionary", "segmenter_of", "write"]
