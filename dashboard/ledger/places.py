"""The place that an entry is about: a slice's address without the parts that say when it is looked at."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence


def place_of(address: Mapping[str, Sequence[str]], but_not: Collection[str]) -> str:
    """An address as one text that is the same for the same place, whatever the order of its ids; without ``but_not``.

    >>> place_of({"unit": ["r02", "r01"], "period": ["2026"], "line": []}, {"period"})
    '{"unit": ["r01", "r02"]}'
    """
    told = {name: sorted(ids) for name, ids in address.items() if name not in but_not and ids}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)
