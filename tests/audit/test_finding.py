"""How the site is found: sitemaps, robots, security.txt, structured data."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from launcher.model import Mode
from tests.audit.document import documents, file, nodes
from tests.audit.sites import LANGUAGES, Audited

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
ALTERNATE = "{http://www.w3.org/1999/xhtml}link"
TWO_DAYS = dt.timedelta(hours=48)
HEADLINE = 110
"""Characters of a headline that search engines show."""
MOMENTS = ("datePublished", "dateModified", "uploadDate")


def _robots(audited: Audited) -> list[tuple[str, str]]:
    lines = (audited.root / "robots.txt").read_text("utf-8").splitlines()
    return [
        (name.strip().lower(), value.strip())
        for name, _, value in (one.partition(":") for one in lines)
        if value or name
    ]


def _sitemaps(live: Audited) -> dict[str, Element]:
    """Address → root, for each sitemap that robots.txt names; the news first if any."""
    named = [value for name, value in _robots(live) if name == "sitemap"]
    return {one: fromstring(file(live, one.removeprefix(live.site.url)).read_bytes()) for one in named}


def _news(root: Element) -> bool:
    return root.find(f".//{NEWS}news") is not None


def test_robots_let_in_readers_of_the_live_site_alone(audited: Audited) -> None:
    """An exercise is open: a robot that may not look cannot see that a page asks not to be listed."""
    told = [value for name, value in _robots(audited) if name == "disallow"]
    assert ("user-agent", "*") in _robots(audited)
    assert told == (["/"] if audited.site.mode is Mode.DORMANT else [""])


def test_the_sitemap_lists_every_page_once_with_its_versions(live: Audited) -> None:
    (root,) = [one for one in _sitemaps(live).values() if not _news(one)]
    pages = documents(live)
    assert root.tag == f"{SITEMAP}urlset"
    assert sorted(_location(one) for one in root) == sorted(pages)
    for one in root:
        links = {link.get("hreflang"): link.get("href") for link in one.findall(ALTERNATE)}
        assert links == pages[_location(one)].versions()
        assert all(_moment(text.text or "") for text in one.findall(f"{SITEMAP}lastmod"))


def _location(one: Element) -> str:
    assert one.tag == f"{SITEMAP}url"
    (found,) = one.findall(f"{SITEMAP}loc")
    return found.text or ""


def _moment(text: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(text)
    assert found.utcoffset() is not None
    return found


def test_the_news_sitemap_holds_the_posts_of_two_days(live: Audited) -> None:
    (root,) = [one for one in _sitemaps(live).values() if _news(one)]
    posts = {live.site.url + page.path: page.lang for page in live.pages if page.post}
    told = [(_location(one), *_newsworthy(one)) for one in root]
    assert [lang for _, lang, _ in told] == [posts[address] for address, _, _ in told]
    latest = max(moment for _, _, moment in told)
    assert [address for address, _, moment in told if latest - moment > TWO_DAYS] == []


def _newsworthy(one: Element) -> tuple[str, dt.datetime]:
    """Language and moment of a post; its name and title are there."""
    (news,) = one.findall(f"{NEWS}news")
    assert [path for path in ("publication/name", "title") if not _news_text(news, path)] == []
    return _news_text(news, "publication/language"), _moment(_news_text(news, "publication_date"))


def _news_text(news: Element, path: str) -> str:
    return news.findtext("/".join(NEWS + name for name in path.split("/")), "").strip()


def test_security_txt(live: Audited) -> None:
    """RFC 9116: someone to write to, until when the file holds, which languages are read, where it stands."""
    lines = file(live, "/.well-known/security.txt").read_text("utf-8").splitlines()
    fields = [
        (name.strip().lower(), value.strip())
        for name, _, value in (one.partition(":") for one in lines if one and one[0] != "#")
    ]
    told = dict(fields)
    assert urlsplit(told["contact"]).scheme in ("mailto", "https", "tel")
    assert _moment(told["expires"])
    assert [name for name, _ in fields].count("expires") == 1
    assert set(re.split(r",\s*", told["preferred-languages"])) == set(LANGUAGES)
    assert told["canonical"] == f"{live.site.url}/.well-known/security.txt"


def test_structured_data_of_every_page(live: Audited) -> None:
    for address, page in documents(live).items():
        for one in page.data():
            assert one["@context"] == "https://schema.org"
            for node in nodes(one):
                _addresses(node, live.site.url)
                assert all(_moment(node[key]) for key in MOMENTS if key in node), address


def _addresses(node: dict[str, Any], url: str) -> None:
    """What names a page or a picture is a whole address of ours."""
    for key in ("@id", "url", "mainEntityOfPage", "logo", "image", "contentUrl"):
        found = node.get(key, [])
        told = [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, str)]
        assert [one for one in told if not one.startswith(f"{url}/")] == [], key


def test_a_post_is_an_article_with_all_that_search_engines_ask(live: Audited) -> None:
    pages = documents(live)
    for page in (pages[live.site.url + one.path] for one in live.pages if one.post):
        (article,) = [one for one in page.data() if one["@type"] == "NewsArticle"]
        assert 0 < len(article["headline"]) <= HEADLINE
        assert _moment(article["datePublished"]) <= _moment(article["dateModified"])
        assert article["inLanguage"].split("-")[0] == page.tree.get("lang")
        assert article["mainEntityOfPage"] == page.address
        assert article["image"]
        for who in ("author", "publisher"):
            assert article[who]["@type"] == "Organization"
            assert article[who]["name"]


def test_the_home_page_tells_whose_site_it_is(live: Audited) -> None:
    for lang in LANGUAGES:
        page = documents(live)[live.site.url + live.of_kind("home", lang)]
        (who,) = [one for one in page.data() if one["@type"] == "Organization"]
        assert who["name"] == live.site.name[lang]
        assert who["url"]
        assert [one for one in who["contactPoint"] if not one.get("telephone") and not one.get("email")] == []
