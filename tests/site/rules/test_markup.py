from __future__ import annotations

from pathlib import Path

import pytest

from launcher.site.content import escape
from tests.site import samples
from tests.site.rules.conftest import Told

RAW = [
    "<script>alert(1)</script>",
    "a <b>c</b>",
    "<img src=x onerror=y>",
    "<!-- x -->",
    "<br/>",
    "<?php ?>",
    "<![CDATA[x",
]
RUNS = ["[x](javascript:alert(1))", "[x]( <JavaScript:y>)", "![x](data:text/html,y)", "[x]: vbscript:y"]


@pytest.mark.parametrize(("words", "code"), [*((w, "raw-html") for w in RAW), *((w, "script-link") for w in RUNS)])
def test_raw_html_and_script_at_their_line(content: Path, told: Told, words: str, code: str) -> None:
    samples.write(content, "posts/a.en")
    samples.write(content, "posts/a.fr", f"Un.\n\n{words}")
    assert (code, "posts/a.fr.md:10") in told()


@pytest.mark.parametrize("words", [*RAW, *RUNS])
def test_the_same_as_a_fact_is_text(content: Path, told: Told, words: str) -> None:
    for lang in ("fr", "en"):
        samples.write(content, f"posts/a.{lang}", f"Le {escape(words)} est là.")
    assert told() == []


@pytest.mark.parametrize(
    "words", ["5 < 6 > 4", "a <- b", "<https://a.example>", "1<2", "[x](https://a.example/?javascript:)"]
)
def test_what_is_no_markup(content: Path, told: Told, words: str) -> None:
    for lang in ("fr", "en"):
        samples.write(content, f"posts/a.{lang}", words)
    assert told() == []


def test_brackets_that_nobody_writes(content: Path, told: Told) -> None:
    samples.write(content, "posts/a.en")
    samples.write(content, "posts/a.fr", "[" * 501)
    assert told() == [("brackets", "posts/a.fr.md:8")]
