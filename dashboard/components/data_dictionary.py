"""The dictionary: every measure as the register defines it, every column handed over, every column counted from."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.components.context import Context
from dashboard.components.data_words import kind_of_value, table_name
from dashboard.components.table import Cell
from dashboard.components.words import show_section
from dashboard.queries.provenance import ContractColumn, MartColumn


def show_dictionary(contracts: Sequence[ContractColumn], marts: Sequence[MartColumn], context: Context) -> None:
    """Measures, columns handed over, and columns counted from, one kind at a time."""
    view = context.view
    show_section(
        view.text("Dictionary"),
        view.text("What every measure and column means, as it travels in this build."),
    )
    kinds = {
        "measures": view.text("Measures"),
        "contracts": view.text("Columns handed over"),
        "marts": view.text("Columns counted from"),
        "views": view.text("For your own tools"),
    }
    kind = st.segmented_control(
        view.text("Dictionary"),
        list(kinds),
        format_func=lambda name: kinds[name],
        default="measures",
        required=True,
        key="dictionary-kind",
        label_visibility="collapsed",
    )
    if kind == "contracts":
        _contracts(contracts, context)
    elif kind == "marts":
        _table(mart_rows([each for each in marts if not _is_view(each)], context), "dictionary-marts", context)
    elif kind == "views":
        _views([each for each in marts if _is_view(each)], context)
    else:
        _table(measure_rows(context), "dictionary-measures", context)


def _is_view(column: MartColumn) -> bool:
    return column.table.startswith("view_")


def _views(columns: Sequence[MartColumn], context: Context) -> None:
    """The views that any tool which opens DuckDB may read, and how."""
    view, build = context.view, context.build
    words = view.text(
        "Views of the build's file, under the rules that every page follows. Any tool that opens DuckDB reads them:"
    )
    file = f"data/banks/{build.bank}/builds/{build.id}.duckdb"
    st.caption(words)
    st.code(f'duckdb -readonly {file} "from view_score limit 20"', language="sh")
    _table(mart_rows(columns, context), "dictionary-views", context)


def _table(rows: list[dict[str, Cell]], key: str, context: Context) -> None:
    st.dataframe(rows, hide_index=True, placeholder="–", key=key, alt=context.view.text("Dictionary"))


def measure_rows(context: Context) -> list[dict[str, Cell]]:
    """One row per measure of the register."""
    view = context.view
    return [
        {
            view.text("Measure"): view.name(measure.names),
            view.text("Definition"): view.name(measure.definition),
            view.text("Formula"): measure.formula,
            view.text("Base"): view.name(measure.base_label),
            view.text("Owner"): measure.owner,
            view.text("Reviewed on"): measure.reviewed_on.isoformat() if measure.reviewed_on else None,
            view.text("Id"): measure.measure,
        }
        for measure in context.catalogue.measures.values()
    ]


def _contracts(contracts: Sequence[ContractColumn], context: Context) -> None:
    view = context.view
    tables = list(dict.fromkeys(column.table for column in contracts))
    if not tables:
        st.html(
            f'<p class="hy-quiet">{view.text("This build was made by an earlier version: load again to see it.")}</p>'
        )
        return
    chosen = st.selectbox(
        view.text("Table"),
        tables,
        index=tables.index("survey_responses") if "survey_responses" in tables else 0,
        format_func=lambda table: f"{table_name(table, view)} · {table}",
        key="dictionary-table",
    )
    columns = [column for column in contracts if column.table == chosen]
    st.caption(view.name(columns[0].row_is))
    _table(contract_rows(columns, context), "dictionary-contracts", context)


def contract_rows(columns: Sequence[ContractColumn], context: Context) -> list[dict[str, Cell]]:
    """One row per column of one canonical table."""
    view = context.view
    return [
        {
            view.text("Column"): column.column,
            view.text("Meaning"): view.name(column.meaning),
            view.text("Kind of value"): kind_of_value(column.type, view),
            view.text("Required"): view.text("yes") if column.is_required and not column.is_derived else "",
            view.text("Tells rows apart"): view.text("yes") if column.is_key else "",
            view.text("Made here"): view.text("yes") if column.is_derived else "",
            view.text("Values"): column.allowed,
            view.text("Privacy"): _privacy(column.privacy, context),
        }
        for column in columns
    ]


def _privacy(privacy: str, context: Context) -> str:
    view = context.view
    names = {
        "masked": view.text("personal data masked"),
        "keyed": view.text("kept as a keyed hash only"),
        "kept": view.text("an id, kept"),
    }
    return names.get(privacy, "")


def mart_rows(marts: Sequence[MartColumn], context: Context) -> list[dict[str, Cell]]:
    """One row per described column of a mart."""
    view = context.view
    return [
        {
            view.text("Table"): column.table,
            view.text("Column"): column.column,
            view.text("Meaning"): view.name(column.meaning),
            view.text("Kind of value"): column.type,
        }
        for column in marts
    ]
