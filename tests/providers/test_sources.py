"""What is particular to each service: the address that is asked, and what it means when there is nothing."""

from __future__ import annotations

import urllib.parse
from pathlib import Path

import pytest

from launcher.errors import ProviderFailed
from launcher.providers.sources import Desk, Feed, Gdelt, NetworkSource, Wikimedia
from launcher.providers.sources.client import Answer
from launcher.providers.sources.gdelt import ADDRESS
from launcher.providers.sources.source import BUDGET
from launcher.providers.sources.wikimedia import title
from tests.online import FEED, SINCE, TODAY, Reply, StillClock, gdelt, serving, wikimedia


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("listériose", "Listériose"),
        ("avis de  rappel", "Avis_de_rappel"),
        ("l’eau potable", "L'eau_potable"),
        ("œuf", "Œuf"),
        ("e\u0301picerie", "Épicerie"),
        ("97B", "97B"),
        ("ßuppe", "ßuppe"),
        ("AC/DC", "AC/DC"),
        ("rappel #12", ""),
        ("a|b", ""),
        ("..", ""),
        ("../../metrics", ""),
        ("a/../b", ""),
        ("\x00", ""),
        ("\udc80", ""),
        ("x" * 256, ""),
        ("  ", ""),
    ],
)
def test_the_title_of_a_term(term: str, expected: str) -> None:
    assert title(term) == expected


def test_the_address_of_an_article() -> None:
    asked = Wikimedia().question("AC/DC & l’été ?", "en", SINCE, TODAY)
    assert asked == (
        "https://wikimedia.org/api/rest_v1/metrics/pageviews/per-article/en.wikipedia/all-access/user/"
        "AC%2FDC_%26_l%27%C3%A9t%C3%A9_%3F/daily/20251218/20260312"
    )


@pytest.mark.parametrize("status", [400, 404])
def test_no_such_article_is_an_empty_answer_that_says_so_and_is_kept(tmp_path: Path, status: int) -> None:
    with serving(lambda _: Reply(b'{"title": "Not found"}', status)) as server:
        for _ in range(2):
            source = NetworkSource("readings", Wikimedia(url=server.url), Desk(tmp_path, StillClock()))
            got = source.fetch("lot 97B", "fr", SINCE, TODAY)
            assert (got.body, got.note) == (b"", "no article by this name, or nobody read it")
        assert len(server.asked) == 1


def test_who_asks_is_told_to_those_who_want_to_know(tmp_path: Path) -> None:
    with serving(wikimedia) as server:
        service = Wikimedia(url=server.url, contact="web@aubepine.example")
        NetworkSource("readings", service, Desk(tmp_path, StillClock())).fetch("Listeria", "en", SINCE, TODAY)
    assert server.asked[0].headers["user-agent"].endswith("(web@aubepine.example)")


@pytest.mark.parametrize(
    ("term", "lang", "query"),
    [
        ("rappel de fromage", "fr", '"rappel de fromage" sourcelang:french'),
        ("Aubépine", "en", "Aubépine sourcelang:english"),
        ('fromage" OR domain:example.org "', "fr", '"fromage OR domain example.org" sourcelang:french'),
        ("-fromage", "fr", "fromage sourcelang:french"),
        ("l’eau, (potable)", "fr", '"l’eau potable" sourcelang:french'),
    ],
)
def test_the_query_of_a_term(term: str, lang: str, query: str) -> None:
    address, _, asked = Gdelt().question(term, lang, SINCE, TODAY).partition("?")
    assert address == ADDRESS
    assert dict(urllib.parse.parse_qsl(asked)) == {
        "query": query,
        "mode": "timelinevolraw",
        "format": "json",
        "startdatetime": "20251218000000",
        "enddatetime": "20260312235959",
    }


@pytest.mark.parametrize("term", ["97B", "x y", "((()))", "- -"])
def test_a_term_that_is_too_short_is_not_asked(tmp_path: Path, term: str) -> None:
    with serving(gdelt) as server:
        source = NetworkSource("press", Gdelt(url=server.url), Desk(tmp_path, StillClock()))
        got = source.fetch(term, "fr", SINCE, TODAY)
    assert (got.body, got.note) == (b"", "it takes no term of less than 4 letters")
    assert server.asked == []


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (b"{}", "no article holds this"),
        (b'{"query_details": {"title": "x"}, "timeline": []}', "no article holds this"),
        (b"The specified phrase is too short.\n", "it says “The specified phrase is too short.”"),
    ],
)
def test_nothing_in_the_press_is_an_empty_answer_that_says_so(tmp_path: Path, body: bytes, note: str) -> None:
    with serving(lambda _: Reply(body, headers={"Content-Type": "text/html"})) as server:
        source = NetworkSource("press", Gdelt(url=server.url), Desk(tmp_path, StillClock()))
        got = source.fetch("fromage introuvable", "fr", SINCE, TODAY)
        assert (got.body, got.note) == (b"", note)
        assert source.fetch("autre chose", "fr", SINCE, TODAY).note == note, "one bad question stops no other"


def test_a_slow_service_is_left_after_its_minutes_and_the_next_command_goes_on(tmp_path: Path) -> None:
    clock = StillClock()
    with serving(gdelt) as server:
        service = Gdelt(url=server.url)

        def command() -> int:
            """How many terms it has answers for when it gives up."""
            source = NetworkSource("press", service, Desk(tmp_path, clock))
            terms = (f"mot numéro {number}" for number in range(100))
            answers = (source.fetch(term, "fr", SINCE, TODAY).body for term in terms)
            got: list[bytes] = []
            with pytest.raises(ProviderFailed, match="minutes are over"):
                got.extend(answers)
            assert all(got)
            return len(server.asked)

        # One question at once, then one each `gap` seconds; the last may begin at the very end.
        first = command()
        assert first == int(BUDGET // service.gap) + 2
        assert command() > first + BUDGET // service.gap


def test_too_many_questions_said_with_a_200() -> None:
    said = b"Please limit requests to one every 5 seconds or contact us for larger queries."
    with pytest.raises(ProviderFailed, match="fewer questions"):
        Gdelt().read(Answer(200, {}, said))


@pytest.mark.parametrize(
    "body",
    [
        FEED.encode(),
        ("\ufeff" + FEED).encode("utf-16"),
        b'<?xml version="1.0"?><!-- \xe9 --><feed xmlns="http://www.w3.org/2005/Atom"/>',
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    ],
    ids=["rss", "utf-16", "atom", "rdf"],
)
def test_feeds_are_known_by_their_first_element(body: bytes) -> None:
    assert Feed("https://a.example/").read(Answer(200, {}, body)) == (body, "")


def test_files_are_called_after_what_they_hold(tmp_path: Path) -> None:
    with serving(lambda _: Reply(b"{}")) as server:
        source = NetworkSource("press", Gdelt(url=server.url), Desk(tmp_path, StillClock()))
        terms = ["rappel de fromage", "Rappel de fromage", "rappel-de-fromage", "../../etc/passwd", "漢" * 80, "été"]
        names = [source.fetch(term, "fr", SINCE, TODAY).name for term in terms]
    assert names[0] == "press.fr.rappel-de-fromage.json"
    assert names[5] == "press.fr.été.json"
    assert len(set(names)) == len(terms)
    assert all(Path(name).name == name and len(name.encode()) < 250 for name in names)
