"""Computes independent answers at the same time; the answers themselves know nothing of Streamlit."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from dashboard.values import Answer

MOST_AT_ONCE = 4


def side_by_side(**questions: Callable[[], Answer]) -> dict[str, Answer]:
    """Name -> answer. A question that fails raises its own error here."""
    with ThreadPoolExecutor(max_workers=MOST_AT_ONCE) as pool:
        asked = {name: pool.submit(question) for name, question in questions.items()}
        return {name: answer.result() for name, answer in asked.items()}
