"""Atom as RFC 4287 asks, JSON Feed as its version 1.1 does; both with the same posts."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from defusedxml.ElementTree import fromstring

from tests.audit.document import documents, file
from tests.audit.sites import LANGUAGES, Audited

ATOM = "{http://www.w3.org/2005/Atom}"
VERSION = "https://jsonfeed.org/version/1.1"
TYPES = {"atom": "application/atom+xml", "json": "application/feed+json"}

pytestmark = pytest.mark.parametrize("lang", LANGUAGES)


def _feed(live: Audited, lang: str, form: str) -> tuple[str, bytes]:
    """Address and body of the feed that every page in that language names."""
    pages = [page for page in documents(live).values() if page.tree.get("lang") == lang]
    ((address,),) = {tuple(page.links("alternate", type=TYPES[form])) for page in pages}
    path = address.removeprefix(live.site.url)
    assert live.files[path.lstrip("/")].content_type.startswith(TYPES[form])
    return address, file(live, path).read_bytes()


def _posts(live: Audited, lang: str) -> set[str]:
    return {live.site.url + page.path for page in live.pages if page.post and page.lang == lang}


def _moment(text: str) -> dt.datetime:
    """RFC 3339: a whole moment with its offset."""
    found = dt.datetime.fromisoformat(text)
    assert "T" in text
    assert found.utcoffset() is not None
    return found


def test_atom(live: Audited, lang: str) -> None:
    address, body = _feed(live, lang, "atom")
    feed: Element = fromstring(body)
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    assert _texts(feed, "author/name")
    _one_each(feed)
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert links["self"] == address
    assert links["alternate"] in documents(live)
    entries = feed.findall(f"{ATOM}entry")
    assert {_entry(entry) for entry in entries} == _posts(live, lang)
    moments = [_moment(_texts(entry, "updated")[0]) for entry in entries]
    assert _moment(_texts(feed, "updated")[0]) == max(moments)


def _entry(entry: Element) -> str:
    """The page that it leads to, once it has been found whole."""
    _one_each(entry)
    assert _moment(_texts(entry, "published")[0]) <= _moment(_texts(entry, "updated")[0])
    (link,) = [
        one.get("href", "") for one in entry.findall(f"{ATOM}link") if one.get("rel", "alternate") == "alternate"
    ]
    (content,) = entry.findall(f"{ATOM}content")
    assert content.get("type") == "html"
    _whole(content.text or "")
    return link


def _one_each(one: Element) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: one id, one title, one moment, and an id that is a whole IRI."""
    for name in ("id", "title", "updated"):
        assert len(_texts(one, name)) == 1, name
    assert urlsplit(_texts(one, "id")[0]).scheme


def _texts(one: Element, path: str) -> list[str]:
    found = one.findall("/".join(ATOM + name for name in path.split("/")))
    return [each.text for each in found if each.text]


def _whole(html: str) -> None:
    """A reader elsewhere has no address to complete: links and pictures lead on as they are."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    addresses = [one.get(key) for one in tree.iter() for key in ("href", "src") if one.get(key)]
    assert [address for address in addresses if not urlsplit(address).scheme] == []
    assert "".join(tree.itertext()).strip()


def test_json_feed(live: Audited, lang: str) -> None:
    address, body = _feed(live, lang, "json")
    feed: dict[str, Any] = json.loads(body)
    assert feed["version"] == VERSION
    assert feed["feed_url"] == address
    assert feed["home_page_url"] in documents(live)
    assert feed["title"]
    assert feed["language"].split("-")[0] == lang
    assert all(author.get("name") or author.get("url") for author in feed["authors"])
    assert {_item(item) for item in feed["items"]} == _posts(live, lang)
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])


def _item(item: dict[str, Any]) -> str:
    assert isinstance(item["id"], str)
    assert item["title"]
    assert _moment(item["date_published"]) <= _moment(item.get("date_modified", item["date_published"]))
    _whole(item["content_html"])
    return str(item["url"])


def test_both_forms_bring_the_same(live: Audited, lang: str) -> None:
    atom = [_texts(one, "title")[0] for one in fromstring(_feed(live, lang, "atom")[1]).findall(f"{ATOM}entry")]
    assert atom == [item["title"] for item in json.loads(_feed(live, lang, "json")[1])["items"]]
