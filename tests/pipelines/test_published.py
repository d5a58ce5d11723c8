"""What the regulator published: faults of a bank's own file are told at once, and the file stands in place whole."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines import published
from pipelines.refusals import Refused

OWN = """
[[published]]
kind_of_bank = "city"
name = "城市商业银行"
exposure = "customers"
per = 1_000_000
quarter = 2026-04-01
figures = [3, 5.5]
source = "测试"
"""


def test_a_banks_own_file_stands_in_place_of_the_shipped_one(tmp_path: Path) -> None:
    shipped = published.figures(tmp_path)
    assert {each["exposure"] for each in shipped} == set(published.EXPOSURES)
    assert all(each["source"] and each["name_en"] for each in shipped)
    quarters = [each["quarter"] for each in shipped]
    assert quarters == sorted(quarters, reverse=True)
    (tmp_path / published.REGISTER).write_text(OWN, encoding="utf-8")
    with duckdb.connect() as connection:
        published.write(connection, tmp_path)
        told = connection.execute("select name, name_en, per, figures, median, source from reg_published").fetchall()
    assert told == [("城市商业银行", "城市商业银行", 1_000_000.0, [3.0, 5.5], None, "测试")]
    (tmp_path / published.REGISTER).write_text("", encoding="utf-8")
    assert published.figures(tmp_path) == ()


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    wrong = OWN.replace("2026-04-01", "2026-05-01").replace("[3, 5.5]", "[3, -1]").replace("customers", "transactions")
    (tmp_path / published.REGISTER).write_text(
        f'{wrong.replace("source", "sorce")}median = 4.0\n[[published]]\nper = 0\nquarter = "2026"\n', encoding="utf-8"
    )
    with pytest.raises(Refused) as refused:
        published.figures(tmp_path)
    told = str(refused.value)
    for each in ("'transactions'", "2026, 5, 1", "figures = -1", "sorce", "no source", "both figures", "per = 0"):
        assert each in told, each
    assert "figure 2" in told
    assert "no kind_of_bank" in told
