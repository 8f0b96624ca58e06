"""Articles as they are saved: encodings, invisible signs, headers, several languages in one, feeds and pages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from launcher.crisis.signals import read
from tests.crisis.signal_files import refusal, saved, signals

FR = "Le fromage de la ferme a été rappelé par le fabricant et les clients sont invités à le rapporter au magasin."
FR2 = "La bactérie est dans un seul lot, et une enquête est en cours pour que les causes soient connues de tous."
EN = "The cheese from the farm was recalled by the maker and the customers were asked to bring it back to the store."
EN2 = "The bacteria was found in one lot, and an inquiry is under way so that the causes of it will be known to all."
DE = "Der Käse von dem Hof wurde zurückgerufen und die Kunden sind gebeten, ihn nach dem Kauf nicht zu essen."
ES = "El queso de la granja fue retirado por el fabricante y los clientes de las tiendas no lo deben comer."
RU = "Производитель отозвал сыр, и покупателей просят вернуть его в магазин как можно скорее."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    (article,) = signals(tmp_path, FR.encode(encoding)).articles
    assert article.body == FR


def test_what_a_page_declares_is_believed(tmp_path: Path) -> None:
    page = f'<html lang="fr"><head><meta charset="iso-8859-15"></head><body><p>{FR} 5 €</p></body></html>'
    assert signals(tmp_path, page.encode("iso-8859-15")).articles[0].body == f"{FR} 5 €"
    mislabelled = page.replace("iso-8859-15", "rot13")
    assert signals(tmp_path, mislabelled.encode("cp1252")).articles[0].body == f"{FR} 5 €"


def test_a_text_cut_within_a_letter(tmp_path: Path) -> None:
    found = signals(tmp_path, f"{FR}\n{FR2} é".encode()[:-1])
    assert found.articles[0].body == f"{FR}\n{FR2}"
    assert ":2: the file ends in the middle of a letter" in found.notes[0]


def test_one_damaged_letter_does_not_turn_all_others(tmp_path: Path) -> None:
    found = signals(tmp_path, f"{FR} ".encode() * 5 + b"\xff" + FR2.encode())
    assert found.articles[0].body == f"{FR} " * 5 + FR2
    assert "1 damaged letter" in found.notes[0]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("fro\u00admage", "fromage"),
        ("fro\u200bmage\u2060", "fromage"),
        ("le\u00a0lait\u202f: oui", "le lait : oui"),
        ("rappele\u0301", "rappelé"),
        ("une ligne\u2028deux", "une ligne\ndeux"),
    ],
)
def test_signs_that_nobody_sees_do_not_break_words(tmp_path: Path, written: str, read_as: str) -> None:
    assert signals(tmp_path, f"lang: fr\n\n{written}").articles[0].body == read_as
    page = "".join(f"&#{ord(c)};" for c in written)
    (article,) = signals(tmp_path, f"<html lang=fr><p>{page}</p></html>").articles
    assert article.body.split() == read_as.split()


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20T23:30:00-05:00", "2026-11-20"),
        ("20 novembre 2026", "2026-11-20"),
        ("vendredi 20 novembre 2026", "2026-11-20"),
        ("Friday, November 20, 2026", "2026-11-20"),
        ("1er décembre 2026", "2026-12-01"),
        ("20/11/2026", "2026-11-20"),
        ("hier", None),
        ("May 20", None),
        ("novembre 2026", None),
    ],
)
def test_dates_in_a_header(tmp_path: Path, written: str, date: str | None) -> None:
    found = signals(tmp_path, f"auteur: A. B.\nlangue : fr\ndate : {written}\n\nLe lait.")
    assert found.articles[0].date == (dt.date.fromisoformat(date) if date else None)
    assert bool(found.notes) == (date is None)
    assert found.articles[0].body == "Le lait."


def test_a_text_that_begins_like_a_header_is_a_text(tmp_path: Path) -> None:
    assert signals(tmp_path, f"Rappel : le lait\n\n{FR}").articles[0].title == "Rappel : le lait"


# ── languages ────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_in_three_languages(tmp_path: Path) -> None:
    for name, text in (("1", FR), ("2", EN), ("3", DE), ("4", ES), ("5", RU)):
        saved(tmp_path, text, name)
    found = read([tmp_path])
    assert [a.lang for a in found.articles] == ["fr", "en"]
    assert [note.partition("language ")[2] for note in found.notes] == [
        "(de) is not fr or en",
        "(es) is not fr or en",
        "(other) is not fr or en",
    ]


def test_one_file_in_three_languages(tmp_path: Path) -> None:
    text = "\n\n".join(["The cheese is recalled", EN, EN2, "Ottawa, 3 h", DE + " " + DE, FR, FR2])
    found = signals(tmp_path, text)
    assert [(a.lang, a.title) for a in found.articles] == [("fr", ""), ("en", "The cheese is recalled")]
    french, english = found.articles
    assert french.body.split("\n\n") == [FR, FR2]
    assert english.body.split("\n\n") == [EN, EN2, "Ottawa, 3 h"]
    assert (french.where.line, english.where.line) == (11, 3)
    assert len(found.notes) == 2


def test_a_quotation_does_not_split_a_text(tmp_path: Path) -> None:
    text = f"{FR}\n« We are sorry for what was done to the customers »\n{FR2}"
    (article,) = signals(tmp_path, text).articles
    assert (article.lang, article.body) == ("fr", text)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_a_text_tells_outweighs_what_is_supposed(tmp_path: Path, lang: str) -> None:
    assert signals(tmp_path, EN, lang).articles[0].lang == "en"
    assert signals(tmp_path, "Lactalis Craon 2017", lang).articles[0].lang == lang


def test_a_text_that_tells_nothing_is_in_the_language_of_most_others(tmp_path: Path) -> None:
    for name, text in (("1", EN), ("2", "Lactalis Craon 2017"), ("3", EN2), ("4", FR)):
        saved(tmp_path, text, name)
    found = read([tmp_path])
    assert [a.lang for a in found.articles] == ["en", "en", "en", "fr"]
    assert found.notes[-1] == f"{tmp_path.name}/2:1: language not told by the text; taken for en"


@pytest.mark.parametrize("line", ["Nov 20, 2026", "2026-11-20, 15", "20 novembre 2026, 14"])
def test_a_text_with_a_line_for_its_date_is_no_table(tmp_path: Path, line: str) -> None:
    (article,) = signals(tmp_path, f"Rappel, fromage\n{line}\n{FR}\n{FR2}\n").articles
    assert article.title == "Rappel, fromage"


@pytest.mark.parametrize(
    ("said", "langs"),
    [("français", ["fr"]), ("EN_ca", ["en"]), ("Anglais", ["en"]), ("fra", ["fr"]), ("<x y>", ["fr"]), ("de-AT", [])],
)
def test_a_language_may_be_named_in_words(tmp_path: Path, said: str, langs: list[str]) -> None:
    saved(tmp_path, f"lang: {said}\n\n{FR}")
    saved(tmp_path, "Keyword,Searches\nlait,12\n", "z")
    assert [article.lang for article in read([tmp_path]).articles] == langs


def test_what_a_text_says_outweighs_what_it_tells(tmp_path: Path) -> None:
    assert signals(tmp_path, f"lang: fr\n\n{EN}\n{FR}").articles[0].lang == "fr"


# ── feeds ────────────────────────────────────────────────────────────────────────────────────────


def rss(item: str, head: str = "") -> str:
    return f'{head}<rss version="2.0"><channel><language>fr</language><item>{item}</item></channel></rss>'


@pytest.mark.parametrize(
    ("item", "title", "body"),
    [
        ("<title>L&eacute;gumes&nbsp;rappel&eacute;s</title>", "Légumes rappelés", ""),
        ("<title>Lait & fromage</title>", "Lait & fromage", ""),
        ("<title>R&amp;D &lt;lot&gt;</title>", "R&D", ""),
        ("<title>Lait&unknown; cru</title>", "Lait&unknown; cru", ""),
        ("<title>Lait&#11; cru\x0b</title>", "Lait cru", ""),
        ("<title><![CDATA[Lait & <b>fromage</b> &eacute;]]></title>", "Lait & fromage é", ""),
        (
            '<title>T</title><description>Court.</description><content:encoded xmlns:content="c">'
            "<![CDATA[<p>Un.</p><p>Deux, le lait.</p>]]></content:encoded>",
            "T",
            "Un.\nDeux, le lait.",
        ),
    ],
)
def test_items_as_they_are_written(tmp_path: Path, item: str, title: str, body: str) -> None:
    (article,) = signals(tmp_path, rss(item)).articles
    assert (article.title, article.body) == (title, body)


def test_xhtml_keeps_its_paragraphs(tmp_path: Path) -> None:
    feed = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><entry><title type="text">Un lot</title>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Le <b>lait</b> &amp; le lot &lt; 5.</p>
    <p>Deux.</p></div></content><updated>2026-11-20T23:30:00-05:00</updated></entry></feed>"""
    (article,) = signals(tmp_path, feed).articles
    assert (article.body, article.date) == ("Le lait & le lot < 5.\nDeux.", dt.date(2026, 11, 20))


