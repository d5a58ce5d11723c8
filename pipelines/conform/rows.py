"""Conforms chunk after chunk: canonical columns first, then of a survey its recommend answers, ratings and choices."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from pipelines.conform.choices import read_choice
from pipelines.conform.counts import Conformed, Counts, Known
from pipelines.conform.day_or_month import evidence
from pipelines.conform.identity import RowIdentity, kept_ids, keyed
from pipelines.conform.locating import Located
from pipelines.conform.parsing import OTHERWISE, WITHOUT_FORMAT, parse, translated
from pipelines.conform.refusals import Faults
from pipelines.conform.scales import BLANK, NOT_USED, OFF_SCALE, VALID, read_answers
from pipelines.contracts import Column, Contract
from pipelines.descriptions import Description, Source
from pipelines.privacy import mask
from pipelines.readers import Export, UnreadableExport
from pipelines.refusals import said

DTYPES: Mapping[str, Any] = {
    "text": "str",
    "integer": "Int64",
    "decimal": "Float64",
    "boolean": "boolean",
    "date": "datetime64[us]",
    "timestamp": "datetime64[us]",
    "month": "datetime64[us]",
}
_REFERENCE_REASON = {"units": "unknown_unit", "journeys": "unknown_journey", "touchpoints": "unknown_touchpoint"}
_NO_SOURCE = Source()


LEAST_LISTED = 2
"""Words of a description's ``values`` from which on they are the list of all words of their column."""


@dataclass(slots=True)
class _Chunk:
    """One chunk on its way."""

    texts: pd.DataFrame
    refused: Faults = field(default_factory=Faults)
    dropped: Faults = field(default_factory=Faults)
    flagged: Faults = field(default_factory=Faults)
    bad_rows: set[int] = field(default_factory=set)
    off_scale_rows: set[int] = field(default_factory=set)
    """Rows of ratings whose score is no number: an answer was given, and it is off every scale."""
    masked: int = 0


