"""Readers with other means: a small screen, a magnified one, a keyboard, no script, paper, colours of their own."""

from __future__ import annotations

import re
from typing import Any

import pytest

from launcher.model import Mode
from tests.audit import edge, tools
from tests.audit.sites import Audited

Seen = list[dict[str, Any]]
WHITE = "rgb(255, 255, 255)"
DARK = 80
"""The most that a colour of ink may have of red, green or blue on paper."""

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def seen(measuring: None, audited: Audited) -> Seen:
    """What a browser met on each page."""
    with edge.serving(audited.root, audited.files) as address:
        found: Seen = tools.browser("reading", pages=[address + path for path in audited.paths])
    assert len(found) == len(audited.paths)
    return found


def test_nothing_is_wider_than_its_screen(seen: Seen) -> None:
    """320 px; a window of 1280 px at 400 % (WCAG 1.4.10); the spacing that a reader may set (1.4.12)."""
    wide = [(one["page"], one["narrow"], one["zoomed"]["overflow"], one["spaced"]) for one in seen]
    assert [one for one in wide if any(one[1:])] == []


def test_nothing_covers_a_magnified_page(seen: Seen) -> None:
    assert [(one["page"], one["zoomed"]["covering"]) for one in seen if one["zoomed"]["covering"]] == []


def test_all_is_there_without_script(seen: Seen) -> None:
    assert [one["page"] for one in seen if one["unscripted"] != one["text"] or not one["text"]] == []


def test_a_keyboard_passes_everything_in_order_and_sees_where_it_is(seen: Seen) -> None:
    for one in seen:
        for path in (one["tabs"], one["forced"]["tabs"]):
            order = [stop["order"] for stop in path]
            assert order == sorted(set(order)), one["page"]
            assert [stop for stop in path if not (stop["outlined"] and stop["seen"])] == [], one["page"]


def test_a_keyboard_may_skip_to_the_text(seen: Seen) -> None:
    """From the first stop on every page that has a menu; the page for lost readers has none."""
    for one in seen:
        if not one["page"].endswith("/404.html"):
            assert one["skip"]["first"]["skip"], one["page"]
            assert one["skip"]["then"]["tag"] == "MAIN", one["page"]


def test_colours_of_a_reader_s_own_were_tried(seen: Seen) -> None:
    assert [one["page"] for one in seen if not one["forced"]["on"]] == []


def test_nothing_moves_for_who_asked_for_stillness(seen: Seen) -> None:
    assert [(one["page"], one["moving"]) for one in seen if one["moving"]] == []


def test_paper_gets_dark_ink_and_no_menu(audited: Audited, seen: Seen) -> None:
    """Even when the screen is dark; the banner of an exercise stays."""
    for one in seen:
        paper = one["paper"]
        assert paper["shown"]["h1"], one["page"]
        assert [name for name in ("nav", ".skip") if paper["shown"][name]] == [], one["page"]
        assert paper["shown"][".mark"] == (audited.site.mode is not Mode.LIVE), one["page"]
        assert max(map(int, re.findall(r"\d+", paper["ink"])[:3])) <= DARK, one["page"]
        assert {ground for ground in paper["grounds"] if not re.fullmatch(r"rgba\(.*, 0\)", ground)} <= {WHITE}, one[
            "page"
        ]
        assert paper["overflow"] == 0, one["page"]
