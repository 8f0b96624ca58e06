from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from launcher.crisis import playbook as room
from launcher.errors import Malformed, Problem, Refused
from launcher.launch import inputs
from launcher.workspace import Workspace, bundled

RECALL = bundled("playbooks") / "product-recall"
TEXT = (RECALL / "playbook.yaml").read_text("utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    to = tmp_path / "playbooks" / "product-recall"
    shutil.copytree(RECALL, to)
    return to


def wrong(folder: Path, *changes: tuple[str, str]) -> list[Problem]:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "playbook.yaml").write_text(text, "utf-8")
    with pytest.raises(Malformed) as caught:
        used(folder)
    return list(caught.value.problems)


def used(folder: Path) -> None:
    """Load it and look at what its templates need, as a launch does."""
    playbook = room.load(folder)
    inputs.needs(playbook, inputs.templates_of(playbook, ("fr", "en"), Workspace(folder.parents[1])))


def line_of(text: str) -> int:
    return TEXT[: TEXT.index(text)].count("\n") + 1


def test_the_recall_is_whole(copy: Path) -> None:
    used(copy)
    assert room.load(copy).update_every is not None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("id: product-recall", "id: spill", "wrong-id"),
        ("side: organisation", "sied: organisation", "unknown-key"),
        ("reviewed_at: 2026-11-22", "reviewed_at: last year", "wrong-type"),
        ("    backup: deputy", "    backup: depty", "unknown-role"),
        ("    within: 15m\n    role: lead", "    within: 15m\n    role: leed", "unknown-role"),
        ("    within: 15m", "    within: 15m\n    every: 4h", "clock"),
        ("  brand:\n    type: text", "  Brand:\n    type: text", "fact-name"),
        ("  brand:\n    type: text", "  lang:\n    type: text", "fact-name"),
        ("  brand:\n    type: text", "  for:\n    type: text", "fact-name"),
        ("  brand:\n    type: text", "  brand:\n    type: txt", "wrong-choice"),
        ("  brand:\n    type: text", "  brand:\n    type: choice", "missing-key"),
        ("brand_fact: brand", "brand_fact: brnd", "unknown-fact"),
        ("  as_of:\n    type: datetime", "  as_of:\n    type: datetime\n    optional: true", "no-as-of"),
        ("template: pages/faq", "template: pages/fax", "no-template"),
        ("template: pages/faq", "template: ../../faq", "template-path"),
        ("template: pages/faq", "template: /etc/passwd", "template-path"),
        ("template: pages/faq", "template: posts/lot-code", "template-path"),
        ("template: pages/faq", "template: pages/home", "twice"),
    ],
)
def test_faults_and_their_lines(copy: Path, old: str, new: str, code: str) -> None:
    problem = wrong(copy, (old, new))[0]
    assert problem.code == code
    assert problem.where is not None
    assert problem.where.line - line_of(old) in range(-2, 4)
    assert problem.hint


def test_all_faults_at_once(copy: Path) -> None:
    (copy / "pages" / "faq.en.md").unlink()
    found = wrong(copy, ("id: product-recall", "id: x"), ("brand_fact: brand", "brand_fact: brnd"))
    assert sorted(p.code for p in found) == ["no-template", "unknown-fact", "wrong-id"]


@pytest.mark.parametrize("how", ["gone", "folder", "elsewhere"])
def test_a_twin_must_be_there(copy: Path, how: str) -> None:
    twin = copy / "pages" / "faq.en.md"
    twin.unlink()
    if how == "folder":
        twin.mkdir()
    elif how == "elsewhere":
        twin.symlink_to("/etc/hostname")
    (problem,) = wrong(copy)
    assert problem.code == ("template-path" if how == "elsewhere" else "no-template")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("{{ brandd }}", "`brandd` is not a declared fact", "Did you mean `brand`?"),
        ("{{ cycler(3) }}", "`cycler` is not a declared fact", "Declare it in playbook.yaml."),
        ("{{ brand | whn }}", "No filter named 'whn'", "Did you mean `when`?"),
        ("{{ brand", "unexpected end of template", ""),
        ("{% endif %}", "unknown tag 'endif'", ""),
        ("{% include 'x' %}", "a template stands alone", ""),
        ("{% import 'os' as os %}", "a template stands alone", ""),
        ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "nested too deeply", ""),
    ],
)
def test_template_faults_have_file_and_line(copy: Path, text: str, message: str, hint: str) -> None:
    file = copy / "pages" / "faq.en.md"
    file.write_text(file.read_text("utf-8") + f"\n{text}\n", "utf-8")
    (problem,) = wrong(copy)
    assert message in problem.message
    assert hint in problem.hint
    assert problem.where is not None
    assert problem.where.file.endswith("pages/faq.en.md")
    assert problem.where.line == file.read_text("utf-8").count("\n") or "nested" in message


def test_an_internal_fact_has_no_place_on_a_page(copy: Path) -> None:
    found = wrong(copy, ("  brand:\n    type: text", "  brand:\n    type: text\n    visibility: internal"))
    assert found[0].code == "fact-internal"
    assert found[0].where is not None
    assert found[0].where.file.endswith(".md")


def test_an_unknown_id_has_a_nearest_one() -> None:
    with pytest.raises(Refused) as caught:
        room.find("product-recal", [bundled("playbooks")])
    assert caught.value.hint == "Did you mean `product-recall`?"
    with pytest.raises(Refused) as caught:
        room.find("../product-recall", [bundled("playbooks")])
    assert caught.value.exit_code == 3
