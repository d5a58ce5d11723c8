"""What is said before there is anything to show: no build yet, which bank, an address that asks for the unknown."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.components.names import dimension_name
from dashboard.components.pipeline import build_example
from dashboard.components.words import show_notice, show_title
from dashboard.queries.builds import BankEntry
from dashboard.views import View


def show_no_build(view: View) -> None:
    """Nothing is loaded: offer the example bank at one click, and say how to load one's own files."""
    show_title(
        view.text("There is no data here yet"), view.text("Look around in the example bank, or load your own files.")
    )
    with st.container(border=True, key="offer"):
        st.markdown("**" + view.text("The example bank") + "**")
        st.write(
            view.text(
                "A synthetic bank with twelve regions and about 300 outlets, four years of answers, complaints and "
                "suggestions. It takes a minute or two to build, and it stays apart from your own bank."
            )
        )
        if st.button(view.text("Build the example bank"), type="primary", key="build-example") and build_example(view):
            st.rerun()
    with st.container(border=True, key="own-files"):
        st.markdown("**" + view.text("Your own files") + "**")
        st.write(
            view.text(
                "Exports of your survey tool, complaints and suggestions, as .xlsx, .xls, .csv, .sav or .parquet: from "
                "here, or in a terminal, in this folder:"
            )
        )
        st.page_link("pages/upload.py", label=view.text("Load an export"))
        st.code("python -m pipelines load FILE --bank mybank --description DESCRIPTION.toml", language=None)
        st.write(
            view.text("Nothing leaves this machine. Phone numbers, identity and card numbers are masked on the way in.")
        )


def show_several_banks(banks: Sequence[BankEntry], view: View) -> None:
    """Several banks are loaded and none was named: choose one."""
    show_title(view.text("Which bank?"), view.text("Several banks are loaded here; they are never mixed."))
    for entry in banks:
        name = view.name((entry.name, entry.name_en))
        if entry.build:
            st.button(name, key=f"bank-{entry.bank}", on_click=_open_bank, args=(entry.bank,))


def show_unknown(faults: Sequence[tuple[str, str]], address: dict[str, list[str]], view: View) -> None:
    """The address names what does not exist here: say what, show nothing, and offer to drop it."""
    show_notice(
        view.text("This address asks for something that does not exist here, so nothing is shown."),
        *(view.text("{name}: {value}", name=dimension_name(name, view), value=value[:80]) for name, value in faults),
    )
    st.button(
        view.text("Drop it and show the rest"),
        key="drop-unknown",
        type="primary",
        on_click=_drop,
        args=(tuple(faults), address),
    )


def show_unknown_bank(asked: str, view: View) -> None:
    """The address names a bank that is not loaded here."""
    show_notice(
        view.text("There is no bank {bank} here, so nothing is shown.", bank=asked[:80]),
    )
    st.button(
        view.text("Show the bank that is here"), key="drop-bank", type="primary", on_click=_open_bank, args=(None,)
    )


def _drop(faults: tuple[tuple[str, str], ...], address: dict[str, list[str]]) -> None:
    kept = {name: [value for value in values if (name, value) not in faults] for name, values in address.items()}
    st.query_params.from_dict({name: values for name, values in kept.items() if values})


def _open_bank(bank: str | None) -> None:
    """Another bank has other units: of the address only the reader's manner stays."""
    kept = {name: st.query_params.get_all(name) for name in ("lang", "large") if name in st.query_params}
    st.query_params.from_dict({**kept, **({"bank": [bank]} if bank else {})})
