"""Kept views and drafts through the ledger: two editors, undo, history, names, masking, the revision."""

from __future__ import annotations

import threading

import pytest

from dashboard.ledger import (
    Author,
    ChangedMeanwhileError,
    Ledger,
    NotThereError,
    WrongEntryError,
    audit,
    changes,
    drafts,
    kept_views,
)
from dashboard.scopes import Scope, local_user
from tests.dashboard.ledger.conftest import Clock

ADDRESS = {"unit": ["r03"], "period": ["2026Q3"]}


def keep(ledger: Ledger, author: Author, name: str) -> str:
    with ledger.writing(author) as writing:
        return kept_views.keep(writing, name, "trend", ADDRESS)


def names(ledger: Ledger, person: str) -> list[str]:
    return [view.name for view in kept_views.list_views(ledger, person)]


def test_a_view_is_kept_found_renamed_and_taken_away_by_its_person_alone(
    ledger: Ledger, wang: Author, li: Author
) -> None:
    keep(ledger, wang, "  北区 季度  ")
    (view,) = kept_views.list_views(ledger, "wang")
    assert (view.name, view.page, dict(view.address)) == (
        "北区 季度",
        "trend",
        {"unit": ("r03",), "period": ("2026Q3",)},
    )
    assert names(ledger, "li") == []
    with pytest.raises(NotThereError), ledger.writing(li) as writing:
        kept_views.remove(writing, view.id, view.version)
    with ledger.writing(wang) as writing:
        assert kept_views.rename(writing, view.id, view.version, "北区") == 2
    assert names(ledger, "wang") == ["北区"]
    with ledger.writing(wang) as writing:
        kept_views.remove(writing, view.id, 2)
    assert names(ledger, "wang") == []
    with pytest.raises(NotThereError, match="removed by wang"), ledger.writing(wang) as writing:
        kept_views.rename(writing, view.id, 3, "again")


@pytest.mark.parametrize(("name", "code"), [("  ", "empty"), ("x" * 81, "too_long"), ("北区", "taken")])
def test_a_name_that_cannot_stand_is_refused_and_nothing_is_written(
    ledger: Ledger, wang: Author, li: Author, name: str, code: str
) -> None:
    keep(ledger, wang, "北区")
    keep(ledger, li, "北区")  # another person's name is no hindrance
    before = ledger.revision()
    with pytest.raises(WrongEntryError) as refused:
        keep(ledger, wang, name)
    assert refused.value.faults == (("name", code),)
    assert ledger.revision() == before
    assert names(ledger, "wang") == ["北区"]


def test_of_two_editors_the_second_is_told_and_nothing_is_lost(ledger: Ledger, wang: Author) -> None:
    keep(ledger, wang, "start")
    (view,) = kept_views.list_views(ledger, "wang")
    with ledger.writing(wang) as writing:
        kept_views.rename(writing, view.id, view.version, "the first")
    with pytest.raises(ChangedMeanwhileError) as told, ledger.writing(wang) as writing:
        kept_views.rename(writing, view.id, view.version, "the second")
    assert told.value.now["name"] == "the first"
    assert told.value.now["changed_by"] == "wang"
    assert names(ledger, "wang") == ["the first"]


def test_of_many_editors_at_the_same_moment_one_wins_each_round(ledger: Ledger, wang: Author) -> None:
    keep(ledger, wang, "start")
    (view,) = kept_views.list_views(ledger, "wang")
    start, outcomes = threading.Barrier(6), []

    def edit(number: int) -> None:
        start.wait()
        try:
            with ledger.writing(wang) as writing:
                kept_views.rename(writing, view.id, view.version, f"editor {number}")
            outcomes.append(f"editor {number}")
        except ChangedMeanwhileError as told:
            outcomes.append(told)

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert len(outcomes) == 6
    assert names(ledger, "wang") == won
    assert {told.now["name"] for told in outcomes if isinstance(told, ChangedMeanwhileError)} == set(won)


