"""What machines read beside the pages: feeds, news sitemap, security.txt, and the marks of an exercise in them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import defusedxml.ElementTree as SafeTree
import html5lib
import pytest

from launcher.config.identity import logo
from launcher.documents import Node, Problems
from launcher.errors import Where
from launcher.model import Identity, Mode
from launcher.site.build import build
from tests.site.samples import THEME, URL, homes, site, write

NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MARK = "EXERCICE / EXERCISE – "


def xml(path: Path) -> Element:
    root: Element = SafeTree.fromstring(path.read_bytes())
    return root


def page(path: Path) -> Element:
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(path.read_bytes())
    return tree


def json_feed(folder: Path, lang: str) -> dict[str, Any]:
    feed: dict[str, Any] = json.loads((folder / lang / "feed.json").read_bytes())
    return feed


def structured(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(next(page(path).iter("script")).text or "")
    return found


# ── feeds ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_json_feed(live: Path, lang: str) -> None:
    feed = json_feed(live, lang)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{URL}/{lang}/feed.json"
    assert feed["home_page_url"] == (f"{URL}/" if lang == "fr" else f"{URL}/en/")
    assert [item["date_published"] for item in feed["items"]] == [
        "2026-03-10T10:00:00-04:00",
        "2026-03-10T09:05:00-04:00",
        "2026-03-10T06:30:00-04:00",
    ]
    assert feed["items"][0]["date_modified"] == "2026-03-11T08:00:00-04:00"
    assert feed["items"][2]["summary"] == "Ce que l’on sait."
    assert all("<p>" in item["content_html"] for item in feed["items"])


def test_every_page_names_the_feeds_of_its_language(live: Path) -> None:
    for path in (live / "index.html", live / "en/third-en/index.html"):
        tree = page(path)
        feeds = {link.get("type"): link.get("href", "") for link in tree.iter("link") if link.get("type")}
        assert set(feeds) == {"application/atom+xml", "application/feed+json"}
        for target in feeds.values():
            assert (path.parent / target).is_file()
            assert f"/{tree.get('lang')}/" in target


def test_links_in_a_feed_are_whole(content: Path, tmp_path: Path) -> None:
    write(content, "posts/a.fr", "[là]({filename}/pages/home.fr.md)")
    build(content, site(), THEME, tmp_path / "out")
    assert f'href="{URL}/"' in json_feed(tmp_path / "out", "fr")["items"][0]["content_html"]


# ── the news sitemap ─────────────────────────────────────────────────────────────────────────────


def test_news_of_two_days(content: Path, tmp_path: Path) -> None:
    """Two days before the newest post: a release has no clock."""
    hours = {
        "old": "2026-03-08T10:00:00-04:00",
        "edge": "2026-03-08T10:00:01-04:00",
        "new": "2026-03-10T10:00:00-04:00",
    }
    for name, hour in hours.items():
        write(content, f"posts/{name}.fr", date=hour, title=f"« {name} » & <b>")
    write(content, "posts/only.en", date="2026-03-01T10:00:00-04:00")
    build(content, site(), THEME, tmp_path / "out")
    urls = list(xml(tmp_path / "out/news-sitemap.xml"))
    assert [url.findtext(f"{MAP}loc") for url in urls] == [
        f"{URL}/{path}/" for path in ("fr/new-fr", "fr/edge-fr", "en/only-en")
    ]
    news = urls[0].find(f"{NEWS}news")
    assert news is not None
    assert news.findtext(f"{NEWS}title") == "« new » & <b>"
    assert news.findtext(f"{NEWS}publication_date") == "2026-03-10T10:00:00-04:00"
    told = news.find(f"{NEWS}publication")
    assert told is not None
    assert [node.text for node in told] == ["Laiterie du Bocage", "fr"]
    assert f"Sitemap: {URL}/news-sitemap.xml\n" in (tmp_path / "out/robots.txt").read_text()


def test_without_posts_there_is_no_news(content: Path, tmp_path: Path) -> None:
    build(content, site(), THEME, tmp_path / "out")
    assert not (tmp_path / "out/news-sitemap.xml").exists()
    assert "news" not in (tmp_path / "out/robots.txt").read_text()


# ── security.txt ─────────────────────────────────────────────────────────────────────────────────


def security(folder: Path) -> dict[str, str]:
    text = (folder / ".well-known/security.txt").read_text(encoding="utf-8")
    assert text.endswith("\n")
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_security_txt(live: Path) -> None:
    """RFC 9116: the fields that must be there, and a moment at most a year after the newest word, the same for a
    month of them."""
    found = security(live)
    assert found == {
        "Contact": "mailto:clients@laiterie.example",
        "Expires": "2027-03-01T00:00:00Z",
        "Preferred-Languages": "fr, en",
        "Canonical": f"{URL}/.well-known/security.txt",
    }
    newest = dt.datetime.fromisoformat("2026-03-11T08:00:00-04:00")
    assert dt.timedelta(334) < dt.datetime.fromisoformat(found["Expires"]) - newest <= dt.timedelta(365)


@pytest.mark.parametrize(
    ("given", "told"), [("https://a.example/hole", "https://a.example/hole"), ("s@a.example", "mailto:s@a.example")]
)
def test_who_is_told(live: Path, tmp_path: Path, given: str, told: str) -> None:
    content = homes(tmp_path / "content")
    write(content, "posts/a.fr")
    build(content, dataclasses.replace(site(), identity=Identity(security=given)), THEME, tmp_path / "out")
    assert security(tmp_path / "out")["Contact"] == told


def test_content_without_a_date_promises_nothing(content: Path, tmp_path: Path) -> None:
    build(content, site(), THEME, tmp_path / "out")
    assert not (tmp_path / "out/.well-known").exists()


# ── structured data, the picture, the logo ───────────────────────────────────────────────────────


def test_a_correction_is_dated_for_machines_too(live: Path) -> None:
    data = structured(live / "fr/third-fr/index.html")
    assert data["correction"] == {
        "@type": "CorrectionComment",
        "text": "Le lot est le 26061.",
        "datePublished": "2026-03-11T08:00:00-04:00",
    }
    assert data["image"] == f"{URL}/fr/card.png"
    assert "correction" not in structured(live / "fr/first-fr/index.html")


def test_every_page_has_the_picture_of_its_language(live: Path) -> None:
    for path in sorted(live.rglob("*/index.html")):
        tree = page(path)
        graph = {meta.get("property"): meta.get("content") for meta in tree.iter("meta") if meta.get("property")}
        assert graph["og:image"] == f"{URL}/{tree.get('lang')}/card.png"
        assert "og:image:alt" in graph


def test_the_logo_travels_in_the_page_and_lies_beside_it_for_machines(content: Path, tmp_path: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><path d="M0 0h90v30H0z" fill="#c00"/></svg>'
    (tmp_path / "mark.svg").write_text(drawing)
    shown = logo(tmp_path)(Node("mark.svg", Where("x", 1)), Problems())
    build(content, dataclasses.replace(site(), identity=Identity("#cc0000", shown)), THEME, tmp_path / "out")
    for path in (tmp_path / "out").rglob("*.html"):
        tree = page(path)
        assert [node.tag for node in tree.iter() if node.get("class") == "logo"] == ["span"], path
        (style,) = tree.iter("style")
        assert 'width:120px;height:40px;background:#fff url("data:image/svg+xml,%3Csvg' in (style.text or "")
    assert xml(tmp_path / "out/logo.svg").get("viewBox") == "0 0 90 30"
    assert structured(tmp_path / "out/index.html")["logo"] == f"{URL}/logo.svg"


def test_a_page_without_a_summary_is_told_by_its_first_words(content: Path, tmp_path: Path) -> None:
    first = "Voir [l’accueil]({filename}/pages/home.fr.md) & <b>. " + "Un mot de plus. " * 20
    write(content, "posts/a.fr", f"## Titre\n\n{first}\n\nLa suite.")
    write(content, "posts/b.fr", "| a |\n|---|\n| 1 |")
    build(content, site(), THEME, tmp_path / "out")
    metas = {
        meta.get("name"): meta.get("content", "") for meta in page(tmp_path / "out/fr/a-fr/index.html").iter("meta")
    }
    assert metas["description"].startswith("Voir l’accueil & <b>. Un mot")
    assert metas["description"].endswith("…")
    assert len(metas["description"]) <= 160
    assert "description" not in (tmp_path / "out/fr/b-fr/index.html").read_text().split("<style>")[0]


# ── marks ────────────────────────────────────────────────────────────────────────────────────────


def test_an_exercise_marks_all_that_leaves_the_page(sites: dict[Mode, Path]) -> None:
    """What is read without the banner, in a reader of feeds or under a shared link, bears the mark itself."""
    folder = sites[Mode.EXERCISE]
    for lang in ("fr", "en"):
        feed = json_feed(folder, lang)
        assert all(title.startswith(MARK) for title in [feed["title"], *(item["title"] for item in feed["items"])])
    assert all((title.text or "").startswith(MARK) for title in xml(folder / "news-sitemap.xml").iter(f"{NEWS}title"))
    assert structured(folder / "fr/first-fr/index.html")["headline"].startswith(MARK)
    for path in sorted(folder.rglob("*/index.html")):
        metas = {meta.get("property") or meta.get("name"): meta.get("content", "") for meta in page(path).iter("meta")}
        told = [metas[key] for key in ("description", "og:title", "og:description", "og:image:alt") if key in metas]
        assert told
        assert all(text.startswith(MARK) for text in told), path


def test_a_dormant_site_has_nothing_that_needs_an_address(sites: dict[Mode, Path]) -> None:
    files = {
        path.relative_to(sites[Mode.DORMANT]).as_posix() for path in sites[Mode.DORMANT].rglob("*.*") if path.is_file()
    }
    assert all(re.search(r"\.html$|^robots\.txt$", name) for name in files), files
    assert (sites[Mode.DORMANT] / "robots.txt").read_text() == "User-agent: *\nDisallow: /\n"


def test_who_is_told_of_a_publish_finds_what_it_looks_for(tmp_path: Path) -> None:
    """The key for search engines stands on the site, and feeds name their hub; nothing of it where nobody is told."""
    content, key, hub = homes(tmp_path / "content"), "0f" * 16, "https://hub.example.org/"
    build(content, dataclasses.replace(site(), indexnow=key, hub=hub), THEME, tmp_path / "told")
    assert (tmp_path / "told" / f"{key}.txt").read_text("utf-8").strip() == key
    assert f'<link rel="hub" href="{hub}"/>' in (tmp_path / "told/fr/feed.atom").read_text("utf-8")
    assert json.loads((tmp_path / "told/fr/feed.json").read_text("utf-8"))["hubs"] == [{"type": "WebSub", "url": hub}]
    build(content, site(), THEME, tmp_path / "untold")
    assert "hub" not in (tmp_path / "untold/fr/feed.atom").read_text("utf-8")
    assert not list((tmp_path / "untold").glob("0f*.txt"))
