"""The lead's choices at the command line: kept in the crisis, and heard by whatever ranks its words."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher.launch import wordbook
from launcher.model import Choices
from tests.cli.conftest import Near, drill, near, snapshot, whole, wrong
from tests.launch.stage import Ran, Stage

SIGNALS = Path(__file__).parents[2] / "playbooks" / "product-recall" / "drill" / "signals"


@pytest.fixture
def opened(tmp_path: Path, live: Stage) -> Iterator[Stage]:
    """A copy of the launched crisis, without its world: words need none."""
    with near(tmp_path / "workspace", live) as stage:
        yield stage


def words(ran: Ran) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = whole(ran).envelope["data"]["keywords"]
    return found


def terms(ran: Ran) -> list[str]:
    return [word["term"] for word in words(ran)]


def kept(stage: Stage) -> Choices:
    return wordbook.read(stage.crisis.folder)


def notes(ran: Ran) -> list[str]:
    return [message["message"] for message in whole(ran).envelope["messages"]]


# ── one call ──


def test_with_files_choices_hold_for_the_call(quiet: Stage) -> None:
    before = snapshot(quiet.root)
    plain = terms(quiet.run("keywords", str(SIGNALS)))
    argv = ("--pin", "numéro de lots", "--pin", "eau brune", "--drop", "RAPPELS", "--merge", "cheese=brie")
    ran = quiet.run("keywords", str(SIGNALS), *argv)
    assert terms(ran)[:2] == ["numéro de lot", "eau brune"]
    assert [word["reasons"][0]["code"] for word in words(ran)[:2]] == ["pinned"] * 2
    assert {"rappel", "cheese"} & set(plain) == {"rappel", "cheese"}
    assert {"rappel", "cheese", "brie"} & set(terms(ran)) == {"brie"}
    assert terms(quiet.run("keywords", str(SIGNALS))) == plain
    assert snapshot(quiet.root) == before


@pytest.mark.parametrize(
    ("argv", "code", "reason"),
    [
        (["--pin", "rappel", "--drop", "rappels"], 3, "choices-clash"),
        (["--merge", "aube=brune", "--merge", "brunes=aubes"], 3, "choices-clash"),
        (["--merge", "eau=vin", "--drop", "vins"], 3, "choices-clash"),
        (["--merge", "eau=vin", "--merge", "eau=lait"], 2, "choices-clash"),
        (["--merge", "eau"], 2, "no-merge"),
        (["--merge", "=eau"], 2, "no-merge"),
        (["--merge", "eau= "], 2, "no-merge"),
        (["--pin", "???"], 2, "no-term"),
        (["--drop", "x" * 5000], 2, "no-term"),
        (["--pin", "eau\u202eniv"], 2, "no-term"),
        (["--forget", "eau"], 3, "forget"),
        (["--pin", ""], 2, "usage"),
    ],
)
@pytest.mark.parametrize("command", ["keywords", "plan", "launch"])
def test_what_cannot_stand_is_refused(quiet: Stage, command: str, argv: list[str], code: int, reason: str) -> None:
    if command != "keywords" and argv[0] == "--forget":
        reason, code = "usage", 2
    given = [str(SIGNALS)] if command == "keywords" else [*drill(quiet)]
    wrong(quiet.run(command, *given, *argv), code, reason)


def test_slips_and_missing_series_are_told(quiet: Stage, tmp_path: Path) -> None:
    text = tmp_path / "a.fr.txt"
    text.write_text("Titre : Le rappel\n\nLe rappel du fromage inquiète. Le rappel dure.", "utf-8")
    ran = quiet.run("keywords", str(text), "--drop", "yaourts", "--merge", "tomme=fromage")
    assert "`yaourts` is in no text and no series that was read" in notes(ran)
    assert "`tomme` is in no text and no series that was read" in notes(ran)
    (hint,) = [m["hint"] for m in ran.envelope["messages"] if m["code"] == "nothing-hot"]
    assert hint.startswith("Give a search-trend export of: ")
    assert "rappel" in hint
    assert not [
        m for m in whole(quiet.run("keywords", str(SIGNALS))).envelope["messages"] if m["code"] == "nothing-hot"
    ]


# ── a crisis ──


def test_a_crisis_keeps_its_choices(opened: Stage) -> None:
    ran = opened.run("keywords", "--pin", "lots", "--drop", "restaurants", "--merge", "ACIA=agence")
    assert terms(ran)[0] == "lots"
    assert kept(opened) == Choices(("lots",), ("restaurants",), {"ACIA": "agence"})
    before = snapshot(opened.crisis.folder)
    assert words(opened.run("keywords")) == words(ran)
    assert snapshot(opened.crisis.folder) == before
    more = opened.run("keywords", "--pin", "codes", "--forget", "restaurant", "--forget", "lot")
    assert kept(opened) == Choices(("codes",), (), {"ACIA": "agence"})
    assert terms(more)[0] == "code"
    assert notes(opened.run("keywords", "--forget", "restaurants"))[-1] == "no choice about `restaurants` was kept"
    assert whole(opened.run("keywords", "--forget", "code", "--forget", "acia")).code == 0
    assert kept(opened) == Choices()


def test_a_choice_against_a_kept_one_changes_nothing(opened: Stage) -> None:
    assert opened.run("keywords", "--pin", "rappel").code == 0
    before = snapshot(opened.crisis.folder)
    said = wrong(opened.run("keywords", "--drop", "rappels"), 3, "choices-clash")
    assert "--forget" in said
    assert snapshot(opened.crisis.folder) == before
    assert opened.run("keywords", "--drop", "rappels", "--forget", "rappel").code == 0
    assert kept(opened) == Choices((), ("rappels",))


def test_the_file_is_for_hands_too(opened: Stage) -> None:
    file = opened.crisis.folder / wordbook.FILE
    typed = "# mine\npinned: [lots, yes, 0042, 'eau: vin']\ndropped:\nmerged:\n  ACIA: agence\n"
    file.write_text(typed, "utf-8")
    assert terms(opened.run("keywords"))[:4] == ["lots", "yes", "0042", "eau: vin"]
    assert opened.run("keywords", "--pin", "lot").code == 0
    assert file.read_text("utf-8") == typed
    assert opened.run("keywords", "--drop", "NULL").code == 0
    assert kept(opened) == Choices(("lots", "yes", "0042", "eau: vin"), ("NULL",), {"ACIA": "agence"})
    assert file.read_text("utf-8").startswith("# The lead's choices")
    file.write_text("# nothing\n", "utf-8")
    assert kept(opened) == Choices()


@pytest.mark.parametrize(
    ("text", "code", "reason", "places"),
    [
        ("pined: [eau]\ndropped: vin\nmerged: [lait]\n", 2, "unknown-key", [":1:1: ", ":2:10: ", ":3:9: "]),
        ("pinned:\n  - eau\n  - [lait]\ndropped:\n  - {}\n", 2, "wrong-type", [":3:5: ", ":5:5: "]),
        ("pinned:\n  - eau\n  - '???'\n", 2, "no-term", [":3:5"]),
        ("pinned:\n  - eau\n  - lait\ndropped:\n  - laits\n  - eaux\n", 3, "choices-clash", [":5:5: ", ":6:5: "]),
        ("merged:\n  eau: vin\n  vin: eau\n", 3, "choices-clash", [":2:3: ", ":3:3: "]),
        ("pinned: [", 2, "yaml", [":2:1"]),
        ("- eau\n", 2, "wrong-type", [":1:1"]),
    ],
)
@pytest.mark.parametrize("argv", [("keywords",), ("keywords", "--pin", "vanne"), ("plan", "--crisis", "?")])
def test_a_wrong_file_is_told_with_every_line(
    opened: Stage, argv: tuple[str, ...], text: str, code: int, reason: str, places: list[str]
) -> None:
    file = opened.crisis.folder / wordbook.FILE
    file.write_text(text, "utf-8")
    call = [opened.crisis.id if word == "?" else word for word in argv]
    said = wrong(opened.run(*call), code, reason)
    envelope = opened.run(*call).envelope
    told = "\n".join([*(f"{m['where']}: {m['message']}" for m in envelope["messages"]), said])
    assert all(f"words.yaml{place}" in told for place in places), told
    assert file.read_text("utf-8") == text


def test_files_of_a_binary_kind_are_one_line(opened: Stage) -> None:
    (opened.crisis.folder / wordbook.FILE).write_bytes(b"\xff\xfe\x00")
    wrong(opened.run("keywords"), 2, "not-utf8")


# ── a launch ──


def test_a_new_launch_keeps_its_choices_and_its_plan_is_the_same_twice(room: Near) -> None:
    choices = ("--pin", "brie au lait cru", "--drop", "restaurants", "--merge", "fromages=brie")
    plans = [whole(room.run("plan", *drill(room), *choices)).envelope["data"] for _ in range(2)]
    plain = whole(room.run("plan", *drill(room))).envelope["data"]
    assert plans[0] == plans[1]
    assert [word["term"] for word in plans[0]["words"][:1]] == ["brie au lait cru"]
    assert "fromage" in [word["term"] for word in plain["words"]]
    assert "fromage" not in [word["term"] for word in plans[0]["words"]]
    assert not [path for path in room.workspace.crises.iterdir() if path.is_dir()]
    launched = whole(room.run("launch", *drill(room), *choices, "--plan", plans[0]["checksum"]))
    assert launched.envelope["data"]["domain"] == plans[0]["domain"]
    assert kept(room) == Choices(("brie au lait cru",), ("restaurants",), {"fromages": "brie"})
    assert terms(room.run("keywords"))[0] == "brie au lait cru"
    _the_report_tells(room)
    assert whole(room.run("undo", "--yes")).code == 0
    again = ("--crisis", room.crisis.id)
    assert whole(room.run("plan", *again, "--pin", "vannes")).envelope["data"]["words"][1]["term"] == "vannes"
    assert kept(room).pinned == ("brie au lait cru",)
    wrong(room.run("plan", *again, "--drop", "brie au lait cru"), 3, "choices-clash")
    assert whole(room.run("launch", *again, "--pin", "vannes", "--yes")).code == 0
    assert kept(room).pinned == ("brie au lait cru", "vannes")


def _the_report_tells(stage: Stage) -> None:
    """The state of the name's word, the choices, and where the curves are, which no release holds."""
    report = (stage.crisis.folder / "report.md").read_text("utf-8")
    picture = (stage.crisis.folder / "words.html").read_text("utf-8")
    assert "[words.html](words.html)" in report
    assert "pinned by the lead" in report
    assert "\n| The name | " in report
    assert "<svg" in picture
    assert not [file.path for file in stage.release().files if "words.html" in file.path]
    assert not (stage.crisis.content / "words.html").exists()


