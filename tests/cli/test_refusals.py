"""What `launch` and `plan` do not take: one line, the right code, nothing lost, nothing left."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest

from launcher.errors import ProviderFailed
from tests.cli.conftest import drill, edited, emptied, snapshot, whole, wrong
from tests.launch.stage import Stage

SIGNALS = "playbooks/product-recall/drill/signals"


def test_missing_facts_are_all_listed_with_their_questions(quiet: Stage) -> None:
    ran = whole(quiet.run("launch", "--playbook", "product-recall", "--signals", SIGNALS, "--yes"))
    told = ran.envelope["messages"]
    assert ran.code == 3
    assert {one["code"] for one in told} == {"fact-missing"}
    assert len(told) > 10
    assert all("?" in one["message"] and one["where"] == "--facts" for one in told)


@pytest.mark.parametrize(
    ("old", "new", "reason", "line"),
    [
        (
            'value: "Aubépine"\n    source: "Product label"\n    status: confirmed',
            "value:\n    source: s\n    status: confirmed",
            "fact-missing",
            9,
        ),
        ('source: "Product label"\n    status: confirmed', "source: s\n    status: unconfirmed", "fact-unconfirmed", 9),
        ('source: "Product label"\n    status: confirmed', "source: s\n    status: withdrawn", "fact-withdrawn", 9),
        (
            'source: "Product label"\n    status: confirmed',
            "source: s\n    status: confirmed\n    visibility: internal",
            "fact-internal",
            9,
        ),
        ('value: "Aubépine"', 'value: "[marque]{{ brand }}"', "placeholder", 9),
    ],
)
def test_a_fact_that_may_not_go_out(room: Stage, old: str, new: str, reason: str, line: int) -> None:
    ran = room.run("launch", *drill(room, edited(room, (old, new))), "--yes")
    wrong(ran, 3, reason)
    assert ran.error["where"].startswith(f"facts.yaml:{line}")
    assert list(room.workspace.crises.iterdir()) == []


def test_all_that_is_wrong_with_the_facts_at_once(room: Stage) -> None:
    facts = edited(room, ("listeria", "listeriaa"), ("2026-03-10T06:30", "10 mars"), ("  brand:", "  brnad:"))
    ran = whole(room.run("launch", *drill(room, facts), "--yes"))
    assert ran.code == 2
    assert {"wrong-type", "wrong-choice", "unknown-fact"} <= {one["code"] for one in ran.envelope["messages"]}
    assert all(str(one["where"]).startswith("facts.yaml:") for one in ran.envelope["messages"])


@pytest.mark.parametrize(
    ("argv", "code", "reason"),
    [
        (["--domain", "pas un nom"], 2, "domain"),
        (["--domain", "-.ca"], 2, "domain"),
        (["--domain", "xn--zzzzzz.ca"], 2, "domain"),
        (["--domain", "ca"], 2, "domain"),
        (["--domain", f"{'a' * 64}.ca"], 2, "domain"),
        (["--domain", "http://a.ca/"], 2, "domain"),
        (["--domain", "rappel\u202efromage.ca"], 2, "domain"),
        (["--domain", ""], 2, "usage"),
        (["--domain="], 2, "usage"),
        (["--max-price", ""], 2, "usage"),
        (["--signals", ""], 2, "usage"),
        (["--signals", "elsewhere"], 2, "usage"),
        (["--plan", ""], 2, "usage"),
        (["--domain", "prise.ca"], 3, "name-taken"),
        (["--max-price", "cheap"], 2, "malformed"),
        (["--max-price", "-5"], 2, "malformed"),
        (["--max-price", "1e9"], 2, "malformed"),
        (["--max-price", "40 USD"], 2, "malformed"),
        (["--max-price", "1"], 3, "no-name"),
        (["--target", "sandbx"], 3, "unknown-target"),
        (["--playbook", "product-recal"], 3, "unknown-playbook"),
        (["--crisis", "none"], 3, "unknown-crisis"),
        (["--plan", "0000000000"], 3, "world-moved"),
    ],
)
def test_options(bought: Stage, argv: list[str], code: int, reason: str) -> None:
    wrong(bought.run("launch", *drill(bought), "--yes", *argv), code, reason)
    assert bought.charges() == []
    assert list(bought.workspace.crises.iterdir()) == []


@pytest.fixture(scope="module")
def bought(quiet: Stage) -> Stage:
    """A workspace whose sandbox says that a name is taken."""
    file = quiet.root / "sparewheel.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("    kind: sandbox", "    kind: sandbox\n    taken: [prise.ca]"), "utf-8")
    assert quiet.run("sandbox", "up").code == 0
    return quiet


def test_the_facts_may_name_their_playbook(quiet: Stage) -> None:
    argv = drill(quiet)[2:]
    assert whole(quiet.run("plan", *argv)).code == 0
    silent = edited(quiet, ("playbook: product-recall\n", ""))
    told = wrong(quiet.run("plan", *drill(quiet, silent)[2:]), 3, "no-playbook")
    assert "--playbook, one of: corporate-cyberbullying, executive-statement" in told


def test_a_fact_that_changed_does_not_buy_a_second_name(live: Stage) -> None:
    facts = edited(live, ("value: 0", "value: 4"))
    before = live.charges()
    told = wrong(live.run("launch", *drill(live, facts), "--yes"), 3, "launched-already")
    assert "publish --crisis" in told
    assert live.charges() == before
    assert whole(live.run("plan", *drill(live, facts), "--domain", "autre-fromage.ca")).code == 0


def test_a_name_that_invites_trouble_is_told_before_it_is_bought(quiet: Stage) -> None:
    ran = quiet.run("plan", *drill(quiet), "--domain", "rappel-fda.ca")
    assert whole(ran).code == 0
    assert "rappel-fda.ca: we would not take it: “fda” would pass for a public authority" in ran.stderr


def test_a_ceiling_in_another_currency_says_which_one_it_is(room: Stage) -> None:
    prices = "\n    prices: {ca: 18.00 USD, quebec: 40.00 USD, com: 16.00 USD, org: 16.00 USD}"
    file = room.root / "sparewheel.yaml"
    file.write_text(file.read_text("utf-8").replace("    kind: sandbox", f"    kind: sandbox{prices}"), "utf-8")
    told = wrong(room.run("plan", *drill(room)), 3, "no-name")
    assert "limits.max_price in USD" in told


def test_without_a_yes_nothing_happens(bought: Stage) -> None:
    ran = bought.run("launch", *drill(bought))
    wrong(ran, 3, "no-yes")
    assert "--plan" in ran.error["hint"]


def test_signals_that_are_not_there(bought: Stage) -> None:
    wrong(bought.run("launch", *drill(bought, signals=Path("nowhere")), "--yes"), 2, "no-such-file")


def test_signals_that_say_nothing(bought: Stage, tmp_path: Path) -> None:
    empty, dull = tmp_path / "empty", tmp_path / "dull"
    empty.mkdir()
    dull.mkdir()
    (dull / "a.fr.txt").write_text("Le la les de du.\n")
    for folder in (empty, dull):
        ran = bought.run("launch", *drill(bought, signals=folder), "--yes")
        assert whole(ran).code in (2, 3), ran.stdout
        assert "--domain" in ran.stdout or "text" in ran.stdout


def test_ten_megabytes_of_press_is_read_or_refused_in_a_line(bought: Stage, tmp_path: Path) -> None:
    file = tmp_path / "presse.fr.txt"
    file.write_text("Le fromage Aubépine est rappelé à Montréal. " * 230_000, "utf-8")
    ran = whole(bought.run("keywords", str(file)))
    assert ran.code in (0, 2)
    assert "bug" not in ran.stdout


def test_a_plan_leaves_nothing_and_launch_takes_its_checksum(room: Stage) -> None:
    before = snapshot(room.root)
    first, second = (whole(room.run("plan", *drill(room))).envelope["data"] for _ in range(2))
    assert first["checksum"] == second["checksum"]
    after = {path: data for path, data in snapshot(room.root).items() if not path.startswith(".sparewheel/")}
    assert after == before
    assert room.charges() == []
    ran = whole(room.run("launch", *drill(room), "--plan", first["checksum"]))
    assert ran.code == 0, ran.stdout
    assert ran.envelope["data"]["checksum"] == first["checksum"]
    again = room.run("launch", *drill(room), "--plan", first["checksum"])
    wrong(again, 3, "launched-already")


def test_the_same_facts_are_not_launched_twice(live: Stage, tmp_path: Path) -> None:
    before, paid = snapshot(live.crisis.folder), live.charges()
    original = live.root / "playbooks/product-recall/drill/facts.yaml"
    disguised = tmp_path / "facts.yaml"
    disguised.write_bytes(b"\xef\xbb\xbf# copied\r\n" + original.read_bytes().replace(b"\n", b"\r\n"))
    for facts in (original, disguised):
        ran = live.run("launch", *drill(live, facts), "--yes")
        wrong(ran, 3, "launched-already")
        assert live.crisis.id in ran.error["hint"]
    wrong(live.run("launch", "--crisis", live.crisis.id, "--yes"), 3, "launched-already")
    assert snapshot(live.crisis.folder) == before
    assert live.charges() == paid


# ── the house ────────────────────────────────────────────────────────────────────────────────────


def test_a_configuration_with_every_error_at_once(room: Stage) -> None:
    file = room.root / "sparewheel.yaml"
    text = file.read_text("utf-8").replace("timezone: America/Toronto", "timezone: Mars").replace("tlds:", "tdls:")
    file.write_text(text.replace("kind: sandbox", "kind: sandbox\n    api_key: HUSH"), "utf-8")
    ran = whole(room.run("launch", *drill(room), "--yes"))
    assert ran.code == 2
    assert {"unknown-zone", "unknown-key", "missing-key", "secret"} == {one["code"] for one in ran.envelope["messages"]}
    assert all(one["where"].startswith("sparewheel.yaml:") and one["hint"] for one in ran.envelope["messages"])
    assert "HUSH" not in ran.stdout


def test_a_port_that_another_process_holds(room: Stage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        file = room.root / "sparewheel.yaml"
        file.write_text(file.read_text("utf-8").replace("kind: sandbox", f"kind: sandbox\n    port: {port}"), "utf-8")
        ran = room.run("launch", *drill(room), "--yes")
    assert whole(ran).code == ProviderFailed.exit_code
    assert str(port) in ran.error["message"]
    assert list(room.workspace.crises.iterdir()) == []


@pytest.mark.parametrize("name", ["crises", "sparewheel.yaml", "playbooks"])
def test_folders_where_files_are_expected_and_the_reverse(room: Stage, name: str) -> None:
    path = room.root / name
    if path.is_dir():
        shutil.rmtree(path)
        path.write_text("x")
    else:
        path.unlink()
        path.mkdir()
    drilled = Path(__file__).parents[2] / "playbooks/product-recall/drill"
    given = (
        "--playbook",
        "product-recall",
        "--facts",
        str(drilled / "facts.yaml"),
        "--signals",
        str(drilled / "signals"),
    )
    ran = whole(room.run("launch", *given, "--yes"))
    assert (ran.code in (2, 3)) or name == "playbooks"  # the package's own playbooks serve
    assert "bug" not in ran.stdout


# ── playbooks are data ───────────────────────────────────────────────────────────────────────────


def test_a_new_playbook_needs_no_python(room: Stage) -> None:
    """A copy under another name, with a fact renamed and a fact added, is checked and launched."""
    new = room.root / "playbooks" / "device-recall"
    shutil.copytree(room.root / "playbooks" / "product-recall", new)
    for file in [new / "playbook.yaml", new / "drill" / "facts.yaml", *new.glob("p*/*.md")]:
        text = file.read_text("utf-8").replace("product-recall", "device-recall")
        file.write_text(text.replace("lot_location", "code_location"), "utf-8")
    book = new / "playbook.yaml"
    added = '  colour:\n    type: text\n    translated: true\n    ask: {fr: "Couleur?", en: "Colour?"}\n    example: {fr: bleu, en: blue}\n'  # noqa: E501
    book.write_text(book.read_text("utf-8").replace("facts:\n", f"facts:\n{added}", 1), "utf-8")
    for lang, words in (("fr", "Couleur"), ("en", "Colour")):
        page = new / "pages" / f"products.{lang}.md"
        page.write_text(page.read_text("utf-8") + f"\n{words}: {{{{ colour }}}}.\n", "utf-8")
    wrong(room.run("playbooks", "check", "device-recall"), 2, "fact-missing")
    facts = new / "drill" / "facts.yaml"
    value = "  colour:\n    value: {fr: bleu ciel, en: sky blue}\n    source: label\n    status: confirmed\n"
    facts.write_text(facts.read_text("utf-8").replace("facts:\n", f"facts:\n{value}", 1), "utf-8")
    assert whole(room.run("playbooks", "check", "device-recall")).envelope["data"]["checked"] == ["device-recall"]
    given = ("--facts", str(facts), "--signals", str(new / "drill" / "signals"))
    ran = whole(room.run("launch", "--playbook", "device-recall", *given, "--yes"))
    assert ran.code == 0, ran.stdout
    pages = [path.read_text("utf-8") for path in (room.crisis.folder / "content" / "pages").glob("products.*.md")]
    assert sorted("sky blue" in page for page in pages) == [False, True]


def test_a_fault_of_a_template_is_told_at_the_template(room: Stage) -> None:
    page = room.root / "playbooks" / "product-recall" / "pages" / "faq.en.md"
    text = page.read_text("utf-8")
    last = text.count("\n") + 2
    for line, reason in (("<b>raw</b>", "raw-html"), ("[TODO]", "placeholder"), ("[x](javascript:y)", "script-link")):
        page.write_text(f"{text}\n{line}\n", "utf-8")
        ran = room.run("plan", *drill(room))
        assert reason in wrong(ran, 3, reason)
        assert ran.error["where"] == f"playbooks/product-recall/pages/faq.en.md:{last}"
        assert ".staging" not in ran.stdout
    page.write_text(f"{text}\n{{{{ brandd }}}}\n", "utf-8")
    ran = room.run("plan", *drill(room))
    wrong(ran, 2, "unknown-fact")
    assert ran.error["where"] == f"playbooks/product-recall/pages/faq.en.md:{last}"
    page.write_text(f"{text}\n![x]({{static}}/images/none.png)\n", "utf-8")
    ran = room.run("plan", *drill(room))
    assert wrong(ran, 3, "dead-link").count(".staging") == 0
    assert json.loads(ran.stdout)["error"]["where"] == f"playbooks/product-recall/pages/faq.en.md:{last}"
    emptied(room.workspace.crises)
