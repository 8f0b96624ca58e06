"""What is no press text is not read as one: refused when named, with what to do; a note in a folder. Articles stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher.crisis.signals import read
from launcher.picture import page
from launcher.workspace import bundled
from tests.crisis.inputs import INPUTS
from tests.crisis.signal_files import refusal, saved, signals
from tests.crisis.test_signals_files import packed

ARTICLE = "lang: fr\n\nLe lait est rappelé."
WORDS = "Le fromage de la ferme a été rappelé par le fabricant et les clients sont invités à le rapporter."
PYTHON = """import json
from pathlib import Path

def read(path: Path) -> dict:
    \"\"\"The values of a file.\"\"\"
    with path.open() as file:
        return json.load(file)
"""
LOG = "".join(
    f"2026-11-22 09:0{n}:12,123 ERROR worker-{n}: connection lost (attempt {n}), retry in 5s\n" for n in range(6)
)
YAML = (
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: milk\nspec:\n  ports:\n    - port: 80\n      targetPort: 9376\n"
)
GOLD = (
    "must: Aubépine/la ferme Aubépine, lait cru/lait, rappel, listeria, fromage, usine\n"
    "good: santé publique, la Ferme du Pré, enquête, clients, plainte, avocat du village\n"
    "bad: infolettre, abonnés, jeudi, Noël, gallery, les gens, en savoir plus\n"
)
SVG = '<svg xmlns="x" viewBox="0 0 9 9">\n<g fill="none">\n<path d="M0 0h9v9"/>\n</g>\n</svg>\n'
MHTML = f"From: <Saved by Blink>\r\nSubject: Lait\r\nDate: 2026\r\nMIME-Version: 1.0\r\n\r\n<html><p>{WORDS}</p></html>"


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (f"%PDF-1.7\n{WORDS}", ".txt"),
        (f"\ufeff\n%PDF-1.4\n{WORDS}", ".txt"),
        (f"{{\\rtf1\\ansi {WORDS}}}", ".txt"),
        (f"%!PS-Adobe-3.0\n{WORDS}", ".txt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), ".csv"),
        (b"\x89PNG\r\n\x1a\n" + bytes(90), ".txt"),
        (b"\x1f\x8b\x08" + bytes(90), "Unpack"),
        (f"-----BEGIN PRIVATE KEY-----\n{'MIIEvQIBADANBgkqhkiG9w0B' * 9}\n", "Leave it out"),
        (f"BEGIN:VCARD\nFN:Marie Tremblay\nNOTE:{WORDS}\nEND:VCARD\n", "Leave it out"),
        (MHTML, "HTML only"),
        (page([], "fr", "lait"), "Leave it out"),
        (packed(**{"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), ".txt"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), ".csv"),
        (PYTHON, "`title:`"),
        (LOG, "`title:`"),
        (YAML, "`title:`"),
        (GOLD, "`title:`"),
        (SVG, "`title:`"),
        ("x={};" + "function f(a){return a&&a.b?1:2};" * 30, "`title:`"),
    ],
)
def test_a_stranger_is_told_by_its_content(tmp_path: Path, content: str | bytes, hint: str) -> None:
    error = refusal(saved(tmp_path, content, "named"))
    assert (error.reason_code, error.exit_code) == ("unknown-kind", 2)
    assert hint in error.hint
    saved(tmp_path, ARTICLE, "z")
    found = read([tmp_path])
    assert [article.body for article in found.articles] == ["Le lait est rappelé."]
    assert [error.message in note and error.hint in note for note in found.notes] == [True]
    assert found.notes[0].startswith(f"{tmp_path.name}/named: passed over, ")


@pytest.mark.parametrize(
    "name", ["~$press.docx", "~lock.press.odt#", "index.lock", "a.xlsx", "a.DOCX", "a.odt", "a.pdf", "a.yaml", "a.json"]
)
def test_a_name_may_tell_that_there_is_no_article(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path, f"Rappel de fromage\n{WORDS}", name)
    assert refusal(path).reason_code == "unknown-kind"
    assert ".txt" in refusal(path).hint
    saved(tmp_path, ARTICLE, "z.txt")
    assert len(read([tmp_path]).articles) == 1


def test_a_table_is_read_whatever_its_name(tmp_path: Path) -> None:
    """Many a tool calls a table `.xls` to have a spreadsheet open it."""
    path = saved(tmp_path, "Day\tmilk\n2026-11-20\t3\n2026-11-21\t4\n", "export.xls")
    assert [one.term for one in read([path]).series] == ["milk"]


def test_a_header_settles_that_it_is_an_article(tmp_path: Path) -> None:
    (article,) = signals(tmp_path, f"title: What was in the code\n\n{PYTHON}").articles
    assert article.title == "What was in the code"


@pytest.mark.parametrize(
    "text",
    [
        WORDS,
        "Le lait est rappelé. Rapportez-le au magasin.",
        f"Rappel de fromage\n{WORDS}\n* lait cru;\n* fromage frais;\n* crème;\n",
        f"INFO LE COURRIER. {WORDS}",
        f"2026-11-20 09:00:00 – {WORDS}\n2026-11-20 09:30:00 – {WORDS}\n2026-11-20 10:00:00 – {WORDS}\n",
        f"source: x\n\n{WORDS} (https://a.example/?b=c&d=e)\nhttps://a.example/?b=c\n",
        "Recall: milk is pulled\nMontréal: metro stops again\nOttawa: strike in the schools\nAjax: fire at a plant\n",
        "Elle dit &#039;non&#039;\nIl dit &#039;oui&#039;\nEt l&#039;on dit &#039;peut-être&#039;\n",
        "UPDATE 1-Bank of Montreal shuts its application after a fault that lost &#039;some&#039; payments",
        f"« {WORDS} »\n\n– Qui l'a su ?\n\n– Personne.\n\n* * *\n\n{WORDS}",
    ],
)
def test_an_article_is_an_article(tmp_path: Path, text: str) -> None:
    found = signals(tmp_path, text)
    assert len(found.articles) == 1


def test_every_text_of_the_newsrooms_is_an_article(tmp_path: Path) -> None:
    """By whatever line a text may begin or be cut to: each paragraph of each, alone."""
    crises = Path(__file__).resolve().parents[1] / "crises"
    drill = bundled("playbooks") / "product-recall" / "drill" / "signals" / "press"
    texts = [*crises.glob("*/press/*.txt"), *INPUTS.glob("*/press/*.txt"), *drill.glob("*.txt")]
    paragraphs = {line for file in texts for line in file.read_text("utf-8").split("\n") if len(line.split()) > 4}
    for number, line in enumerate(sorted(paragraphs)):
        saved(tmp_path, line, f"{number:05d}.txt")
    assert len(paragraphs) > 300
    found = read([tmp_path])
    assert not [note for note in found.notes if "source code" in note]


def test_a_few_words_in_a_folder_are_told_and_read(tmp_path: Path) -> None:
    path = saved(tmp_path, "appeler Marie au sujet du lait", "memo")
    saved(tmp_path, f"Rappel de fromage\n{WORDS}", "titled")
    saved(tmp_path, ARTICLE, "headed")
    saved(tmp_path, f"{WORDS} {WORDS}", "long")
    found = read([tmp_path])
    assert len(found.articles) == 4
    assert [note for note in found.notes if "memo: fewer than 20 words and no title" in note]
    assert not [note for note in found.notes if "titled" in note or "headed" in note or "long" in note]
    assert not [note for note in read([path]).notes if "fewer than" in note]


def test_one_note_for_all_files_of_one_kind(tmp_path: Path) -> None:
    for number in range(9):
        saved(tmp_path, f"%PDF-1.7\n{WORDS}", f"{number}.pdf")
    saved(tmp_path, ARTICLE, "z")
    (note,) = read([tmp_path]).notes
    name = tmp_path.name
    assert note.startswith(f"{name}/0.pdf, {name}/1.pdf, {name}/2.pdf and 6 more: passed over, a PDF is not read here.")


def test_notes_name_files_from_what_was_given(tmp_path: Path) -> None:
    """But not where two folders of one name were given: then nobody could tell them apart."""
    for folder in ("a", "b"):
        (tmp_path / folder / "press").mkdir(parents=True)
        saved(tmp_path / folder / "press", b"\x00", "x")
        saved(tmp_path / folder / "press", ARTICLE, "z")
    one, other = tmp_path / "a" / "press", tmp_path / "b" / "press"
    assert read([one]).notes[0].startswith("press/x: ")
    assert read([one]).articles[0].where.file == str(one / "z")
    assert read([one, other]).notes[0].startswith(f"{one}/x, {other}/x: ")
