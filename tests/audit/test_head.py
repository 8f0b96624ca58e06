"""What a page says of itself: title, address, languages, policy, Open Graph; and that it asks for nothing more."""

from __future__ import annotations

import struct
from pathlib import Path
from urllib.parse import urljoin

from launcher.model import Mode
from tests.audit.document import digest, document, documents, file
from tests.audit.sites import LANGUAGES, Audited

LOADING = {"img": "src", "script": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src"}
FETCHED = ("stylesheet", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "manifest", "icon")
CLOSED = {"default-src": ["'none'"], "base-uri": ["'none'"], "form-action": ["'none'"]}


def test_each_page_has_a_title_of_its_own_and_a_summary(live: Audited) -> None:
    pages = documents(live)
    for lang in LANGUAGES:
        titles = [page.text("title") for page in pages.values() if page.tree.get("lang") == lang]
        assert len(set(titles)) == len(titles)
    assert [address for address, page in pages.items() if not page.meta("description")] == []


def test_each_page_knows_its_address(live: Audited) -> None:
    for address, page in documents(live).items():
        assert page.links("canonical") == [address]
        assert page.og("url") == address


def test_versions_list_each_other_and_themselves(live: Audited) -> None:
    """Google's rule: every version lists all of them, itself too, and all agree."""
    pages = documents(live)
    for page in live.pages:
        address = live.site.url + page.path
        told = pages[address].versions()
        assert set(told) == {*LANGUAGES, "x-default"}, address
        assert told[page.lang] == address
        assert told["x-default"] == told[LANGUAGES[0]]
        assert all(pages[other].versions() == told for other in told.values())


def test_the_language_switch_stays_on_the_page(live: Audited) -> None:
    for address, page in documents(live).items():
        led = {one.get("hreflang"): urljoin(address, one.get("href")) for one in page.all("a") if one.get("hreflang")}
        told = page.versions()
        assert led == {lang: told[lang] for lang in LANGUAGES if lang != page.tree.get("lang")}


def test_open_graph_is_whole(live: Audited) -> None:
    for address, page in documents(live).items():
        assert [key for key in ("type", "title", "description", "url", "site_name", "locale") if not page.og(key)] == []
        assert page.og("locale") == f"{page.tree.get('lang')}_CA", address


def test_the_picture_that_is_shared_is_ours_and_as_large_as_told(live: Audited) -> None:
    for address, page in documents(live).items():
        picture = page.og("image")
        assert picture.startswith(f"{live.site.url}/"), address
        assert page.og("image:alt"), address
        told = (int(page.og("image:width")), int(page.og("image:height")))
        assert _size(file(live, picture.removeprefix(live.site.url))) == told


def _size(picture: Path) -> tuple[int, int]:
    """Width and height of a PNG, from its first chunk."""
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def test_only_the_live_site_may_be_listed(audited: Audited) -> None:
    hidden = {path for path in audited.paths if "noindex" in document(audited, path).meta("robots")}
    assert hidden == ({"/404.html"} if audited.site.mode is Mode.LIVE else set(audited.paths))


def test_an_exercise_says_so_on_every_page_and_nothing_else_does(audited: Audited) -> None:
    words = ("EXERCICE", "EXERCISE")
    for path in audited.paths:
        page = document(audited, path)
        marks = ["".join(one.itertext()).upper() for one in page.all("div", **{"class": "mark"})]
        told = [all(word in text.upper() for word in words) for text in (page.text("title"), *marks)]
        assert (
            told == {Mode.EXERCISE: [True, True], Mode.DORMANT: [False, False], Mode.LIVE: [False]}[audited.site.mode]
        ), path


def test_the_policy_lets_in_what_is_there_and_nothing_else(audited: Audited) -> None:
    for path in audited.paths:
        page = document(audited, path)
        policy = page.policy()
        assert {**policy, **CLOSED} == policy, path
        assert policy["style-src"] == [digest(one.text or "") for one in page.all("style")]
        assert policy.get("script-src", []) == [digest(one.text or "") for one in page.all("script")]
        assert {one.get("type") for one in page.all("script")} <= {"application/ld+json"}


def test_a_page_is_one_request(audited: Audited) -> None:
    """Nothing is fetched but pictures of the site's own that a writer put in the text."""
    for path in audited.paths:
        page = document(audited, path)
        loaded = [one.get(key, "") for tag, key in LOADING.items() for one in page.all(tag) if one.get(key)]
        assert [one for one in loaded if urljoin("https://here/", one)[:13] != "https://here/"] == [], path
        assert [href for rel in FETCHED for href in page.links(rel) if not href.startswith("data:")] == [], path
        assert [key for one in page.tree.iter() for key in one.attrib if key == "style" or key[:2] == "on"] == [], path
