"""The navigation with few and many pages, what it calls them, and the promise of a next update."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from launcher.site.build import build
from launcher.site.rules import PAGE_KINDS, POST_KINDS
from tests.site.samples import THEME, homes, site, theme_module, write

lists, words = theme_module("site_lists"), theme_module("site_words")
HOUR = dt.datetime.fromisoformat("2026-03-10T10:00:00-04:00")


@dataclasses.dataclass
class Content:
    kind: str = "page"
    title: str = "Titre"
    menu: str = ""
    lang: str = "fr"
    next_update: dt.datetime | None = None


def tree(path: Path) -> Element:
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(path.read_bytes())
    return root


def said(node: Element) -> str:
    return " ".join("".join(node.itertext()).split())


def built(content: Path) -> Path:
    out = content.parent / "out"
    build(content, site(), THEME, out)
    return out


# ── names ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("page", "others", "label"),
    [
        (Content("faq"), [], "Questions"),
        (Content("faq", menu="Réponses"), [], "Réponses"),
        (Content("subject", "L’eau de la rivière"), [], "Comprendre"),
        (Content("subject", "L’eau de la rivière"), [Content("subject")], "L’eau de la rivière"),
        (Content("subject", menu="Eau"), [Content("subject")], "Eau"),
        (Content("page", "Nos usines"), [], "Nos usines"),
    ],
)
def test_what_a_page_is_called(page: Content, others: list[Content], label: str) -> None:
    assert lists.label(page, [page, *others]) == label


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_kind_has_a_short_name(lang: str) -> None:
    for kind in set(PAGE_KINDS) - {"home", "page"}:
        assert len(words.say(f"nav-{kind}", lang)) <= 15, kind
    for kind in POST_KINDS:
        assert words.say(f"kind-{kind}", lang), kind


# ── few and many ─────────────────────────────────────────────────────────────────────────────────


def _site(folder: Path, count: int) -> Path:
    content = homes(folder / "content")
    for number in range(count):
        write(content, f"pages/p{number:02}.fr", kind="subject", title=f"Sujet {number:02}", order=str(number))
    return built(content)


def test_few_pages_all_stand_there(tmp_path: Path) -> None:
    (nav,) = tree(_site(tmp_path, 7) / "index.html").iter("nav")
    assert not list(nav.iter("details"))
    assert [said(link) for link in nav.iter("a")] == [f"Sujet {number:02}" for number in range(7)]


def test_of_many_pages_the_others_open_without_a_script(tmp_path: Path) -> None:
    out = _site(tmp_path, 12)
    (nav,) = tree(out / "index.html").iter("nav")
    (more,) = nav.iter("details")
    assert [said(link) for link in nav.iter("a")] == [f"Sujet {number:02}" for number in range(12)]
    assert [said(link) for link in more.iter("a")] == [f"Sujet {number:02}" for number in range(5, 12)]
    assert more.get("open") is None
    assert said(next(more.iter("summary"))) == "Autres pages"


def test_who_is_on_one_of_the_others_sees_where(tmp_path: Path) -> None:
    (nav,) = tree(_site(tmp_path, 12) / "fr/p09-fr/index.html").iter("nav")
    assert next(nav.iter("details")).get("open") is not None
    assert [said(link) for link in nav.iter("a") if link.get("aria-current") == "page"] == ["Sujet 09"]


# ── the promise ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "newest", "shown"),
    [
        ([None], None, None),
        ([HOUR], None, HOUR),
        ([HOUR], HOUR - dt.timedelta(hours=1), HOUR),
        ([HOUR], HOUR, None),
        ([HOUR, HOUR + dt.timedelta(hours=4), None], HOUR, HOUR + dt.timedelta(hours=4)),
    ],
)
def test_a_promise_stands_until_something_newer(
    given: list[dt.datetime | None], newest: dt.datetime | None, shown: dt.datetime | None
) -> None:
    assert lists.promise([Content(next_update=moment) for moment in given], newest) == shown


def test_home_shows_the_last_promise_and_a_post_its_own(content: Path) -> None:
    promised: dict[str, Any] = {"next_update": "2026-03-10T10:00:00-04:00"}
    write(content, "posts/first.fr", kind="statement", date="2026-03-10T06:00:00-04:00", **promised)
    write(content, "posts/second.fr", date="2026-03-10T08:00:00-04:00", next_update="2026-03-10T14:00:00-04:00")
    out = built(content)
    assert "Prochaine mise à jour : 10 mars 2026, 14 h (heure de l’Est)" in said(tree(out / "index.html"))
    told = said(tree(out / "fr/first-fr/index.html"))
    assert "Prochaine mise à jour annoncée : 10 mars 2026, 10 h (heure de l’Est)" in told
    assert "Prochaine" not in said(tree(out / "en/index.html"))


def test_a_promise_that_was_kept_is_not_made_again(content: Path) -> None:
    write(content, "posts/first.fr", date="2026-03-10T06:00:00-04:00", next_update="2026-03-10T10:00:00-04:00")
    write(content, "posts/second.fr", date="2026-03-10T10:30:00-04:00")
    out = built(content)
    assert "Prochaine" not in said(tree(out / "index.html"))


def test_a_post_keeps_what_it_announced(content: Path, tmp_path: Path) -> None:
    """It is true whatever comes after it, so that a newer post leaves it as it is."""
    write(content, "posts/first.fr", date="2026-03-10T06:00:00-04:00", next_update="2026-03-10T10:00:00-04:00")
    before = (built(content) / "fr/first-fr/index.html").read_bytes()
    write(content, "posts/second.fr", date="2026-03-10T10:30:00-04:00")
    build(content, site(), THEME, tmp_path / "later")
    assert (tmp_path / "later/fr/first-fr/index.html").read_bytes() == before


def test_an_embargo_that_was_lifted_is_told(content: Path) -> None:
    write(content, "posts/a.fr", kind="release", embargo="2026-03-10T06:00:00-04:00")
    build(content, site(), THEME, content.parent / "out", HOUR)
    text = said(tree(content.parent / "out/fr/a-fr/index.html"))
    assert "Embargo levé : 10 mars 2026, 6 h (heure de l’Est)" in text
    assert "Communiqué" in text