def test_a_feed_in_latin_1(tmp_path: Path) -> None:
    feed = rss("<title>Lait rappelé à Québec</title>", '<?xml version="1.0" encoding="ISO-8859-1"?>')
    found = signals(tmp_path, feed.encode("latin-1"))
    assert found.articles[0].title == "Lait rappelé à Québec"
    assert not found.notes


@pytest.mark.parametrize(
    ("written", "date", "doubts"),
    [
        ("Tue, 06 Jan 2026 23:00:00 EST", dt.date(2026, 1, 6), 0),
        ("Tue, 06 Jan 2026 23:00:00 HNE", dt.date(2026, 1, 6), 0),
        ("6 Jan 2026", dt.date(2026, 1, 6), 0),
        ("2026-01-06", dt.date(2026, 1, 6), 0),
        ("mardi 6 janvier 2026", dt.date(2026, 1, 6), 0),
        ("il y a 2 heures", None, 1),
        ("", None, 0),
    ],
)
def test_dates_of_items(tmp_path: Path, written: str, date: dt.date | None, doubts: int) -> None:
    found = signals(tmp_path, rss(f"<title>Le lait du lot</title><pubDate>{written}</pubDate>"))
    assert found.articles[0].date == date
    assert len(found.notes) == doubts


def test_a_feed_in_two_languages_by_item(tmp_path: Path) -> None:
    feed = f"<rss><channel><item><title>A</title><description>{EN}</description></item><item><title>B</title><description>{FR}</description></item></channel></rss>"  # noqa: E501
    assert [a.lang for a in signals(tmp_path, feed).articles] == ["en", "fr"]


