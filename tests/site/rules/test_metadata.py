from __future__ import annotations

from pathlib import Path

import pytest

from tests.site import samples
from tests.site.rules.conftest import Told

KEYS = {"Title": "A", "Lang": "fr", "Slug": "a", "Twin": "home", "Kind": "faq"}


def put(content: Path, **change: str | None) -> None:
    keys = {**KEYS, **{key.replace("_", "-"): value for key, value in change.items()}}
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items() if value is not None)
    (content / "pages" / "a.fr.md").write_text(f"{lines}\nTexte.\n", "utf-8")


@pytest.mark.parametrize("key", ["Title", "Lang", "Slug", "Kind"])
@pytest.mark.parametrize("value", [None, ""])
def test_what_must_stand_there(content: Path, told: Told, key: str, value: str | None) -> None:
    put(content, Twin="a", Status="published", **{key: value})
    assert f"no-{key.lower()}" in [code for code, _ in told()]


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        ({"Lang": "FR"}, "wrong-lang", 2),
        ({"Lang": "en"}, "wrong-lang", 2),
        ({"Slug": "Que Faire"}, "wrong-slug", 3),
        ({"Slug": "a/../b"}, "wrong-slug", 3),
        ({"Slug": "a--b"}, "wrong-slug", 3),
        ({"Kind": "blog"}, "wrong-kind", 5),
        ({"Kind": "update"}, "wrong-kind", 5),
        ({"Authr": "x"}, "unknown-key", 6),
        ({"Save_as": "../x"}, "unknown-key", 6),
        ({"Status": "Draft"}, "wrong-status", 6),
        ({"Status": "hidden"}, "wrong-status", 6),
        ({"Order": "first"}, "wrong-order", 6),
        ({"Next-Update": "03/04/2026"}, "wrong-date", 6),
        ({"Modified": "2026-03-10"}, "wrong-date", 6),
        ({"Modified": "20260310T06:30-04:00"}, "wrong-date", 6),
    ],
)
def test_forms_that_would_be_misread(content: Path, told: Told, change: dict[str, str], code: str, line: int) -> None:
    put(content, **change)
    assert (code, f"pages/a.fr.md:{line}") in told()


def test_a_post_needs_its_date(content: Path, told: Told) -> None:
    for lang in ("fr", "en"):
        samples.write(content, f"posts/a.{lang}", date="")
    assert [code for code, _ in told()] == ["no-date", "no-date"]


def test_an_unfinished_draft_stops_nobody(content: Path, told: Told) -> None:
    (content / "posts").mkdir()
    (content / "posts" / "a.fr.md").write_text("Title:\nStatus: draft\nNote: later\n\n{{ x }} [TODO] <b>\n")
    assert told() == []


def test_unknown_keys_have_a_nearest_one(content: Path) -> None:
    from launcher.site.check import findings
    from tests.site.rules.conftest import NOW

    put(content, Sumary="x")
    found = [one for one in findings(content, ("fr", "en"), NOW) if one.code == "unknown-key"]
    assert [one.hint for one in found] == ["Did you mean `summary`?"]
