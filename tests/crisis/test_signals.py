# ruff: noqa: E501 — tables of small texts read best in rows
"""What is read from files: each kind by its content, each quirk, each bad input with one clear line."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.crisis.signals import read
from launcher.errors import Malformed
from tests.crisis.inputs import INPUTS, needs_inputs

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Le Journal</title><language>fr-CA</language>
<item><title>Rappel de lait</title><link>https://j.example/1</link>
<pubDate>Tue, 06 Jan 2026 10:00:00 -0500</pubDate><description>&lt;p&gt;Le lait est rappelé.&lt;/p&gt;</description></item>
<item><title>Suite</title><description>Rien de neuf.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>F</title>
<entry><title>Milk recall</title><updated>2026-01-02T10:00:00Z</updated><link href="https://a.example/b"/>
<summary type="html">&lt;p&gt;Milk &amp;amp; cream&lt;/p&gt;</summary></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><item><title>Rappel</title><dc:date>2026-01-03</dc:date>
<dc:language>fr</dc:language><description>Le lot est rappelé.</description></item></rdf:RDF>"""
BOMB = '<?xml version="1.0"?>\n<!DOCTYPE x [\n<!ENTITY a "a">\n<!ENTITY b "&a;&a;">\n]>\n<rss><channel/></rss>'
HTML = """<!DOCTYPE html><html lang="en"><head><title>Recall - The Site</title><script>var x = "no";</script></head>
<body><nav>Menu</nav><h1>Recall of milk</h1><p>The milk was recalled.</p><p>Call us.</p></body></html>"""


def file(folder: Path, content: str | bytes, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(*paths: Path) -> Malformed:
    with pytest.raises(Malformed) as caught:
        read(paths)
    return caught.value


@pytest.mark.parametrize(
    ("text", "title", "body", "lang", "date"),
    [
        ("source: x\ndate: 2026-01-02\nlang: fr\n\nLe lait est rappelé.", "", "Le lait est rappelé.", "fr", "2026-01-02"),
        ("lang: en-CA\ntitle: A recall\n\nThe milk.", "A recall", "The milk.", "en", None),
        ("Rappel de lait\nLe lait est rappelé.", "Rappel de lait", "Le lait est rappelé.", "fr", None),
        ("Rappel de lait\nRappel de lait\nLe lait est là.", "Rappel de lait", "Le lait est là.", "fr", None),
        ("The milk was recalled.\nIt is in the stores.", "", "The milk was recalled.\nIt is in the stores.", "en", None),
        ("\ufeffThe milk of the week", "", "The milk of the week", "en", None),
        ("[Montréal] Le lait est dans les lots.", "", "[Montréal] Le lait est dans les lots.", "fr", None),
        ("date: 2199-01-02\n\nLe lait est là.", "", "Le lait est là.", "fr", "2199-01-02"),
        ("<p>Le lait est là.</p><p>Le lot aussi.</p>", "", "Le lait est là.\nLe lot aussi.", "fr", None),
        (HTML, "Recall of milk", "The milk was recalled.\nCall us.", "en", None),
    ],
)  # fmt: skip
def test_a_press_text(tmp_path: Path, text: str, title: str, body: str, lang: str, date: str | None) -> None:
    (article,) = read([file(tmp_path, text)]).articles
    assert (article.title, article.body, article.lang) == (title, body, lang)
    assert article.date == (dt.date.fromisoformat(date) if date else None)


def test_the_place_of_an_article_is_its_text(tmp_path: Path) -> None:
    path = file(tmp_path, "source: x\nlang: fr\n\nLe lait.")
    assert str(read([path]).articles[0].where) == f"{path}:4"


def test_a_language_that_no_one_tells_is_supposed(tmp_path: Path) -> None:
    path = file(tmp_path, "Lactalis Craon 2017")
    assert read([path], lang="en").articles[0].lang == "en"
    guessed = read([path])
    assert guessed.articles[0].lang == "fr"
    assert "language not told" in guessed.notes[0]


@pytest.mark.parametrize(
    ("feed", "titles", "bodies", "dates"),
    [
        (RSS, ["Rappel de lait", "Suite"], ["Le lait est rappelé.", "Rien de neuf."], [dt.date(2026, 1, 6), None]),
        (ATOM, ["Milk recall"], ["Milk & cream"], [dt.date(2026, 1, 2)]),
        (RDF, ["Rappel"], ["Le lot est rappelé."], [dt.date(2026, 1, 3)]),
    ],
)
def test_a_feed(tmp_path: Path, feed: str, titles: list[str], bodies: list[str], dates: list[dt.date | None]) -> None:
    articles = read([file(tmp_path, feed, "any.name")]).articles
    assert [a.title for a in articles] == titles
    assert [a.body for a in articles] == bodies
    assert [a.date for a in articles] == dates


def test_an_item_knows_its_line_and_its_address(tmp_path: Path) -> None:
    first, second = read([file(tmp_path, RSS)]).articles
    assert (first.where.line, second.where.line) == (3, 5)
    assert first.source == "https://j.example/1"


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (BOMB, "xml-entities", 3),
        ("<rss><channel>\n<item><title>x</title>", "xml", 2),
        ("", "empty", 0),
        (" \n\n", "empty", 0),
        (b"abc\x00def", "binary", 0),
        (bytes(range(256)) * 8, "binary", 0),
        ('{"a": 1}', "unknown-kind", 0),
        ("[1, 2]", "unknown-kind", 0),
        ("le rappel du lait " * 600_000, "too-large", 0),
        ("lang: de\n\nDie Milch", "no-signals", 0),
        ("lang: fr\n\n", "no-signals", 0),
    ],
)
def test_bad_input_gets_one_clear_line(tmp_path: Path, content: str | bytes, code: str, line: int) -> None:
    error = refusal(file(tmp_path, content))
    assert (error.reason_code, error.exit_code) == (code, 2)
    assert error.where is not None
    assert error.where.line == line
    assert error.hint
    assert "\n" not in error.message


