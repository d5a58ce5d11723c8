"""The terminal: the same answers, full precision as JSON, clear refusals, the right exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.__main__ import as_json, main
from dashboard.answers import headline, series
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from tests.dashboard.test_answers import MEASURES

Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(banks_root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs one command against the small bank and gives exit code, output and errors."""
    monkeypatch.setenv("HUIYIN_BANKS", str(banks_root))
    monkeypatch.delenv("HUIYIN_BANK", raising=False)
    monkeypatch.setenv("COLUMNS", "160")

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def _json(ask: Ask, *arguments: str) -> dict[str, Any]:
    code, out, _ = ask(*arguments, "--json")
    assert code == 0
    told: dict[str, Any] = json.loads(out)
    return told


def test_json_is_the_answer_unrounded(ask: Ask, build: Build, me: Scope) -> None:
    told = _json(ask, "nps")
    answer = headline.of("nps", build, Slice(), me)
    assert told == json.loads(json.dumps(as_json(answer)))
    current = told["values"][0]
    assert current["score"] == answer.values[0].score
    assert current["responses"] == 612
    assert current["parts"] == {"promoters": 272, "passives": 209, "detractors": 131}
    assert told["off_scale"] == 7
    assert told["period"] == {"name": "2026Q3", "first": "2026-07-01", "last": "2026-09-01"}


def test_filters_by_address_and_by_flag_are_one(ask: Ask, build: Build, me: Scope) -> None:
    told = _json(
        ask, "nps", "--by", "month", "--unit", "r01", "--unit", "r02", "--period", "2026Q2", "--age-band", "60+"
    )
    chosen = Slice(units=("r01", "r02"), period="2026Q2", members={"age_band": ("60+",)})
    assert told == json.loads(json.dumps(as_json(series.by("nps", "month", build, chosen, me))))
    assert [value["month"] for value in told["values"]] == ["2026-04-01", "2026-05-01", "2026-06-01"]
    assert told["slice"] == {"period": ["2026Q2"], "unit": ["r01", "r02"], "age_band": ["60+"]}


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_measure_can_be_asked_in_both_languages(ask: Ask, measure: str, language: str) -> None:
    for by in (None, *series.dimensions_of(measure)):
        more = ("--by", by) if by else ()
        code, out, _ = ask(measure, "--lang", language, "--period", "last_12", *more)
        assert code == 0
        assert "{" not in out
        _json(ask, measure, "--period", "last_12", *more)


@pytest.mark.parametrize(
    "call",
    [
        ("nps", "--by", "part"),
        ("nps", "--by", "score"),
        ("nps", "--by", "month", "--limits"),
        ("nps", "--by", "quarter", "--limits", "--period", "all"),
        ("responses", "--by", "week", "--limits"),
        ("satisfaction", "--by", "step"),
        ("suggestions_submitted", "--by", "stage", "--period", "all"),
        ("adoption_90d", "--by", "age", "--period", "all"),
        ("adoption_90d", "--by", "unit", "--period", "all"),
        ("drivers", "--period", "all"),
        ("drivers", "--by", "importance", "--period", "all"),
        ("drivers", "--by", "asymmetry", "--period", "all"),
        ("drivers", "--by", "part", "--period", "all"),
        ("pain_pairs", "--journey", "visit", "--period", "all"),
    ],
)
def test_the_pages_own_questions_can_be_asked(ask: Ask, call: tuple[str, ...]) -> None:
    assert ask(*call)[0] == 0
    assert _json(ask, *call)["values"]


def test_what_is_unknown_is_said_and_nothing_is_shown(ask: Ask) -> None:
    for call, word in (
        (("nps", "--unit", "r99"), "r99"),
        (("nps", "--channel", "pigeon"), "pigeon"),
        (("nps", "--period", "2026Q9"), "2026Q9"),
        (("nps", "--as-of", "yesterday"), "yesterday"),
        (("nps", "--survey", "nobody"), "nobody"),
        (("happiness",), "happiness"),
        (("nps", "--bank", "nobody"), "nobody"),
    ):
        code, out, err = ask(*call)
        assert (code, out) == (1, "")
        assert word in err
        code, out, _ = ask(*call, "--json")
        assert code == 1
        assert set(json.loads(out)) == {"error", "known"}


@pytest.mark.parametrize(
    "call",
    [
        ("nps", "--by", "weather"),
        ("drivers", "--by", "month"),
        ("pain_pairs", "--by", "month"),
        ("nps", "--lang", "fr"),
        ("nps", "--nothing"),
        (),
    ],
)
def test_a_wrong_call_ends_with_two(ask: Ask, call: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        ask(*call)
    assert ended.value.code == 2


def test_a_hidden_value_is_null_in_json(ask: Ask) -> None:
    values = _json(ask, "nps", "--by", "month", "--unit", "o07", "--period", "all")["values"]
    hidden = [value for value in values if value["shown"] == "hidden"]
    assert hidden, "the small bank has an outlet of which hardly anybody answered in its first year"
    for value in hidden:
        assert (value["shown"], value["score"], value["low"], value["high"], value["parts"]) == (
            "hidden",
            None,
            None,
            None,
            {},
        )


REAL = Path(__file__).resolve().parents[3] / "shared" / "realdata"
AIRPORT = Path(__file__).resolve().parents[1] / "pipelines" / "real_descriptions" / "survey_responses" / "sfo_2017.toml"


@pytest.mark.skipif(not REAL.is_dir(), reason="the real exports of ../shared/realdata are not here")
def test_the_airport_survey_of_2017_scores_as_its_owners_data_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """../shared/realdata/README.md: 303 valid answers, 152/120/31, NPS 39.9340; ten answers coded 11 are none."""
    monkeypatch.setenv("HUIYIN_BANKS", str(tmp_path))
    monkeypatch.delenv("HUIYIN_BANK", raising=False)
    (file,) = (REAL / "sfo_2017_dev").glob("*.csv")
    load = ["-m", "pipelines", "load", str(file), "--bank", "airport", "--description", str(AIRPORT)]
    subprocess.run([sys.executable, *load], check=True, capture_output=True, cwd=Path(__file__).resolve().parents[2])
    assert main(["nps", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (value,) = told["values"]
    assert value["responses"] == 303
    assert value["parts"] == {"promoters": 152, "passives": 120, "detractors": 31}
    assert value["score"] == pytest.approx(100 * 121 / 303, abs=1e-9)
    assert (told["off_scale"], told["period"]["name"], told["source"]) == (10, "2017-05", "mart")
    assert told["weighted"]["score"] != value["score"]
    assert told["verdicts"] == []