def test_many_writers_lose_nothing_and_the_revision_counts_them(ledger: Ledger, wang: Author) -> None:
    assert ledger.revision() == 0
    threads = [threading.Thread(target=keep, args=(ledger, wang, f"view {number:02}")) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(ledger, "wang") == [f"view {number:02}" for number in range(12)]
    assert ledger.revision() == 12
    assert audit.verify(ledger).faults == ()
    assert audit.verify(ledger).entries == 12


def test_every_change_is_kept_with_who_and_when_and_is_undone_and_done_again(
    ledger: Ledger, wang: Author, li: Author, clock: Clock
) -> None:
    with ledger.writing(wang) as writing:
        draft = drafts.put(writing, "unit", "a", page="branches", address={}, build="b1", numbers={"nps": 12.5})
    clock.move(hours=1)
    with ledger.writing(li) as writing:
        changes.edit(writing, "draft", draft, 1, {"title": "b"})
    edited, made = changes.history(ledger, "draft", draft)
    assert (made.who, made.action, made.at) == ("wang", "made", "2026-10-08T09:30:00.000000+00:00")
    assert (edited.who, edited.action, edited.at) == ("li", "edited", "2026-10-08T10:30:00.000000+00:00")
    assert (edited.before, edited.after) == ({"title": "a"}, {"title": "b"})
    with ledger.writing(wang) as writing:
        changes.undo(writing, edited.number)
    undone = changes.history(ledger, "draft", draft)[0]
    assert (undone.action, undone.undoes, undone.after) == ("undone", edited.number, {"title": "a"})
    assert drafts.waiting(ledger, local_user())[0].title == "a"
    with ledger.writing(wang) as writing:
        changes.undo(writing, undone.number)
    assert drafts.waiting(ledger, local_user())[0].title == "b"


def test_undo_brings_back_what_was_removed_and_takes_away_what_was_made(ledger: Ledger, wang: Author) -> None:
    view = keep(ledger, wang, "north")
    with ledger.writing(wang) as writing:
        kept_views.remove(writing, view, 1)
    removed, made = changes.history(ledger, "kept_view", view)
    with ledger.writing(wang) as writing:
        changes.undo(writing, removed.number)
    assert names(ledger, "wang") == ["north"]
    # it was changed since it was made, so its making is no longer undone in one step
    with pytest.raises(ChangedMeanwhileError), ledger.writing(wang) as writing:
        changes.undo(writing, made.number)
    other = keep(ledger, wang, "south")
    with ledger.writing(wang) as writing:
        changes.undo(writing, changes.history(ledger, "kept_view", other)[0].number)
    assert names(ledger, "wang") == ["north"]


def test_undo_never_takes_away_what_somebody_wrote_after(ledger: Ledger, wang: Author, li: Author) -> None:
    with ledger.writing(wang) as writing:
        draft = drafts.put(writing, "unit", "a", page="p", address={}, build="b1", numbers={})
    for version, title in ((1, "b"), (2, "c")):
        with ledger.writing(li) as writing:
            changes.edit(writing, "draft", draft, version, {"title": title})
    with ledger.writing(li) as writing:
        changes.edit(writing, "draft", draft, 3, {"unit_id": "r01"})
    unit, last, first, _ = changes.history(ledger, "draft", draft)
    with pytest.raises(ChangedMeanwhileError), ledger.writing(wang) as writing:
        changes.undo(writing, first.number)
    with ledger.writing(wang) as writing:
        changes.undo(writing, last.number)  # another field was changed since: that does not hinder
    (now,) = drafts.waiting(ledger, local_user())
    assert (now.title, now.unit_id) == ("b", "r01")
    assert unit.after == {"unit_id": "r01"}


def test_a_name_taken_meanwhile_hinders_the_undo_in_words_of_ours(ledger: Ledger, wang: Author) -> None:
    view = keep(ledger, wang, "north")
    with ledger.writing(wang) as writing:
        kept_views.remove(writing, view, 1)
    keep(ledger, wang, "north")
    with pytest.raises(WrongEntryError, match="taken"), ledger.writing(wang) as writing:
        changes.undo(writing, changes.history(ledger, "kept_view", view)[0].number)
    assert names(ledger, "wang") == ["north"]


def test_an_edit_that_changes_nothing_is_no_change(ledger: Ledger, wang: Author) -> None:
    view = keep(ledger, wang, "north")
    with ledger.writing(wang) as writing:
        assert kept_views.rename(writing, view, 1, "north") == 1
    assert len(changes.history(ledger, "kept_view", view)) == 1


def test_the_same_finding_twice_is_one_draft_and_scope_decides_who_sees_it(ledger: Ledger, wang: Author) -> None:
    def put(unit: str, build: str = "b1") -> str:
        with ledger.writing(wang) as writing:
            return drafts.put(
                writing,
                "pain_pair",
                "排队与柜面",
                page="journeys",
                address=ADDRESS,
                build=build,
                numbers={"lift": 1.8, "responses": 240},
                unit_id=unit,
            )

    first = put("r03")
    assert put("r03") == first
    assert put("r03", "b2") != first
    bank_wide = put("")
    seen = drafts.waiting(ledger, Scope("li", frozenset({"r01"})))
    assert [draft.id for draft in seen] == [bank_wide]
    assert len(drafts.waiting(ledger, local_user())) == 3
    assert dict(seen[0].numbers) == {"lift": 1.8, "responses": 240}
    with ledger.writing(wang) as writing:
        drafts.dismiss(writing, first, 1)
    assert len(drafts.waiting(ledger, local_user())) == 2


def test_what_people_write_is_masked_before_it_is_kept(ledger: Ledger, wang: Author) -> None:
    keep(ledger, wang, "张先生 13800138000")
    with ledger.writing(wang) as writing:
        drafts.put(
            writing,
            "word",
            "客户 13800138000 说\x00",
            page="p",
            address={},
            build="b",
            numbers={"word": "a@example.com"},
        )
    audit.record(ledger, wang, "export", subject="客户13800138000.csv", detail="a@example.com")
    with ledger.reading() as connection:
        told = str([list(changes.entries(connection, kind)) for kind in ("kept_view", "draft")])
    told += str([changes.history(ledger, "draft", drafts.waiting(ledger, local_user())[0].id), audit.entries(ledger)])
    assert "[PHONE]" in told
    assert "[EMAIL]" in told
    assert "13800138000" not in told
    assert "a@example.com" not in told
    assert "\\x00" not in told
