"""The private registers: what they give, and that nothing of them ever leaves by a page, a journal or a report."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import drill, snapshot, whole, wrong
from tests.launch.stage import Stage

STAKEHOLDERS = """\
stakeholders:
  - id: shop
    name: CANARY-NAME
    kind: opponent
    position: against
    influence: 4
    asks: {fr: "CANARI-DEMANDE", en: "CANARY-ASKS"}
    contact: "CANARY-CONTACT@example.org"
    note: "CANARY-NOTE of ours"
  - {id: desk, name: A newsroom, kind: press, position: neutral, influence: 5, asks: {fr: Des faits, en: Facts}}
"""
ARGUMENTS = """\
arguments:
  - id: late
    argument: {fr: "CANARI-ARGUMENT", en: "CANARY-ARGUMENT"}
    said_by: [shop]
    question: {fr: "Pourquoi seulement aujourd’hui?", en: "Why only today?"}
    answer: {fr: "Le résultat est arrivé hier soir.", en: "The result came in last night."}
    source: CANARY-SOURCE
    status: confirmed
    page: pages/faq
    publish: yes
  - id: price
    argument: {fr: "CANARI-PRIX", en: "CANARY-PRICE"}
    question: {fr: "CANARI-QUESTION", en: "CANARY-QUESTION"}
    answer: {fr: "CANARI-RÉPONSE", en: "CANARY-ANSWER"}
    source: CANARY-SOURCE
    status: unconfirmed
    publish: yes