def test_a_plan_and_a_report_say_when_the_name_is_unproven(room: Near) -> None:
    texts = SIGNALS / "press"
    given = drill(room)[:-1]
    told = room.told("plan", *given, str(texts))
    assert told.code == 0
    assert "unproven: no counts tell whether it grows" in told.stdout
    assert whole(room.run("launch", *given, str(texts), "--yes")).code == 0
    report = (room.crisis.folder / "report.md").read_text("utf-8")
    (line,) = [line for line in report.splitlines() if line.startswith("| The name |")]
    assert "unproven" in line or "no measured word" in line


# ── the picture ──


@pytest.mark.parametrize(
    ("argv", "title"), [([], "Les mots de la crise"), (["--lang", "en"], "The words of the crisis")]
)
def test_the_picture_is_one_file(quiet: Stage, tmp_path: Path, argv: list[str], title: str) -> None:
    file = tmp_path / "words.html"
    ran = whole(quiet.run("keywords", str(SIGNALS), "--html", str(file), *argv))
    made = file.read_text("utf-8")
    assert ran.envelope["data"]["html"] == str(file)
    assert f"<title>{title}</title>" in made
    assert made.count("<article>") == len(words(ran))
    assert [path.name for path in file.parent.iterdir()] == ["words.html"]
    assert quiet.run("keywords", str(SIGNALS), "--html", str(file), *argv).code == 0
    assert file.read_text("utf-8") == made


