"""The examples in the docstrings of reading are true."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from pipelines import cells, originals
from pipelines.conform import day_or_month, zones
from pipelines.privacy import masking, recognisers
from pipelines.readers import headings, typed

EXAMPLES = (cells, day_or_month, headings, masking, originals, recognisers, typed, zones)


@pytest.mark.parametrize("module", EXAMPLES, ids=lambda module: module.__name__)
def test_examples_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
