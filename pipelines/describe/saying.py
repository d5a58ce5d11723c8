"""How a proposal is put before a person on a terminal: every line, how sure, why, and what is left to decide."""

from __future__ import annotations

from rich.console import Console

from pipelines.describe.model import Proposal, Sureness
from pipelines.descriptions.writing import toml

_STYLES: dict[Sureness, str] = {
    "sure": "green",
    "likely": "cyan",
    "guess": "yellow",
    "undecided": "bold red",
    "decided": "green",
}


def say(console: Console, proposal: Proposal) -> None:
    """One line each; nothing from the file is taken for markup."""
    sample = ", a sample" if proposal.is_sample else ""
    console.print(
        f"{proposal.file}: {proposal.rows:,} rows{sample}; {proposal.layout_why}", markup=False, soft_wrap=True
    )
    for line in proposal.lines:
        console.print(f"{line.sureness:>9} ", style=_STYLES[line.sureness], end="")
        value = "?" if line.value is None else toml(line.value)
        console.print(f"{line.path} = {value}", markup=False, highlight=False, soft_wrap=True)
        console.print(f"          {line.why.en}", style="dim", markup=False, highlight=False, soft_wrap=True)
        if line.value is None:
            for choice in line.choices:
                text = f"            {toml(choice.value)}: {choice.why.en}"
                console.print(text, markup=False, highlight=False, soft_wrap=True)
    for note in proposal.notes:
        console.print(note.en, markup=False, highlight=False, soft_wrap=True)
    if proposal.undecided:
        console.print(f"To decide: {', '.join(proposal.undecided)}", style="bold", markup=False, soft_wrap=True)
    for error in proposal.errors:
        console.print(f"  {error}", markup=False, highlight=False, soft_wrap=True)