def test_the_picture_of_a_crisis_names_it(opened: Stage, tmp_path: Path) -> None:
    assert opened.run("keywords", "--html", str(tmp_path / "w.html"), "--pin", "eau brune").code == 0
    made = (tmp_path / "w.html").read_text("utf-8")
    assert opened.crisis.id in made
    assert "Épinglé" in made


@pytest.mark.parametrize(("place", "code"), [("facts.yaml", "not-html"), ("folder.html", "not-ours")])
def test_the_picture_takes_no_other_place(quiet: Stage, tmp_path: Path, place: str, code: str) -> None:
    (tmp_path / "facts.yaml").write_text("facts: {}\n", "utf-8")
    (tmp_path / "folder.html").mkdir()
    wrong(quiet.run("keywords", str(SIGNALS), "--html", str(tmp_path / place)), 3, code)
    assert (tmp_path / "facts.yaml").read_text("utf-8") == "facts: {}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facts.yaml", "folder.html"]


# ── for people ──

UNPROVEN = "Unproven: a series is missing, or too short or too old to tell"


def test_people_see_groups_with_numbers_and_dates(quiet: Stage) -> None:
    told = quiet.told("keywords", str(SIGNALS), "--pin", "lots")
    groups = [line for line in told.stdout.splitlines() if line[:1].strip()]
    assert groups == ["Pinned by the lead", "Hot: search and news both grow", UNPROVEN]
    (rappel,) = [line.split() for line in told.stdout.splitlines() if line.split()[:1] == ["rappel"]]
    assert [cell for cell in rappel if cell == "2026-03-09"] == ["2026-03-09"] * 2
    assert [cell for cell in rappel if cell.endswith("x") and cell[:-1].replace(".", "").isdigit()] == [
        "14.4x",
        "12.0x",
    ]


