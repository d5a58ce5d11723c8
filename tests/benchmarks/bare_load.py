"""What a load cannot be faster than by much: DuckDB's own typed load of the same files, which checks nothing but types.

``python -m tests.benchmarks.bare_load EXPORTS OUT``; rows whose cells do not fit their types are skipped. The last line
says as JSON what was counted.
"""
# ruff: noqa: S608

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import duckdb

_TYPES = {
    **dict.fromkeys(("提交时间", "受理时间", "办结时间", "时间"), "timestamp"),
    **dict.fromkeys(("邀请日期", "发送日期"), "date"),
    **dict.fromkeys(("推荐意愿", "总体满意度"), "tinyint"),
    **dict.fromkeys(("权重", "员工数"), "double"),
    **dict.fromkeys(("用时秒", "发送数", "送达数", "打开数", "客户数", "交易笔数", "来电来访", "网点数"), "bigint"),
}


def main(arguments: list[str]) -> int:
    exports, out = map(Path, arguments)
    build = duckdb.connect(out)
    counts: Counter[str] = Counter()
    for table, files in _files(exports).items():
        if files[0].endswith(".parquet"):
            build.execute(f"create table {table} as select * from read_parquet($files)", {"files": files})
        else:
            build.execute(
                f"""create table {table} as select * from read_csv(
                    $files, columns=$types, header=true, delim=',', quote='"', ignore_errors=true
                )""",
                {"files": files, "types": _types(Path(files[0]))},
            )
        rows = build.execute(f"select count(*) from {table}").fetchall()[0][0]
        counts["responses" if table.startswith("responses_") else table] += rows
    build.execute("checkpoint")
    build.close()
    sys.stdout.write(json.dumps(counts) + "\n")
    return 0


def _files(exports: Path) -> dict[str, list[str]]:
    """The files of each table; responses are a table for each journey, as their questions differ."""
    found: dict[str, list[str]] = {}
    for path in sorted(exports.iterdir()):
        table, _, number = path.stem.rpartition("_")
        found.setdefault(table if number.isdecimal() else path.stem, []).append(str(path))
    return found


def _types(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as file:
        headers = [header.strip('"') for header in file.readline().rstrip("\n").split(",")]
    is_large = path.stem[-1].isdecimal()
    steps = {header: "tinyint" for header in headers if header.isascii() and is_large}
    return {header: _TYPES.get(header, "varchar") for header in headers} | steps


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