# ── pages ────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_without_its_furniture(tmp_path: Path) -> None:
    page = f"""<!DOCTYPE html><html lang="fr-CA"><head><title>Rappel &ndash; Le Site</title>
    <meta content="2026-11-20T08:00:00Z" property="article:published_time"><style>p > a {{ x }}</style>
    <script>if (a < b) document.write("<p>no</p>")</script><!-- <p>not this</p> --></head><body>
    <header>Menu</header><h1>Rappel de fromage</h1><p title="a > b">{FR}</p><aside>Publicité</aside><p>3 < 5</p>
    <footer>© Le Site</footer></body></html>"""
    (article,) = signals(tmp_path, page).articles
    assert (article.title, article.body) == ("Rappel de fromage", f"{FR}\n3 < 5")
    assert (article.lang, article.date) == ("fr", dt.date(2026, 11, 20))


@pytest.mark.parametrize("piece", ["<!--", "<a ", '<a b="', "</", "<![", "<script>", "<p", "<p>", "&", "<svg>"])
def test_markup_without_an_end_is_read_once(tmp_path: Path, piece: str) -> None:
    """A hundred thousand of each would take the standard parser minutes."""
    found = signals(tmp_path, f"<html lang=fr><body><p>Le lait.</p>{piece * 100_000}")
    assert found.articles[0].body.startswith("Le lait.")


# ── what is no text ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<rss>" + "<a>" * 100_000 + "</a>" * 100_000 + "</rss>", "xml"),
        ("<rss>" + "<item>" * 100_000 + "</item>" * 100_000 + "</rss>", "xml"),
        ("<rss>" + "<item>" * 100_000, "xml"),
        ("<rss>" + "<![CDATA[" * 100_000, "xml"),
        ('<!DOCTYPE x [<!ENTITY a "' + "a" * 3000 + '">]><rss>' + "&a;" * 30_000 + "</rss>", "xml-entities"),
        ('<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;]><rss/>', "xml-entities"),
        ("a,b\n" + "1,2\n" * 400_000, "unknown-kind"),
        ("Day,milk\n" + "2026-11-20,1\n" * 400_000, "too-large"),
        ("Top queries,Clicks,Impressions,CTR,Position\n" + "a,1,2,3%,4\n" * 400_000, "too-large"),
        ("Date,Series,Value\n" + "".join(f"2026-11-20,t{n},1\n" for n in range(6000)), "too-large"),
        ('Day,milk\n2026-11-20,"1\n' + "2026-11-21,1\n" * 20_000, "table"),
        ("x" * 6_000_000, "too-large"),
        (b"PK\x03\x04", "archive"),
        (b"PK\x03\x04" + bytes(3000), "archive"),
    ],
)
def test_hostile_files_get_one_clear_line(tmp_path: Path, content: str | bytes, code: str) -> None:
    error = refusal(saved(tmp_path, content))
    assert (error.reason_code, error.exit_code) == (code, 2)
    assert error.hint
    assert error.where is not None
    assert "\n" not in error.message


def test_a_header_repeated_for_ever_is_read_once(tmp_path: Path) -> None:
    assert signals(tmp_path, "Le lait\n" * 120_000).articles[0].title == "Le lait"
