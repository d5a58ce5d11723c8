"""The usual way to load with checks: pandas, pandera, and one DuckDB file to keep it in.

``python -m tests.benchmarks.pandas_load EXPORTS OUT`` refuses what our load refuses and counts what it counts: ids
present and unique, units known, dates that parse and lie in the window, whole scores on their scale; it masks, keys and
unpivots too. It makes no marts and keeps no refused rows. The last line says as JSON what was counted.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from collections import Counter
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pandera.pandas as pa

from pipelines.demo.catalogue import catalogue
from tests.benchmarks.generator.responses import WORDS_OF_CHANNEL, WORDS_OF_NEW_CITIZEN, WORDS_OF_STATUS

TIMES = ("提交时间", "受理时间", "办结时间", "时间")
DAYS = ("邀请日期", "发送日期")
EARLIEST = pd.Timestamp("1990-01-01")
RECORDS = ("complaints", "suggestions", "suggestion_events", "exposures", "invitations")
_KEYS = {"complaints": "投诉编号", "suggestions": "建议编号"}
_TEXTS = {"complaints": "投诉内容", "suggestions": "内容"}
_PERSONAL = (
    (r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+", "[EMAIL]"),
    (r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])", "[ID]"),
    (r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])", "[CARD]"),
    (r"(?<![0-9])(?:\+?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])", "[PHONE]"),
)
_SECRET = b"a benchmark's own secret"


def load(exports: Path, out: Path) -> dict[str, int]:
    """File by file: read, validate lazily, drop what fails, mask, key, unpivot, append."""
    build = duckdb.connect(out)
    units = set(pd.read_csv(exports / "units.csv", dtype="str")["unit_id"])
    counts: Counter[str] = Counter()
    hashes: list[np.ndarray] = []
    for journey in catalogue().journeys:
        steps = [step.touchpoint_id for step in journey.touchpoints]
        schema = _response_schema(units, steps)
        for path in sorted(exports.glob(f"responses_{journey.journey_id}_[0-9]*")):
            frame = _dated(_read(path))
            counts["read"] += len(frame)
            frame = _valid(frame, schema, counts)
            before = len(frame)
            frame = frame.drop_duplicates("答卷编号", keep="last")
            counts["repeated"] += before - len(frame)
            hashes.append(pd.util.hash_array(frame["答卷编号"].to_numpy(dtype=object)))
            frame, ratings = _survey(frame, steps, counts)
            _append(build, "responses", frame.drop(columns=[*steps, "总体满意度"]).assign(journey=journey.journey_id))
            _append(build, "ratings", ratings)
            counts["responses"] += len(frame)
            counts["ratings"] += len(ratings)
    everyone = np.concatenate(hashes)
    counts["repeated_between_files"] = len(everyone) - len(np.unique(everyone))
    for table in RECORDS:
        for path in sorted(exports.glob(f"{table}_[0-9]*")):
            frame = _valid(_dated(_read(path)), _record_schema(table, units), counts)
            if table in _TEXTS:
                frame[_TEXTS[table]], masked = _masked(frame[_TEXTS[table]])
                counts["masked"] += masked
            _append(build, table, frame)
            counts[table] += len(frame)
    for name in ("units", "labels", "journeys", "touchpoints", "targets", "events"):
        _append(build, name, pd.read_csv(exports / f"{name}.csv", dtype="str"))
    build.execute("checkpoint")
    build.close()
    return dict(counts)


def _read(path: Path) -> pd.DataFrame:
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype="str", encoding="utf-8")
    return pd.read_parquet(path)


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    for name in (*TIMES, *DAYS):
        if name in frame.columns:
            frame[name] = pd.to_datetime(frame[name], errors="coerce").astype("datetime64[us]")
    for name in ("权重", "用时秒"):
        if name in frame.columns:
            frame[name] = pd.to_numeric(frame[name], errors="coerce")
    return frame


def _response_schema(units: set[str], steps: list[str]) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            "答卷编号": pa.Column("str", nullable=False),
            "机构号": pa.Column("str", pa.Check.isin(sorted(units)), nullable=True),
            "提交时间": pa.Column("datetime64[us]", pa.Check.ge(EARLIEST), nullable=False),
            "邀请日期": pa.Column("datetime64[us]", pa.Check.ge(EARLIEST), nullable=True),
            "状态": pa.Column("str", pa.Check.isin(list(WORDS_OF_STATUS.values())), nullable=True),
            "权重": pa.Column(float, pa.Check.ge(0), nullable=True, coerce=True),
            "用时秒": pa.Column(float, pa.Check.ge(0), nullable=True, coerce=True),
            **{step: pa.Column(nullable=True) for step in ("推荐意愿", "总体满意度", *steps)},
        }
    )


def _record_schema(table: str, units: set[str]) -> pa.DataFrameSchema:
    columns: dict[str, pa.Column] = {}
    if table != "suggestion_events":
        columns["机构号"] = pa.Column("str", pa.Check.isin(sorted(units)), nullable=True)
    if table in _KEYS:
        columns[_KEYS[table]] = pa.Column("str", nullable=False, unique=True)
    day = {"complaints": "受理时间", "suggestions": "提交时间", "suggestion_events": "时间", "invitations": "发送日期"}
    if table in day:
        columns[day[table]] = pa.Column("datetime64[us]", pa.Check.ge(EARLIEST), nullable=False)
    return pa.DataFrameSchema(columns)


def _valid(frame: pd.DataFrame, schema: pa.DataFrameSchema, counts: Counter[str]) -> pd.DataFrame:
    try:
        return schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        bad = pd.Index(errors.failure_cases["index"].dropna().astype("int64").unique())
        counts["refused"] += len(bad)
        return schema.validate(frame.drop(index=bad), lazy=True)


def _survey(frame: pd.DataFrame, steps: list[str], counts: Counter[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Responses with states and without personal data, and their ratings one below the other."""
    recommend = pd.to_numeric(frame["推荐意愿"], errors="coerce")
    is_valid = recommend.between(0, 10) & (recommend == recommend.round())
    state = np.where(is_valid, "valid", np.where(frame["推荐意愿"].isna(), "blank", "off_scale"))
    counts["off_scale"] += int((state == "off_scale").sum())
    verbatim, masked = _masked(frame["意见"])
    counts["masked"] += masked
    frame = frame.assign(
        推荐意愿=recommend.where(is_valid).astype("Int8"),
        recommend_state=state,
        渠道=frame["渠道"].map({word: member for member, word in WORDS_OF_CHANNEL.items()}),
        状态=frame["状态"].map({word: member for member, word in WORDS_OF_STATUS.items()}),
        新市民=frame["新市民"].map({word: member == "true" for member, word in WORDS_OF_NEW_CITIZEN.items()}),
        客户号=[_key(customer) for customer in frame["客户号"]],
        意见=verbatim,
    )
    ratings = frame.melt(
        id_vars="答卷编号", value_vars=["总体满意度", *steps], var_name="touchpoint", value_name="code"
    )
    score = pd.to_numeric(ratings["code"], errors="coerce")
    is_scored = score.between(1, 5) & (score == score.round())
    ratings["score"] = score.where(is_scored)
    ratings["state"] = np.select(
        [is_scored, ratings["code"].isna(), score == 6], ["valid", "blank", "not_used"], "off_scale"
    )
    counts["off_scale"] += int((ratings["state"] == "off_scale").sum())
    return frame, ratings.drop(columns="code")


def _key(customer: str) -> str:
    return hmac.new(_SECRET, customer.encode(), hashlib.sha256).hexdigest()[:32]


def _masked(texts: pd.Series) -> tuple[pd.Series, int]:
    masked = 0
    for pattern, token in _PERSONAL:
        masked += int(texts.str.count(pattern).sum())
        texts = texts.str.replace(pattern, token, regex=True)
    return texts, masked


def _append(build: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    build.register("arriving", frame)
    is_there = build.execute("select 1 from duckdb_tables() where table_name = ?", [table]).fetchall()
    build.execute(
        f"insert into {table} by name from arriving" if is_there else f"create table {table} as from arriving"
    )
    build.unregister("arriving")


def main(arguments: list[str]) -> int:
    exports, out = map(Path, arguments)
    sys.stdout.write(json.dumps(load(exports, out)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