def test_two_choices_at_once_are_both_kept(opened: Stage) -> None:
    argv = [sys.executable, "-m", "launcher", "keywords", "--workspace", str(opened.root)]
    running = [subprocess.Popen([*argv, "--pin", f"mot {n}"], stdout=subprocess.DEVNULL) for n in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    assert set(kept(opened).pinned) == {f"mot {n}" for n in range(4)}


@pytest.mark.parametrize("kind", ["pinned", "dropped"])
def test_a_dictionary_is_no_choice(opened: Stage, kind: str) -> None:
    many = "".join(f"- mot{chr(97 + n % 26)}{chr(97 + n // 26)}\n" for n in range(201))
    (opened.crisis.folder / wordbook.FILE).write_text(f"{kind}:\n{many}", "utf-8")
    assert "201 words" in wrong(opened.run("keywords"), 3, "too-many")


@pytest.mark.parametrize(
    ("name", "code"), [("page.html", "not-ours"), ("x" * 300 + ".html", "disk"), ("no/x.html", "no-folder")]
)
def test_a_picture_writes_over_nothing_of_ours(quiet: Stage, tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "page.html").write_text("<p>mine</p>", "utf-8")
    wrong(quiet.run("keywords", str(SIGNALS), "--html", str(tmp_path / name)), 3, code)
    assert (tmp_path / "page.html").read_text("utf-8") == "<p>mine</p>"
    again = str(tmp_path / "words.html")
    assert [whole(quiet.run("keywords", str(SIGNALS), "--html", again)).code for _ in range(2)] == [0, 0]