"""


QUESTION = '    question: {fr: "CANARI-QUESTION", en: "CANARY-QUESTION"}\n'


def given(folder: Path, stakeholders: str = STAKEHOLDERS, arguments: str = ARGUMENTS) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "stakeholders.yaml").write_text(stakeholders, "utf-8")
    (folder / "arguments.yaml").write_text(arguments, "utf-8")
    return folder


@pytest.fixture
def private(live: Stage) -> Iterator[Path]:
    """The private folder of the live crisis, with registers; put back afterwards."""
    folder = live.crisis.folder / "private"
    kept = folder.with_name("private.kept")
    folder.rename(kept)
    yield given(folder)
    shutil.rmtree(folder)
    kept.rename(folder)


def test_nothing_of_them_leaves_but_answers_that_may(room: Stage, tmp_path: Path) -> None:
    registers = str(given(tmp_path / "registers"))
    ran = whole(room.run("launch", *drill(room), "--registers", registers, "--yes"))
    assert ran.code == 0, ran.stdout
    crisis = room.crisis.folder
    assert "CANARY-NOTE" in (crisis / "private/stakeholders.yaml").read_text("utf-8")
    written = snapshot(room.root / "crises")
    leaks = [name for name, data in written.items() if b"CANAR" in data and "/private/" not in name]
    assert leaks == []
    assert "CANAR" not in ran.stdout + ran.stderr
    built = b"".join(data for name, data in written.items() if "/objects/" in name)
    assert "Pourquoi seulement aujourd’hui?".encode() in built
    assert b"The result came in last night." in built


def test_what_is_kept_for_ourselves_is_refused_on_a_page(live: Stage, private: Path) -> None:
    post = live.crisis.folder / "content/posts/leak.fr.md"
    head = "Title: Essai\nLang: fr\nSlug: fuite\nTwin: leak\nKind: question\nDate: 2026-03-10T06:30-04:00\n\n"
    post.write_text(f"{head}Nous savons que CANARI-RÉPONSE.\n", "utf-8")
    try:
        found = live.run("check", str(post)).envelope["data"]["findings"]
    finally:
        post.unlink()
    assert [one["where"]["line"] for one in found if one["code"] == "private"] == [8]


def test_the_most_influential_first(live: Stage, private: Path) -> None:
    data = whole(live.run("registers", "show")).envelope["data"]
    assert [one["id"] for one in data["stakeholders"]] == ["desk", "shop"]
    said = live.told("registers", "show").stdout
    assert said.index("A newsroom") < said.index("CANARY-NAME")


def test_words_and_arguments_without_a_page(live: Stage, private: Path) -> None:
    data = whole(live.run("registers", "coverage")).envelope["data"]
    rows = {one["what"]: one for one in data["words"]}
    assert rows["rappel"]["how"] == "head"
    assert {one["how"] for one in data["words"]} >= {"head", "text"}
    assert [(one["what"], one["page"]) for one in data["arguments"]] == [("late", "pages/faq"), ("price", "")]


@pytest.mark.parametrize(
    ("stakeholders", "arguments", "reason", "line"),
    [
        (STAKEHOLDERS.replace("influence: 4", "influence: 6"), ARGUMENTS, "influence", 6),
        (STAKEHOLDERS.replace("id: desk", "id: shop"), ARGUMENTS, "twice", 10),
        (STAKEHOLDERS.replace("against", "agianst"), ARGUMENTS, "wrong-choice", 5),
        (STAKEHOLDERS, ARGUMENTS.replace("said_by: [shop]", "said_by: [shp]"), "unknown-stakeholder", 2),
        (STAKEHOLDERS, ARGUMENTS.replace("id: price", "id: late"), "twice", 11),
        (STAKEHOLDERS, ARGUMENTS.replace(QUESTION, ""), "no-question", 11),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_line(
    live: Stage, private: Path, stakeholders: str, arguments: str, reason: str, line: int
) -> None:
    given(private, stakeholders, arguments)
    ran = live.run("registers", "show")
    assert ran.code == 2
    assert ran.error["code"] == reason, ran.stdout
    assert str(ran.error["where"]).split(":")[1] == str(line)


def test_a_letter_from_the_facts_to_somebody(live: Stage, private: Path) -> None:
    ran = whole(live.run("registers", "letter", "retailer-notice", "--to", "shop", "--lang", "en"))
    file = live.root / ran.envelope["data"]["letter"]
    said = file.read_text("utf-8")
    assert file.is_relative_to(private)
    assert said.startswith("RECALL – Aubépine soft-ripened cheese – please pull now\n")
    assert "To: CANARY-NAME" in said
    assert "+1 800 555-0142" in said
    assert "CANARY-NOTE" not in said

    wrong(live.run("registers", "letter", "retailer-notice", "--to", "shop", "--lang", "en"), 3, "letter-there")
    wrong(live.run("registers", "letter", "retailer-notise"), 3, "unknown-letter")
    wrong(live.run("registers", "letter", "retailer-notice", "--to", "nobody"), 3, "unknown-stakeholder")


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────

SEEN = ("--source", "https://forum.example/1", "--seen", "2026-03-10T06:30-04:00", "--class", "fact")
DECIDED = ("--true", "no", "--outcome", "correct", "--why", "It gives a wrong lot.", "--reach", "1200")


def captured(live: Stage, file: Path | None = None) -> str:
    ran = whole(live.run("registers", "evidence", "add", *([str(file)] if file else []), *SEEN, *DECIDED))
    assert ran.code == 0, ran.stdout
    return str(ran.envelope["data"]["sha256"])


def test_evidence_is_kept_by_its_digest_and_a_change_shows(live: Stage, private: Path, tmp_path: Path) -> None:
    shot = tmp_path / "shot.PNG"
    shot.write_bytes(b"picture")
    assert captured(live, shot) == hashlib.sha256(b"picture").hexdigest()
    captured(live)
    told = whole(live.run("registers", "evidence", "list"))
    assert (told.code, [one["class"] for one in told.envelope["data"]["captures"]]) == (0, ["fact", "fact"])

    kept = next((private / "evidence").glob("*.png"))
    kept.chmod(0o600)
    kept.write_bytes(b"another")
    assert "capture 1: its file was changed" in wrong(live.run("registers", "evidence", "list"), 3, "evidence-changed")


def test_a_line_that_was_changed_shows_and_stops_the_next(live: Stage, private: Path) -> None:
    for _ in range(3):
        captured(live)
    log = private / "evidence/journal.jsonl"
    lines = log.read_text("utf-8").splitlines()
    second = json.loads(lines[1])
    second["data"]["outcome"] = "silent"
    log.write_text("\n".join([lines[0], json.dumps(second), lines[2], ""]), "utf-8")
    wrong(live.run("registers", "evidence", "list"), 3, "evidence-changed")
    assert live.run("registers", "evidence", "add", *SEEN, *DECIDED).code == 3


def test_a_line_that_was_taken_out_shows(live: Stage, private: Path) -> None:
    for _ in range(3):
        captured(live)
    log = private / "evidence/journal.jsonl"
    lines = log.read_text("utf-8").splitlines()
    log.write_text("\n".join([lines[0], lines[2], ""]), "utf-8")
    wrong(live.run("registers", "evidence", "list"), 3, "evidence-changed")


@pytest.mark.parametrize("change", ["last", "cut", "newline", "gone"])
def test_the_end_of_the_log_is_sealed(live: Stage, private: Path, change: str) -> None:
    for _ in range(2):
        captured(live)
    log = private / "evidence/journal.jsonl"
    text = log.read_text("utf-8")
    if change == "gone":
        log.unlink()
    else:
        first, last = text.splitlines(keepends=True)
        ends = {"last": first + last.replace("correct", "silent"), "cut": first, "newline": text.rstrip()}
        log.write_text(ends[change], "utf-8")
    wrong(live.run("registers", "evidence", "list"), 3, "evidence-changed")
    wrong(live.run("registers", "evidence", "add", *SEEN, *DECIDED), 3, "evidence-changed")


def test_a_kill_before_the_seal_loses_nothing(live: Stage, private: Path) -> None:
    captured(live)
    head = (private / "evidence/head.json").read_bytes()
    captured(live)
    (private / "evidence/head.json").write_bytes(head)
    assert whole(live.run("registers", "evidence", "list")).code == 0
    captured(live)


@pytest.mark.parametrize(
    ("argv", "code", "reason"),
    [
        ((*SEEN[:2], "--seen", "10 mars", *SEEN[4:], *DECIDED), 2, "usage"),
        ((*SEEN[:4], "--class", "gossip", *DECIDED), 2, "usage"),
        (("none.png", *SEEN, *DECIDED), 2, "malformed"),
    ],
)
def test_captures_refused(live: Stage, private: Path, argv: tuple[str, ...], code: int, reason: str) -> None:
    wrong(live.run("registers", "evidence", "add", *argv), code, reason)
    assert not (private / "evidence/journal.jsonl").exists()
