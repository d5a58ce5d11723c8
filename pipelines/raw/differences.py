"""Whether an arrived row says something else than the row of the same id in the served build."""
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Sequence

from pipelines.contracts import CONTRACTS, Contract
from pipelines.raw.columns import CHILDREN, ORIGIN, PARENT, columns_of, listed, same
from pipelines.raw.served import Served


def differences(served: Served, contract: Contract) -> tuple[list[str], str]:
    """Conditions under which an arrived row says something else than the served one, and the joins they need."""
    table = contract.table
    told = [name for name in contract.columns if name not in contract.key]
    shared = served.shared(f"raw_{table}", told)
    differs = [
        f'incoming."{name}" is distinct from served_row."{name}"'
        if name in shared
        else f'incoming."{name}" is not null'
        for name in told
    ]
    if table != PARENT:
        return differs, ""
    by = ("survey_id", "response_id")
    here = (*by, "load_id", "row_number")
    differs.append("told_now.print is distinct from told_before.print")
    return differs, (
        f" left join ({_prints(served, here, is_served=False)}) as told_now on {same(here, 'told_now', 'incoming')}"
        f" left join ({_prints(served, by, is_served=True)}) as told_before on {same(by, 'told_before', 'incoming')}"
    )


def _prints(served: Served, by: Sequence[str], is_served: bool) -> str:
    """A statement of one row per response: a fingerprint of its ratings and choices, whatever their order."""
    parts = []
    for child in CHILDREN:
        shared = served.shared(f"raw_{child}", [name for name in columns_of(CONTRACTS[child]) if name not in ORIGIN])
        if shared:
            # of the served ones only those of responses that arrive again: the others are compared with nothing
            arriving = f" semi join incoming_{PARENT} using ({listed(list(by))})" if is_served else ""
            source = f"served.raw_{child}{arriving}" if is_served else f"incoming_{child}"
            parts.append(f"select {listed(list(by))}, hash('{child}', {listed(shared)}) as part from {source}")
    named = listed(list(by))
    return f"select {named}, sum(part) as print from ({' union all '.join(parts)}) group by {named}"
