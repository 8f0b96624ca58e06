"""Long lists: the newest posts on the page itself, the older ones on pages numbered from the oldest."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path

import pytest

from launcher.errors import Refused
from launcher.model import Edition, Mode, Scope, Site
from launcher.site import inventory
from launcher.site.build import build
from tests.site.samples import THEME, URL, homes, site, theme_module, write
from tests.site.test_editions import canonical, locations
from tests.site.test_navigation import said, tree

lists = theme_module("site_lists")
PAGE = lists.PER_PAGE


def filled(content: Path, posts: int, *, kind: str = "update", langs: tuple[str, ...] = ("fr", "en")) -> Path:
    """So many posts, an hour apart, from the oldest."""
    homes(content)
    for number in range(posts):
        when = (dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC) + dt.timedelta(hours=number)).isoformat()
        for lang in langs:
            write(content, f"posts/p{number:03}.{lang}", kind=kind, date=when, title=f"Billet {number}")
    return content


def built(content: Path, name: str = "out", of: Site | None = None) -> Path:
    build(content, of or site(), THEME, content.parent / name)
    return content.parent / name


def titles(file: Path) -> list[str]:
    return [said(node) for node in tree(file).iter("h3")]


def turns(file: Path) -> dict[str, str]:
    return {link.get("rel", ""): link.get("href", "") for link in tree(file).iter("a") if link.get("rel")}


def test_theme_and_count_agree() -> None:
    assert inventory.PER_PAGE == PAGE
    assert {kind: of for kind, (of, _) in lists.LISTS.items()} == inventory.LISTS


@pytest.mark.parametrize(
    ("posts", "pages"), [(0, 0), (PAGE, 0), (2 * PAGE - 1, 0), (2 * PAGE, 1), (3 * PAGE - 1, 1), (3 * PAGE, 2)]
)
def test_a_list_keeps_a_page_of_the_newest_at_least(posts: int, pages: int) -> None:
    newest, shelves = lists.shelved(list(range(posts, 0, -1)))
    assert len(shelves) == pages
    assert [post for shelf in reversed(shelves) for post in shelf] == list(range(pages * PAGE, 0, -1))
    assert newest == list(range(posts, pages * PAGE, -1))
    assert all(len(shelf) == PAGE for shelf in shelves)


def test_every_post_is_on_one_page_of_the_list(content: Path) -> None:
    filled(content, 3 * PAGE + 5)
    write(content, "pages/timeline.fr", kind="timeline", title="Chronologie", slug="chronologie")
    out = built(content)
    files = [out / "fr/chronologie/index.html", *(out / f"fr/chronologie/{page}/index.html" for page in (2, 1))]
    assert [title for file in files for title in titles(file)] == [f"Billet {n}" for n in reversed(range(3 * PAGE + 5))]
    assert titles(out / "index.html") == [f"Billet {n}" for n in reversed(range(3 * PAGE - 5, 3 * PAGE + 5))]
    assert "./fr/chronologie/" in [link.get("href") for link in tree(out / "index.html").iter("a")]
    headings = [said(next(tree(file).iter("h1"))) for file in files]
    assert headings == ["Chronologie", "Chronologie, page 2", "Chronologie, page 1"]


def test_each_way_leads_where_there_is_one(content: Path) -> None:
    filled(content, 3 * PAGE)
    write(content, "pages/timeline.fr", kind="timeline", slug="chronologie")
    out = built(content)
    assert turns(out / "fr/chronologie/index.html") == {"prev": "../../fr/chronologie/2/"}
    assert turns(out / "fr/chronologie/2/index.html") == {
        "prev": "../../../fr/chronologie/1/",
        "next": "../../../fr/chronologie/",
    }
    assert turns(out / "fr/chronologie/1/index.html") == {"next": "../../../fr/chronologie/2/"}


def test_full_pages_stay_when_a_newer_post_comes(content: Path) -> None:
    filled(content, 3 * PAGE)
    write(content, "pages/timeline.fr", kind="timeline")
    before = built(content, "before")
    filled(content, 4 * PAGE - 1)
    after = built(content, "after")
    for page in ("1", "2"):
        file = f"fr/timeline-fr/{page}/index.html"
        assert (after / file).read_bytes() == (before / file).read_bytes()


def test_a_home_page_is_the_list_where_no_other_is(content: Path) -> None:
    filled(content, 2 * PAGE + 3)
    out = built(content)
    assert len(titles(out / "index.html")) == PAGE + 3
    assert titles(out / "fr/accueil/1/index.html") == [f"Billet {n}" for n in reversed(range(PAGE))]
    assert turns(out / "index.html") == {"prev": "./fr/accueil/1/"}
    assert turns(out / "en/home/1/index.html") == {"next": "../../../en/"}


@pytest.mark.parametrize(("page", "kind"), [("faq", "question"), ("media", "release")])
def test_lists_of_one_kind_have_archives_of_that_kind(content: Path, page: str, kind: str) -> None:
    filled(content, 2 * PAGE, kind=kind)
    write(content, "posts/other.fr", kind="statement", title="Autre")
    write(content, f"pages/{page}.fr", kind=page)
    write(content, "pages/timeline.fr", kind="timeline")
    out = built(content)
    assert titles(out / f"fr/{page}-fr/1/index.html") == [f"Billet {n}" for n in reversed(range(PAGE))]


def test_machines_find_them_in_both_languages(content: Path) -> None:
    filled(content, 2 * PAGE)
    for lang in ("fr", "en"):
        write(content, f"pages/timeline.{lang}", kind="timeline", slug="liste")
    out = built(content)
    addresses = {lang: f"{URL}/{lang}/liste/1/" for lang in ("fr", "en")}
    for lang, address in addresses.items():
        text = (out / f"{lang}/liste/1/index.html").read_text("utf-8")
        assert canonical(out / f"{lang}/liste/1/index.html") == address
        told = dict(re.findall(r'rel="alternate" hreflang="([^"]*)" href="([^"]*)"', text))
        assert told == {**addresses, "x-default": addresses["fr"]}
        assert re.search(r'<meta name="description" content="[^"]+, page 1">', text)
        assert "noindex" not in text
    assert set(addresses.values()) <= set(locations(out / "sitemap.xml"))


def test_a_language_with_fewer_posts_has_fewer_pages(content: Path) -> None:
    filled(content, 2 * PAGE, langs=("fr",))
    for lang in ("fr", "en"):
        write(content, f"pages/timeline.{lang}", kind="timeline", slug="liste")
    out = built(content)
    assert not (out / "en/liste/1").exists()
    text = (out / "fr/liste/1/index.html").read_text("utf-8")
    assert 'hreflang="en" href="http' not in text


def test_an_exercise_says_so_there_too(content: Path) -> None:
    out = built(filled(content, 2 * PAGE), of=site(Mode.EXERCISE))
    text = (out / "fr/accueil/1/index.html").read_text("utf-8")
    assert "<title>EXERCICE / EXERCISE – " in text
    assert "noindex" in text
    assert said(next(tree(out / "fr/accueil/1/index.html").iter("div"))).startswith("EXERCICE")


def test_an_editions_archive_is_its_own(content: Path) -> None:
    region = Edition("montreal", Scope.REGIONAL, {"fr": "Montréal", "en": "Montreal"}, "https://montreal.example")
    filled(content, 2 * PAGE)
    write(content, "pages/timeline.fr", kind="timeline")
    here = dataclasses.replace(site(), edition="montreal", url=region.url, national=URL, editions=(region,))
    out = built(content, of=here)
    assert canonical(out / "fr/timeline-fr/1/index.html") == f"{region.url}/fr/timeline-fr/1/"
    assert canonical(out / "fr/timeline-fr/index.html") == f"{URL}/fr/timeline-fr/"


def test_two_lists_at_one_address_are_refused(content: Path) -> None:
    homes(content)
    write(content, "pages/faq.fr", kind="faq", slug="accueil")
    with pytest.raises(Refused, match="already has the slug"):
        built(content)
