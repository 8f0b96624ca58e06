"""What a reader, a search engine and a browser find in a built site."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import defusedxml.ElementTree as SafeTree
import html5lib
import pytest

from launcher.config.identity import MAX_BYTES
from launcher.model import Mode
from launcher.site.build import build
from tests.site.samples import THEME, URL, homes, site, write

HOSTILE = "\"><script>alert(1)</script> {{ 7*7 }} & l’été &lt;b&gt; ' [x](y) *z*"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def parsed(path: Path) -> Element:
    """The page's tree; any parse error that the HTML standard names fails the test."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(path.read_bytes(), transport_encoding="utf-8")
    return tree


def xml(path: Path) -> Element:
    root: Element = SafeTree.fromstring(path.read_bytes())
    return root


def pages(folder: Path) -> Iterator[tuple[str, Element]]:
    for path in sorted(folder.rglob("*.html")):
        yield path.relative_to(folder).as_posix(), parsed(path)


def links(tree: Element, rel: str) -> list[Element]:
    return [link for link in tree.iter("link") if link.get("rel") == rel]


def said(node: Element) -> str:
    return " ".join("".join(node.itertext()).split())


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose every text is an attack."""
    root = tmp_path_factory.mktemp("hostile")
    content = homes(root / "content")
    write(content, "pages/home.fr", HOSTILE, kind="home", title=HOSTILE, slug="accueil", summary=HOSTILE)
    write(content, "pages/action.fr", HOSTILE, kind="action", title=HOSTILE, summary=HOSTILE)
    write(
        content,
        "posts/a.fr",
        f"{HOSTILE}\n\n<div onclick=x>\n\n&foo; &#0;",
        title=HOSTILE,
        summary=HOSTILE,
        correction=HOSTILE,
    )
    build(content, site(), THEME, root / "out")
    return root / "out"


# ── every page ───────────────────────────────────────────────────────────────────────────────────


def test_every_page_is_valid_and_marked_with_its_mode(sites: dict[Mode, Path]) -> None:
    for mode, folder in sites.items():
        for name, tree in pages(folder):
            assert tree.get("data-mode") == mode.value, name
            assert tree.get("lang") == ("en" if name.startswith("en/") else "fr"), name
            assert len(list(tree.iter("h1"))) == 1, name
            ids = [node.get("id") for node in tree.iter() if node.get("id")]
            assert len(ids) == len(set(ids)), name


def test_no_script_no_request(live: Path) -> None:
    for name, tree in pages(live):
        assert all(script.get("type") == "application/ld+json" for script in tree.iter("script")), name
        assert not any(node.get("src") or node.get("style") for node in tree.iter()), name
        assert not any(key.startswith("on") for node in tree.iter() for key in node.attrib), name
        assert not links(tree, "stylesheet"), name
        assert links(tree, "icon")[0].get("href", "").startswith("data:"), name


def test_policy_allows_exactly_what_is_inlined(live: Path) -> None:
    for name, tree in pages(live):
        metas = [meta for meta in tree.iter("meta") if meta.get("http-equiv")]
        policy = metas[0].get("content", "")
        assert "default-src 'none'" in policy
        assert "connect-src 'self'" in policy
        assert "unsafe" not in policy
        inlined = [node.text or "" for node in tree.iter() if node.tag in ("style", "script")]
        hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inlined}
        assert hashes == set(re.findall(r"'sha256-([^']+)'", policy)), name


def test_links_within_the_site_lead_somewhere(sites: dict[Mode, Path]) -> None:
    for folder in sites.values():
        for name, tree in pages(folder):
            for link in tree.iter("a"):
                target = link.get("href", "")
                if re.match(r"mailto:|tel:|#", target):
                    continue
                base = folder if target.startswith("/") else (folder / name).parent
                path = (base / target.lstrip("/")).resolve()
                assert path.is_file() or (path / "index.html").is_file(), (name, target)


def test_the_switch_stays_on_the_page(live: Path) -> None:
    tree = parsed(live / "fr/que-faire/index.html")
    switch = next(link for link in tree.iter("a") if link.get("hreflang") == "en")
    assert (switch.get("href"), switch.text, switch.get("lang")) == ("../../en/action-en/", "English", "en")


# ── search engines ───────────────────────────────────────────────────────────────────────────────


def test_canonical_and_reciprocal_languages(live: Path) -> None:
    versions: dict[str, dict[str, str]] = {}
    for name, tree in pages(live):
        if name == "404.html":
            continue
        canonical = links(tree, "canonical")[0].get("href", "")
        found = {
            link.get("hreflang", ""): link.get("href", "") for link in links(tree, "alternate") if link.get("hreflang")
        }
        assert canonical in found.values(), name
        assert found["x-default"] == found["fr"], name
        assert versions.setdefault(canonical, found) == found, name
    for canonical, found in versions.items():
        for address in found.values():
            assert versions[address] == found, canonical
    assert versions[f"{URL}/"] == {"fr": f"{URL}/", "en": f"{URL}/en/", "x-default": f"{URL}/"}


def test_a_post_without_a_twin_stays_in_its_language(content: Path, tmp_path: Path) -> None:
    write(content, "posts/seul.fr", title="Seulement en français")
    build(content, site(), THEME, tmp_path / "out")
    assert "Seulement" not in (tmp_path / "out/en/index.html").read_text()
    tree = parsed(tmp_path / "out/fr/seul-fr/index.html")
    assert [link.get("hreflang") for link in links(tree, "alternate") if link.get("hreflang")] == ["fr"]
    assert next(link for link in tree.iter("a") if link.get("hreflang") == "en").get("href") == "../../en/"


def test_the_folder_of_the_main_language_leads_to_the_home_page(live: Path) -> None:
    """At once, and by a link for who stops it."""
    moved = parsed(live / "fr/index.html")
    (refresh,) = [meta for meta in moved.iter("meta") if meta.get("http-equiv") == "refresh"]
    assert refresh.get("content") == "0; url=../"
    (main,) = moved.iter("main")
    assert [link.get("href") for link in main.iter("a")] == ["../"]
    assert links(moved, "canonical")[0].get("href") == f"{URL}/"


def test_structured_data_and_open_graph(live: Path) -> None:
    tree = parsed(live / "fr/third-fr/index.html")
    data = json.loads(next(tree.iter("script")).text or "")
    assert data["@type"] == "NewsArticle"
    assert data["datePublished"] == "2026-03-10T10:00:00-04:00"
    assert data["dateModified"] == "2026-03-11T08:00:00-04:00"
    assert data["publisher"]["name"] == "Laiterie du Bocage"
    assert data["url"] == f"{URL}/fr/third-fr/"
    graph = {meta.get("property"): meta.get("content") for meta in tree.iter("meta") if meta.get("property")}
    assert (graph["og:locale"], graph["og:type"], graph["og:url"]) == ("fr_CA", "article", data["url"])
    home = json.loads(next(parsed(live / "index.html").iter("script")).text or "")
    assert home["@type"] == "Organization"
    assert [point["telephone"] for point in home["contactPoint"]] == ["1 800 555-0142", "514 555-0177"]


def test_sitemap_names_every_page_once(live: Path) -> None:
    tree = xml(live / "sitemap.xml")
    found = [url.findtext(f"{MAP}loc") for url in tree]
    expected = {links(page, "canonical")[0].get("href") for name, page in pages(live) if name != "404.html"}
    assert set(found) == expected
    assert len(found) == len(expected)
    assert all({link.get("hreflang") for link in url.iter(f"{XHTML}link")} == {"fr", "en", "x-default"} for url in tree)
    assert f"Sitemap: {URL}/sitemap.xml" in (live / "robots.txt").read_text()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_feed(live: Path, lang: str) -> None:
    feed = xml(live / lang / "feed.atom")
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}published") for entry in entries] == [
        "2026-03-10T10:00:00-04:00",
        "2026-03-10T09:05:00-04:00",
        "2026-03-10T06:30:00-04:00",
    ]
    assert feed.findtext(f"{ATOM}updated") == "2026-03-11T08:00:00-04:00"
    for node in feed.iter(f"{ATOM}link"):
        assert node.get("href", "").startswith(f"{URL}/")
        path = live / node.get("href", "").removeprefix(f"{URL}/")
        assert path.is_file() or (path / "index.html").is_file()


# ── what readers read ────────────────────────────────────────────────────────────────────────────


def test_home_says_what_to_do_then_what_is_new(content: Path, tmp_path: Path) -> None:
    home = {"kind": "home", "title": "Rappel", "slug": "accueil", "next_update": "2026-03-10T17:00:00-04:00"}
    write(content, "pages/home.fr", "Nous rappelons.", **home)
    write(content, "pages/action.fr", kind="action", title="Rapportez-le")
    for hour in range(12):
        write(content, f"posts/p{hour}.fr", date=f"2026-03-10T{hour:02d}:00:00-04:00", title=f"Nouvelle {hour:02d}")
    write(content, "pages/timeline.fr", kind="timeline", title="Chronologie")
    build(content, site(), THEME, tmp_path / "out")
    body = parsed(tmp_path / "out/index.html").find("body")
    assert body is not None
    text = said(body)
    order = ["Mise à jour : 10 mars 2026, 11 h (heure de l’Est)"]
    order += ["Prochaine mise à jour : 10 mars 2026, 17 h (heure de l’Est)", "Rapportez-le", "Nous rappelons."]
    order += ["Nouvelle 11", "Nouvelle 02", "Tout ce que nous avons publié", "medias@laiterie.example"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "Nouvelle 01" not in text
    assert "Nouvelle 00" in said(parsed(tmp_path / "out/fr/timeline-fr/index.html"))


def test_corrections_are_visible_with_their_date(live: Path) -> None:
    text = said(parsed(live / "fr/third-fr/index.html"))
    assert "Correction · 11 mars 2026, 8 h (heure de l’Est) Le lot est le 26061." in text
    assert "Corrigé" in said(parsed(live / "index.html"))
    tree = parsed(live / "en/third-en/index.html")
    assert {time.get("datetime") for time in tree.iter("time")} == {
        "2026-03-10T10:00:00-04:00",
        "2026-03-11T08:00:00-04:00",
    }


def test_nothing_typed_becomes_markup(hostile: Path) -> None:
    for name, tree in pages(hostile):
        assert not any(
            "alert" in (script.text or "") and script.get("type") is None for script in tree.iter("script")
        ), name
        assert not [node for node in tree.iter() if node.get("onclick")], name
    title = parsed(hostile / "fr/a-fr/index.html").find("head/title")
    assert title is not None
    assert title.text == f"{HOSTILE} – Laiterie du Bocage"
    entry = xml(hostile / "fr/feed.atom").find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == HOSTILE
    assert "<script" not in (entry.findtext(f"{ATOM}content") or "")
    data = json.loads(next(parsed(hostile / "fr/a-fr/index.html").iter("script")).text or "")
    assert data["headline"] == HOSTILE


# ── modes and weight ─────────────────────────────────────────────────────────────────────────────


def test_live_has_no_mark(live: Path) -> None:
    for path in live.rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "ignore")
            assert not re.search("EXERCI[CS]E|exercise|dormant|STANDBY|EN VEILLE", text.split("</style>")[-1]), path
            assert "noindex" not in text or path.name == "404.html"


def test_exercise_is_marked_on_every_page(sites: dict[Mode, Path]) -> None:
    for name, tree in pages(sites[Mode.EXERCISE]):
        title, text = tree.find("head/title"), said(tree)
        assert title is not None
        assert (title.text or "").startswith("EXERCICE / EXERCISE – "), name
        assert "Ceci est un exercice." in text, name
        assert "This is an exercise." in text, name
        robots = [meta.get("content", "") for meta in tree.iter("meta") if meta.get("name") == "robots"]
        assert len(robots) == 1, name
        assert "noindex" in robots[0], name
    for lang in ("fr", "en"):
        feed = xml(sites[Mode.EXERCISE] / lang / "feed.atom")
        assert all((title.text or "").startswith("EXERCICE") for title in feed.iter(f"{ATOM}title"))


def test_dormant_has_no_address(sites: dict[Mode, Path]) -> None:
    for path in sites[Mode.DORMANT].rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert not re.search(r"https?:|rappel-fromage|rel=\"canonical|feed\.atom|(?:href|src)=\"//", text), path
    names = {path.name for path in sites[Mode.DORMANT].rglob("*")}
    assert not names & {"sitemap.xml", "feed.atom"}
    assert "SITE EN VEILLE" in said(parsed(sites[Mode.DORMANT] / "index.html"))
    assert "STANDBY SITE" in said(parsed(sites[Mode.DORMANT] / "en/action-en/index.html"))


def test_weight(live: Path) -> None:
    for path in live.rglob("*.html"):
        assert len(gzip.compress(path.read_bytes())) <= 6 * 1024, path


def test_what_to_do_comes_within_the_first_round_trip(live: Path) -> None:
    """14 KB, even where nothing is compressed and the logo is as heavy as it may be."""
    for path in (live / "index.html", live / "en/index.html"):
        before, found, _ = path.read_bytes().partition(b"</section>")
        assert found
        assert b'<section class="act"' in before
        assert len(before) + MAX_BYTES <= 14 * 1024
