"""What was improved and has relapsed since is opened again: a face of its own, run with the morning list.

The rule is the control chart's: a signal on the unwished side, three months or more after the improvement was done
(``answers.reinspection``). Whoever re-inspected it since has seen the signals up to that day; only a later one counts.
"""

from __future__ import annotations

from dashboard import verdicts
from dashboard.answers import reinspection
from dashboard.ledger import Author, Ledger, improvements
from dashboard.ledger.faults import ChangedMeanwhileError
from dashboard.ledger.improvements import Improvement
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer
from dashboard.views import View

FINISHED = frozenset({"done", "closed"})


def reopen(ledger: Ledger, build: Build, scope: Scope, author: Author, view: View) -> tuple[Improvement, ...]:
    """Open again what has relapsed, with the month and the rule in its note; the improvements as they stood before.

    What somebody changes in the same moment is left to them; the next run looks at it again.
    """
    reopened = []
    for each in improvements.list_all(ledger, scope):
        if each.status not in FINISHED:
            continue
        answer = reinspection.of_improvement(each, ledger, build, Slice(), scope)
        if answer is None or answer.missing or not has_relapsed(each, answer):
            continue
        try:
            with ledger.writing(author) as writing:
                improvements.reopen(writing, each.id, each.version, verdicts.relapse(answer, view))
        except ChangedMeanwhileError:
            continue
        reopened.append(each)
    return tuple(reopened)


def has_relapsed(each: Improvement, answer: Answer) -> bool:
    """Whether the latest signal on the unwished side came after the improvement was done and last re-inspected."""
    seen = max(each.done_on or "", each.verdict_on or "")
    return any(month > seen for month, _ in answer.chart["relapses"])
