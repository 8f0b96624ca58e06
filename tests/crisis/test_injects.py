from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from launcher.crisis import injects
from launcher.errors import Malformed

HEAD = ",".join(injects.COLUMNS)
ROW = '1,20m,A reporter,lead,phone,Appel,A call,"Que s’est-il passé, et quand?",What happened?,Dire,Says the hour'
LATER = ROW.replace("1,20m", "2,1h30m")


def read(tmp_path: Path, *rows: str, head: str = HEAD) -> tuple[injects.Inject, ...]:
    file = tmp_path / "injects.csv"
    file.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return injects.load(file, ("lead", "writer"), name="injects.csv")


def test_rows_in_time_order(tmp_path: Path) -> None:
    first, second = read(tmp_path, ROW, LATER)
    assert (first.after, second.after) == (dt.timedelta(minutes=20), dt.timedelta(minutes=90))
    assert first.message == {"fr": "Que s’est-il passé, et quand?", "en": "What happened?"}
    assert (first.sender, first.to, first.method) == ("A reporter", "lead", "phone")


@pytest.mark.parametrize(
    ("rows", "code", "line"),
    [
        ([ROW.replace("20m", "soon")], "after", 2),
        ([ROW.replace(",lead,", ",leed,")], "unknown-to", 2),
        ([ROW.replace(",phone,", ",pigeon,")], "unknown-method", 2),
        ([ROW.replace("1,20m", "one,20m")], "number", 2),
        ([ROW.replace("A call", "")], "empty", 2),
        ([LATER, ROW], "order", 3),
        ([ROW, ROW + ",more"], "cells", 3),
        ([ROW, "2,30m"], "cells", 3),
        ([ROW.replace("What happened?", "This is NOT a drill.")], "alarm", 2),
        ([ROW.replace(",Dire,", ",Ceci n’est pas un exercice,")], "alarm", 2),
    ],
)
def test_what_is_wrong_is_told_at_its_line(tmp_path: Path, rows: list[str], code: str, line: int) -> None:
    with pytest.raises(Malformed) as caught:
        read(tmp_path, *rows)
    assert (caught.value.problems[0].code, caught.value.problems[0].where.line) == (code, line)  # type: ignore[union-attr]


def test_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(Malformed) as caught:
        read(tmp_path, ROW, head="a,b")
    assert caught.value.problems[0].code == "columns"
