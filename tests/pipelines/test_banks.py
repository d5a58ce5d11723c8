"""Which bank is meant, what its folder holds, and that one loader works at a time."""

from __future__ import annotations

import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from pipelines import banks
from pipelines.refusals import Refused


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("HUIYIN_BANK", raising=False)
    monkeypatch.setenv("HUIYIN_BANKS", str(tmp_path))


def folders(root: Path, *names: str) -> None:
    for name in names:
        (root / name / "config").mkdir(parents=True)
        (root / name / "config" / "bank.toml").touch()


def test_the_named_bank_wins_then_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders(tmp_path, "example", "a", "b")
    monkeypatch.setenv("HUIYIN_BANK", "b")
    assert banks.choose("a").id == "a"
    assert banks.choose(None).id == "b"


def test_the_only_own_bank_comes_before_the_example(tmp_path: Path) -> None:
    assert banks.choose(None).id == "example"
    folders(tmp_path, "example")
    assert banks.choose(None).id == "example"
    folders(tmp_path, "own", ".trash")
    banks.bank("refused").ensure()  # what a first load leaves that was refused
    assert banks.choose(None).id == "own"


def test_several_banks_are_said_and_asked(tmp_path: Path) -> None:
    folders(tmp_path, "example", "a", "b")
    with pytest.raises(Refused, match="several banks: a, b"):
        banks.choose(None)


@pytest.mark.parametrize("name", ["../x", "", "A", "a/b", ".hidden", "x" * 60, "银行"])
def test_an_id_that_cannot_name_a_folder_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="cannot be a bank's id"):
        banks.bank(name)


def test_settings_say_every_fault_at_once(tmp_path: Path) -> None:
    bank = banks.bank("a")
    bank.ensure()
    assert bank.settings() == banks.Settings(name="a", name_en="a", zone="Asia/Shanghai", is_example=False)
    (bank.config / "bank.toml").write_text('name = "甲银行"\nzone = "Europe/Berlin"\n', encoding="utf-8")
    assert bank.settings() == banks.Settings(name="甲银行", name_en="甲银行", zone="Europe/Berlin", is_example=False)
    (bank.config / "bank.toml").write_text('nane = "x"\nzone = "Mars/Base"\nis_example = "no"\n', encoding="utf-8")
    with pytest.raises(Refused) as refused:
        bank.settings()
    assert [refusal.found for refusal in refused.value.refusals] == [
        "unknown setting 'nane'",
        "is_example is 'no'",
        "unknown zone 'Mars/Base'",
    ]
    (bank.config / "bank.toml").write_bytes("name = 甲".encode("gb18030"))
    with pytest.raises(Refused, match=r"bank\.toml cannot be read"):
        bank.settings()


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    bank = banks.bank("a")
    secret = bank.secret()
    assert len(secret) == banks.SECRET_BYTES
    assert bank.secret() == secret
    assert banks.bank("b").secret() != secret
    assert stat.S_IMODE((bank.folder / "secret").stat().st_mode) == 0o600
    assert [path.name for path in bank.folder.iterdir()] == ["secret"]


def test_a_second_loader_is_told_and_a_dead_one_does_not_hold_the_bank(tmp_path: Path) -> None:
    bank = banks.bank("a")
    program = """
        import sys
        from pipelines import banks
        with banks.bank("a").loading():
            print("holding", flush=True)
            sys.stdin.read()
    """
    holder = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == "holding\n"
    with pytest.raises(Refused, match="another load of bank 'a' is running"), bank.loading():
        pass
    holder.kill()
    holder.wait()
    holder.stdout.close()
    holder.stdin.close()
    with bank.loading():
        pass


def test_a_pointer_to_nothing_serves_nothing(tmp_path: Path) -> None:
    bank = banks.bank("a")
    bank.ensure()
    assert bank.current() is None
    bank.pointer.write_text("gone.duckdb\n", encoding="utf-8")
    assert bank.current() is None


def test_removing_takes_everything_and_only_this_bank(tmp_path: Path) -> None:
    for name in ("a", "b"):
        banks.bank(name).ensure()
        banks.bank(name).secret()
    (tmp_path / "b" / "config" / "bank.toml").touch()
    banks.bank("a").remove()
    assert not (tmp_path / "a").exists()
    assert banks.known() == ("b",)


def test_a_bank_is_named_once_and_its_words_are_kept_as_they_are(tmp_path: Path) -> None:
    new = banks.bank("fresh", tmp_path)
    told = new.call('我的"银行" \\ 一', "", "Asia/Tokyo")
    assert (told.name, told.name_en, told.zone) == ('我的"银行" \\ 一', '我的"银行" \\ 一', "Asia/Tokyo")
    assert new.settings() == told
    with pytest.raises(Refused, match="has a name already"):
        new.call("other")
    with pytest.raises(Refused, match="unknown zone"):
        banks.bank("other", tmp_path).call("x", zone="Moon/Base")
    assert not (tmp_path / "other").exists()
