"""What the machine does not allow is told as what it is: memory, the disk, a lock, a closed folder."""

from __future__ import annotations

import duckdb
import pytest

from pipelines.hindrances import told_of
from pipelines.refusals import Refused


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (duckdb.OutOfMemoryException("failed to pin block of size 256.0 KiB (1.3 GiB/1.3 GiB used)"), "memory"),
        (duckdb.OutOfMemoryException("could not allocate block of size 256.0 KiB (1.3 GiB used)"), "memory"),
        (duckdb.IOException('Could not set lock on file "x.duckdb": Conflicting lock is held'), "in use by another"),
        (duckdb.IOException("Could not write file: No space left on device"), "disk is full"),
        (duckdb.IOException("Cannot open file: Permission denied"), "nothing may be written"),
        (duckdb.IOException("The file is not a valid database"), "cannot be opened as a build"),
        (MemoryError(), "memory"),
    ],
)
def test_each_hindrance_is_told_as_what_it_is(fault: Exception, found: str) -> None:
    with pytest.raises(Refused) as refused, told_of("bank"):
        raise fault
    assert found in str(refused.value.refusals[0].found)