def test_the_limit_is_named(tmp_path: Path) -> None:
    assert "5 MB" in refusal(file(tmp_path, "x " * 5_500_000)).message


def test_every_problem_at_once(tmp_path: Path) -> None:
    error = refusal(tmp_path / "none", file(tmp_path, BOMB, "b.xml"), file(tmp_path, b"\x00", "c"))
    assert [p.code for p in error.problems] == ["no-such-file", "xml-entities", "binary"]


def test_an_empty_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path).reason_code == "no-signals"


def test_a_folder_is_read_in_order_without_hidden_files_or_strangers(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("sub/b.txt", "a.txt", ".hidden", ".git/c.txt"):
        file(tmp_path, f"lang: fr\n\nLe texte {name}.", name)
    file(tmp_path, "{}", "z.json")
    signals = read([tmp_path])
    assert [a.body for a in signals.articles] == ["Le texte a.txt.", "Le texte sub/b.txt."]
    assert len(signals.notes) == 1
    assert "z.json: passed over" in signals.notes[0]


def test_latin_1_is_read_with_a_doubt(tmp_path: Path) -> None:
    signals = read([file(tmp_path, "Le rappel a été décidé à Québec.".encode("latin-1"))])
    assert signals.articles[0].body == "Le rappel a été décidé à Québec."
    assert "not UTF-8" in signals.notes[0]


@needs_inputs
def test_the_real_inputs() -> None:
    signals = read([INPUTS])
    assert len(signals.articles) == 9
    assert [a.lang for a in signals.articles] == ["fr"] * 5 + ["en"] * 4
    assert all(a.date for a in signals.articles)
    assert [s.term for s in signals.series] == ["toilet paper"]
    assert not signals.notes


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = file(Path(folder), content)
        with contextlib.suppress(Malformed):
            assert read([path]) == read([path])
