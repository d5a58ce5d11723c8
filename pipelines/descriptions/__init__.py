"""Reads descriptions: how one kind of export becomes a canonical table; imports ``contracts``, ``cells``, ``refusals``.

A person writes or reviews it. It is a TOML file, ``config/<table>/<name>.toml`` of a bank, in this format:

    table = "survey_responses"                 # any canonical table of pipelines/contracts; else the folder's name
    name = "branch_2026"                       # else the file's own name
    reload = "append"                          # append: rows are added, an id seen again is replaced;
                                               # authoritative: the file holds everything, what it lacks is retired
    covers = "everything"                      # what an authoritative file speaks for of what this description read:
                                               # everything; "file span", the days from its first row to its last;
                                               # "month", the whole months of these days

    [file]                                     # how the file is opened; all of it may be left out
    layout = "auto"                            # auto, or the name of a reader: wenjuanxing, plain …
    files = "*.xlsx"                           # file names this description is meant for
    sheet = "Sheet1"                           # of a workbook; needed where several sheets hold rows
    encoding = "gb18030"                       # of a text file; else detected
    delimiter = ","                            # of a text file; else read from the header
    answers = "auto"                           # text or codes, where a survey system exports both and it does not show
    header_row = 1                             # the row that holds the headers; else the first that is not empty

    [columns.<canonical column>]               # one table per column of the contract that the export can fill
    column = "提交答卷时间"                    # the header; "header#2" is the second of that name, "#7" the 7th column
    columns = ["优点", "不足"]                 # instead, for a text: several columns, joined line by line
    constant = "retail"                        # instead: the same value in every row
    format = "%Y/%m/%d %H:%M:%S"               # of a date: one format or a list tried in order; "excel" for a
                                               # spreadsheet's day numbers; %Z for CET, GMT+8, UTC+08:00, Europe/Berlin;
                                               # %p for am and pm, 上午 and 下午. Else forms that begin with the year
    zone = "Asia/Shanghai"                     # the clock the export was written by; else the bank's own
    constants = { year = 2017, month = 5 }     # parts that the export's date lacks
    earliest = 1985-01-01                      # of a date: bounds of its own, in place of the contract's
    latest = 2027-12-31
    extract = "([0-9]+-[A-Z][a-z]+-[0-9]+)"    # the part of the cell that is read, in brackets; without it: missing
    values = { "男" = "male" }                 # words of the export -> words of the canonical table; "" stands for an
                                               # empty cell, "*" for every other text: { "" = "no", "*" = "yes" }

Only for ``survey_responses``:

    [survey]
    id = "branch_service"
    name = "网点服务调查"
    name_en = "Branch service survey"
    one_per_person_days = 30                   # of a person's answers within 30 days only the latest counts

    [recommend]                                # the 0–10 question; left out where it was not asked
    column = "NETPRO"
    blank = ["", "99"]                         # codes that mean "no answer"
    values = { "非常愿意" = 10 }               # words that stand for a score; "10 - 非常愿意" is read without
    code_of_minimum = 1                        # the number of the lowest score in an export as codes

    [[ratings]]                                # any number; each with its own scale
    column = "Q7ALL"
    touchpoint = "overall"                     # overall is the survey's overall question
    columns = { Q7ART = "art", Q7FOOD = "food" }   # instead of column and touchpoint: header = touchpoint
    kind = "satisfaction"                      # satisfaction or effort
    minimum = 1
    maximum = 5
    step = 1                                   # 0.5 where half points may be given
    blank = ["0", "Blank"]
    not_used = ["6"]                           # "never used", "does not apply": neither blank nor a score
    values = { "非常满意" = 5 }
    code_of_minimum = 1

    [[choices]]
    question = "interests"
    kind = "multiple"                          # single, multiple or ranking
    column = "6、兴趣爱好"                     # the joined answers …
    columns = "第6题(*)"                       # … or one column per option, the star being the option (0/1 or a rank);
                                               # both may be given: the one that the file has is read. A list of
                                               # headers does too, ["Poster", "Other#2"], or { header = "option" }
    joiner = "┋"                               # between the answers of one cell; → for a ranking
    options = ["运动", "阅读"]                 # the options in the order of their codes 1, 2, …; or { "1" = "运动" };
                                               # with them, options not chosen are stored as well

    [[links]]                                  # something about a question changed, and somebody says it goes on
    measure = "satisfaction"                   # nps, satisfaction or effort
    touchpoint = "overall"                     # not for nps
    changed = "scale"                          # wording, scale or asking (channel, order, who is asked)
    from_on = 2026-01-01                       # else the first answer read by this description
    was = "1–5"                                # both as a person would say them
    becomes = "1–10"
    note = "评分由五级改为十级"                # shown beside the line that is drawn through the trend
    note_en = "Ten points instead of five"
    reviewed_by = "王敏, 体验办"               # both required: nobody's guess joins two questions
    reviewed_on = 2026-01-12

Identity: the mapped id column (``response_id``, ``complaint_id`` …). Where it is not mapped, a row is known by the
keyed hash of its content and its occurrence number within the file. A value off its scale is never counted as an
answer, and a number with decimals is never rounded onto a scale. Dates such as 5/6/2026 are never guessed: without a
format the file is refused, with the evidence of what its values fit.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from pipelines.descriptions.checking import Checking
from pipelines.descriptions.model import (
    Choice,
    ChoiceKind,
    Description,
    FileOptions,
    Link,
    Rating,
    Recommend,
    Reload,
    Scale,
    Source,
    Survey,
)
from pipelines.descriptions.surveys import BETWEEN, survey_parts
from pipelines.refusals import Refusal, Refused, said

__all__ = [
    "BETWEEN",
    "Choice",
    "ChoiceKind",
    "Description",
    "DescriptionError",
    "FileOptions",
    "Link",
    "Rating",
    "Recommend",
    "Reload",
    "Scale",
    "Source",
    "Survey",
    "load_description",
]


class DescriptionError(Refused):
    """A description that cannot be used; ``refusals`` holds every fault of the file."""


def load_description(path: Path) -> Description:
    """Read one description and hold it against the contract of its table.

    Raises DescriptionError with every fault of the file at once: each says what was found, where, what was expected and
    what to do.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DescriptionError(
            Refusal(
                said("not readable as TOML: {error}", error=error),
                str(path),
                said("a TOML file in UTF-8"),
                said("correct the line it names"),
            )
        ) from error
    checking = Checking(str(path))
    description = checking.description(found, path, survey_parts)
    if checking.faults or description is None:
        raise DescriptionError(*checking.faults)
    return description