class Conforming:
    """One export under one description."""

    def __init__(
        self,
        export: Export,
        description: Description,
        located: Located,
        contracts: Mapping[str, Contract],
        known: Known,
        secret: bytes,
        zone: str,
        as_of: datetime.date | None = None,
    ) -> None:
        self._export = export
        self._description = description
        self._located = located
        self._contracts = contracts
        self._contract = contracts[description.table]
        self._known = known
        self._secret = secret
        self._zone = zone
        self._as_of = as_of
        self._is_coded = export.answers != "text"
        identity = self._contract.identity
        self._identity = RowIdentity(identity, secret) if identity and identity not in description.columns else None

    def chunks(self) -> Iterator[Conformed]:
        """Every chunk; whoever stops early has taken only part of the file."""
        for texts in self._export.rows:
            yield self._conformed(_Chunk(texts))

    def _conformed(self, chunk: _Chunk) -> Conformed:
        ragged = self._ragged(chunk)
        columns = {
            column.name: self._column(chunk, column)
            for column in self._contract.columns.values()
            if column.name in self._description.columns
        }
        self._flag_unlikely(chunk, columns)
        if self._identity is not None and self._contract.identity is not None:
            columns[self._contract.identity] = self._identity.of(chunk.texts)
        is_taken = ~chunk.texts.index.isin(chunk.bad_rows)
        taken = {name: values[is_taken] for name, values in columns.items()}
        texts = chunk.texts[is_taken]
        taken = {name: self._private(chunk, self._contract.columns[name], values) for name, values in taken.items()}
        counts = Counts(read=len(chunk.texts) + ragged, accepted=len(texts), refused=len(chunk.bad_rows) + ragged)
        if self._description.table == "survey_responses":
            tables, of_survey = self._survey(chunk, texts, taken)
            counts += of_survey
        elif self._description.table == "ratings":
            rated = _with_states(taken, texts.index.isin(chunk.off_scale_rows))
            tables = {"ratings": self._framed("ratings", rated, texts.index)}
            counts += Counts(ratings_off_scale=int((rated["state"] == OFF_SCALE).sum()))
        else:
            tables = {self._description.table: self._framed(self._description.table, taken, texts.index)}
        dropped, flagged = (_of_taken(faults, chunk.bad_rows) for faults in (chunk.dropped, chunk.flagged))
        counts += Counts(masked=chunk.masked, dropped=len(dropped), flagged=len(flagged))
        return Conformed(tables, chunk.refused.frame(), dropped, flagged, counts)

    def _flag_unlikely(self, chunk: _Chunk, columns: Mapping[str, pd.Series]) -> None:
        """Note what happened before it can have, and a part that is more than its whole: both are taken as they stand,
        and a person should look."""
        for name, values in columns.items():
            column = self._contract.columns[name]
            earlier, whole = columns.get(column.not_before), columns.get(column.not_above)
            if earlier is not None:
                is_wrong = (values < earlier).fillna(False).astype(bool) & ~_is_day_of(values, earlier)
                told = f"a moment not before {column.not_before}"
                self._flag(chunk, column, is_wrong, f"before_{column.not_before}", told)
            if whole is not None:
                is_wrong = (values > whole).fillna(False).astype(bool)
                self._flag(chunk, column, is_wrong, f"above_{column.not_above}", f"no more than {column.not_above}")

    def _flag_unlisted(self, chunk: _Chunk, column: Column, source: Source, values: pd.Series) -> None:
        """Note words that the description's list of words does not hold: a member that nobody knows is taken as it
        stands, and a person should look whether it is new or a slip. A single word is no list, but a correction."""
        if column.type != "text" or column.allowed or column.references:
            return
        if len(source.values) < LEAST_LISTED or OTHERWISE in source.values:
            return
        listed = sorted(set(source.values.values()))
        self._flag(chunk, column, values.notna() & ~values.isin(listed), "not_listed", f"one of {', '.join(listed)}")

    def _flag(self, chunk: _Chunk, column: Column, is_wrong: pd.Series, reason: str, expected: str) -> None:
        if is_wrong.any():
            raw, said = self._raw(chunk.texts, column, self._description.columns[column.name])
            chunk.flagged.add(raw.index[is_wrong], said, raw[is_wrong], reason, expected)

    def _ragged(self, chunk: _Chunk) -> int:
        """Rows that the reader left out since the last chunk, as refusals."""
        rows = list(self._export.ragged)
        self._export.ragged.clear()
        width = len(self._export.columns)
        for row in rows:
            index = pd.Index([row.row_number])
            chunk.refused.add(index, "", None, "ragged_row", f"{width} cells, not {row.cells}")
        return len(rows)

    def _column(self, chunk: _Chunk, column: Column) -> pd.Series:
        """One canonical column of every row, its faults noted."""
        source = self._description.columns.get(column.name, _NO_SOURCE)
        raw, name = self._raw(chunk.texts, column, source)
        texts = translated(raw, source)
        parsed = parse(texts, column, source, self._zone, self._as_of)
        reasons = parsed.reasons
        self._check_order(texts, reasons, name)
        known = self._known.of(column.references)
        if known is not None:
            unknown = parsed.values.notna() & ~parsed.values.isin(known)
            reasons = reasons.mask(unknown, _REFERENCE_REASON[column.references])
        if column.required:
            reasons = reasons.mask(parsed.values.isna() & reasons.isna(), "missing_value")
        self._flag_unlisted(chunk, column, source, parsed.values)
        faulty = reasons.notna()
        if not faulty.any():
            return parsed.values
        expected = parsed.expected
        if known is not None:
            expected = f"an id of table {column.references}"
        if column.if_unreadable == "refuse" or column.required:
            chunk.refused.add(reasons.index[faulty], name, raw[faulty], list(reasons[faulty]), expected)
            chunk.bad_rows.update(reasons.index[faulty])
        elif column.if_unreadable == "drop":
            chunk.dropped.add(reasons.index[faulty], name, raw[faulty], list(reasons[faulty]), expected)
        else:
            chunk.off_scale_rows.update(reasons.index[faulty])
        return parsed.values

    def _check_order(self, texts: pd.Series, reasons: pd.Series, name: str) -> None:
        """A column of dates such as 5/6/2026 without a format stops the file: its rows would all be wrong together."""
        is_open = reasons == WITHOUT_FORMAT
        if 2 * int(is_open.sum()) < max(1, int(texts.notna().sum())):
            return
        found = evidence(texts[is_open])
        if found is not None:
            formats = " or ".join(f'format = "{format_}" ({reading})' for reading, format_ in found.formats.items())
            raise UnreadableExport(
                said("dates whose day and month are not told apart: {evidence}", evidence=found.said()),
                f"{self._export.path.name}, column {name}",
                said("the format of this column in the description"),
                said("write it there: {formats}", formats=formats or "format = …"),
            )

    def _raw(self, texts: pd.DataFrame, column: Column, source: Source) -> tuple[pd.Series, str]:
        """The export's texts for a column, and what to call it towards a person."""
        if source.constant is not None:
            return pd.Series(source.constant, index=texts.index, dtype="str"), column.name
        names = [self._located.of[header] for header in source.columns]
        if len(names) == 1:
            return texts[names[0]], names[0]
        joined = ["\n".join(part for part in row if isinstance(part, str)) for row in texts[names].to_numpy()]
        series = pd.Series(joined, index=texts.index, dtype="str")
        return series.mask(series == ""), ", ".join(names)

    def _private(self, chunk: _Chunk, column: Column, values: pd.Series) -> pd.Series:
        if column.type != "text":
            return values
        if column.privacy == "keyed":
            return keyed(values, column.name, self._secret)
        if column.privacy == "kept":
            return kept_ids(values, self._secret)
        masked = mask(values)
        chunk.masked += masked.pieces
        return masked.texts

    def _framed(self, table: str, columns: Mapping[str, pd.Series], index: pd.Index) -> pd.DataFrame:
        """Every column of the contract in order, missing where the description has none."""
        frame: dict[str, pd.Series] = {}
        for column in self._contracts[table].columns.values():
            found = columns.get(column.name)
            dtype = DTYPES[column.type]
            frame[column.name] = pd.Series(None, index=index, dtype=dtype) if found is None else found.astype(dtype)
        return pd.DataFrame(frame, index=index)

    def _survey(
        self, chunk: _Chunk, texts: pd.DataFrame, taken: dict[str, pd.Series]
    ) -> tuple[dict[str, pd.DataFrame], Counts]:
        description, index = self._description, texts.index
        survey_id = description.survey.id if description.survey else ""
        responses = dict(taken)
        responses["survey_id"] = pd.Series(survey_id, index=index, dtype="str")
        status = taken.get("status")
        is_partial = pd.Series(False, index=index) if status is None else status == "partial"
        responses["is_partial"] = is_partial.fillna(False)
        if description.recommend is None:
            states = pd.Series("not_asked", index=index, dtype="str")
        else:
            column = self._located.of[description.recommend.column]
            answers = read_answers(texts[column], description.recommend.scale, self._is_coded)
            states = answers.states
            responses["recommend"] = answers.scores
        responses["recommend_state"] = states
        keys = {"survey_id": responses["survey_id"], "response_id": responses["response_id"]}
        ratings = self._ratings(texts, keys)
        tables = {
            "survey_responses": self._framed("survey_responses", responses, index),
            "ratings": ratings,
            "choices": self._choices(chunk, texts, keys),
        }
        return tables, Counts(
            partial=int(responses["is_partial"].sum()),
            blank=int((states == BLANK).sum()),
            recommend_off_scale=int((states == OFF_SCALE).sum()),
            ratings_off_scale=int((ratings["state"] == OFF_SCALE).sum()),
            not_used=int((ratings["state"] == NOT_USED).sum()),
        )

    def _ratings(self, texts: pd.DataFrame, keys: Mapping[str, pd.Series]) -> pd.DataFrame:
        frames: list[pd.DataFrame] = []
        for rating in self._description.ratings:
            answers = read_answers(texts[self._located.of[rating.column]], rating.scale, self._is_coded)
            columns = {
                **keys,
                "touchpoint_id": pd.Series(rating.touchpoint, index=texts.index, dtype="str"),
                "kind": pd.Series(rating.kind, index=texts.index, dtype="str"),
                "score": answers.scores,
                "state": answers.states,
                "scale_minimum": pd.Series(rating.scale.minimum, index=texts.index),
                "scale_maximum": pd.Series(rating.scale.maximum, index=texts.index),
            }
            frames.append(self._framed("ratings", columns, texts.index))
        return pd.concat(frames) if frames else self._framed("ratings", {}, texts.index[:0])

    def _choices(self, chunk: _Chunk, texts: pd.DataFrame, keys: Mapping[str, pd.Series]) -> pd.DataFrame:
        frames: list[pd.DataFrame] = []
        for found in self._located.choices:
            choice = read_choice(texts, found)
            columns = {name: choice[name] for name in choice.columns}
            for name, values in keys.items():
                columns[name] = pd.Series(values.loc[choice.index].to_numpy(), index=choice.index, dtype="str")
            for name in ("option_name", "other_text"):
                masked = mask(columns[name])
                chunk.masked += masked.pieces
                columns[name] = masked.texts
            frames.append(self._framed("choices", columns, choice.index))
        return pd.concat(frames) if frames else self._framed("choices", {}, texts.index[:0])


def _is_day_of(values: pd.Series, others: pd.Series) -> pd.Series:
    """Where the two are of one day and one of them is a day without a time, which says nothing about their order."""
    days, other_days = values.dt.normalize(), others.dt.normalize()
    return (days == other_days) & ((values == days) | (others == other_days))


def _of_taken(faults: Faults, bad_rows: set[int]) -> pd.DataFrame:
    """Faults of single values, of rows that were taken."""
    frame = faults.frame()
    return frame[~frame["row_number"].isin(bad_rows)].reset_index(drop=True)


def _with_states(taken: dict[str, pd.Series], is_unread: np.ndarray) -> dict[str, pd.Series]:
    """Ratings that came as rows of their own: a score counts where it lies on the scale that stands beside it."""
    low, high = taken["scale_minimum"], taken["scale_maximum"]
    score = taken.get("score", pd.Series(pd.NA, index=low.index, dtype="Float64"))
    is_on_scale = ((score >= low) & (score <= high)).fillna(False).astype(bool)
    is_given = score.notna() | is_unread
    states = pd.Series(BLANK, index=score.index, dtype="str").mask(is_given, OFF_SCALE).mask(is_on_scale, VALID)
    return {**taken, "score": score.where(is_on_scale), "state": states}
