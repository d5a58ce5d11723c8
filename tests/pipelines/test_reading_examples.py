"""The examples in the docstrings of reading are true."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from pipelines import cells
from pipelines.privacy import masking, recognisers
from pipelines.readers import workbooks


@pytest.mark.parametrize("module", [cells, masking, recognisers, workbooks], ids=lambda module: module.__name__)
def test_examples_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
