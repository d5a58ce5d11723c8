"""Runs a command of the pipelines as a process and shows its progress, read as one JSON object per line."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.views import View

PROJECT = Path(__file__).resolve().parents[2]


def run_pipeline(*arguments: str) -> Iterator[dict[str, Any]]:
    """The events of ``python -m pipelines … --json`` as they come; the last says done, refused or failed."""
    command = [sys.executable, "-m", "pipelines", *arguments, "--json"]
    # Errors go into a file: nobody reads them while the events come, and a full pipe would stop the command.
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as complaints,
        subprocess.Popen(  # noqa: S603 our own command, made of fixed words
            command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=complaints, text=True, encoding="utf-8"
        ) as process,
    ):
        last: dict[str, Any] = {}
        for line in process.stdout or ():
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict):
                last = event
                yield event
        process.wait()
        complaints.seek(0)
        errors = complaints.read().strip()
    if last.get("event") not in ("done", "refused"):
        yield {"event": "failed", "exit": process.returncode, "errors": errors[-2000:]}


def build_example(view: View) -> bool:
    """Build the example bank before the reader's eyes; True when it stands."""
    bar = st.progress(0.0, text=view.text("Starting"))
    steps_seen: list[str] = []
    for event in run_pipeline("demo"):
        if event.get("event") == "progress":
            step = str(event.get("step", ""))
            if step not in steps_seen:
                steps_seen.append(step)
            bar.progress(share_done(event, len(steps_seen)), text=step_words(event, view))
        elif event.get("event") == "done":
            bar.progress(1.0, text=view.text("Done"))
            return True
        elif event.get("event") in ("refused", "failed"):
            st.error(view.text("The example bank could not be built."))
            st.code(json.dumps(event.get("errors") or event, ensure_ascii=False, indent=1))
    return False


def run_shown(view: View, *arguments: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Run a command under a bar of progress: the events that are no progress, and the last of them.

    The last says done, refused or failed; the bar is taken away at the end.
    """
    bar = st.progress(0.0, text=view.text("Starting"))
    steps_seen: list[str] = []
    told: list[dict[str, Any]] = []
    for event in run_pipeline(*arguments):
        if event.get("event") == "progress":
            step = str(event.get("step", ""))
            if step not in steps_seen:
                steps_seen.append(step)
            bar.progress(share_done(event, len(steps_seen)), text=step_words(event, view))
        else:
            told.append(event)
    bar.empty()
    return told, told[-1]


def share_done(event: dict[str, Any], steps: int) -> float:
    """How far along a run is, from 0 to 1, at its ``steps``-th step."""
    done, total = event.get("done"), event.get("total")
    within = (
        min(done / total, 1.0) if isinstance(done, int | float) and isinstance(total, int | float) and total else 0.5
    )
    # How many steps come is not known beforehand: every step takes a tenth of what is left.
    left = 0.9 ** (steps - 1)
    return min(1 - left + 0.1 * left * within, 0.99)


def step_words(event: dict[str, Any], view: View) -> str:
    """What a run is doing now."""
    names = {
        "simulate": view.text("Inventing the example bank"),
        "write": view.text("Writing the example's export files"),
        "read": view.text("Reading"),
        "load": view.text("Loading"),
        "stage": view.text("Preparing the tables"),
        "model": view.text("Computing the tables"),
        "check": view.text("Checking"),
        "publish": view.text("Publishing"),
    }
    step = str(event.get("step", ""))
    name = names.get(step, step)
    return f"{name}: {Path(str(event['file'])).name}" if event.get("file") else name
