"""A facts file full of markup, through the real playbook and the real build: the pages differ by their words alone."""

from __future__ import annotations

import copy
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
import yaml

from launcher.config import load
from launcher.crisis import facts as fact_room
from launcher.crisis import playbook as playbook_room
from launcher.documents import parse
from launcher.launch import inputs, measuring, prepare
from launcher.launch.registers import Registers
from launcher.model import Mode
from launcher.site import build, check
from launcher.workspace import Workspace, bundled
from tests.site import samples

BAD = (
    "<script>alert(1)</script> </p><img src=x onerror=alert(1)> & &amp; &copy; \"q\" 's' {filename}x {static}/y "
    "[l](javascript:alert(1)) ![i](https://e.example/p.png) <https://e.example> **b** __b__ *e* _e_ `c` "
    "```f``` # h | p ~~~ \\ \\* $x %x 🧀 שלום العربية é\u00a0: C# \\"
)
STARTS = ("# ", "- ", "1. ", "1) ", "> ", "=== ", "--- ", "    ", "| ", "```", ": ", "[^1]: ", "[a]: b ", "+ ", "~~~ ")
PLAIN = "Zqx"


def filled(words: Callable[[int], str]) -> dict[str, Any]:
    """The drill's facts with every text replaced, wherever text is typed; a number goes with each."""
    drill = samples.THEME.parent / "playbooks/product-recall/drill/facts.yaml"
    raw = yaml.load(drill.read_text("utf-8"), yaml.BaseLoader)
    playbook = playbook_room.load(bundled("playbooks") / "product-recall")
    counter = iter(range(10_000))

    def replaced(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: replaced(item) for key, item in value.items()}
        if isinstance(value, list):
            return [replaced(item) for item in value]
        return words(next(counter))

    for name, spec in playbook.facts.items():
        columns = {column.type for column in spec.columns.values()}
        if name in raw["facts"] and (spec.type in ("text", "list") or columns == {"text"}):
            raw["facts"][name]["value"] = replaced(raw["facts"][name]["value"])
    found: dict[str, Any] = copy.deepcopy(raw)
    return found


def site(root: Path, raw: dict[str, Any]) -> Path:
    """The pages that these facts make."""
    workspace = Workspace(samples.THEME.parent)
    settings = load(bundled("sparewheel.yaml"))
    playbook = playbook_room.load(bundled("playbooks") / "product-recall")
    node = parse(yaml.safe_dump(raw, allow_unicode=True), "facts.yaml")
    facts = fact_room.from_node(node, playbook, settings.organisation.languages)
    templates = inputs.templates_of(playbook, settings.organisation.languages, workspace)
    live = settings.site(Mode.LIVE, "https://a.example")
    prepare.render(measuring.texts(templates, facts, live, playbook, Registers()), root)
    found = check.findings(root / "content", live.languages, facts["as_of"].value)
    assert [one for one in found if one.level == "error"] == []
    build.build(root / "content", live, workspace.theme, root / "html")
    return root / "html"


def hostile(number: int) -> str:
    return f"{STARTS[number % len(STARTS)]}{BAD} n{number}."


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    bad = site(tmp_path_factory.mktemp("hostile"), filled(hostile))
    return bad, site(tmp_path_factory.mktemp("plain"), filled(lambda number: f"{PLAIN} n{number}."))


def elements(page: Path) -> Iterator[tuple[str, dict[str, str]]]:
    for element in html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False).iter():
        attributes = dict(element.attrib)
        if "http-equiv" in attributes:  # it carries the digest of the structured data
            attributes.pop("content")
        if str(element.tag).startswith("h"):
            attributes.pop("id", None)  # made of the heading's words
        yield str(element.tag), {key: said(value) for key, value in attributes.items()}


def said(text: str) -> str:
    """Hostile words and plain ones alike, by their numbers."""
    text = re.sub(r"\s+", " ", text)
    for start in sorted(filter(str.strip, STARTS), key=len, reverse=True):
        text = text.replace(re.sub(r"\s+", " ", start + BAD).strip(), PLAIN)
    text = text.replace(re.sub(r"\s+", " ", BAD), PLAIN).replace(f": {PLAIN}", PLAIN)  # one of STARTS, or a template's
    return re.sub(r"\s+", " ", text).strip()


def pages(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*.html"))


def test_there_are_the_same_pages(pair: tuple[Path, Path]) -> None:
    assert pages(pair[0]) == pages(pair[1])
    assert len(pages(pair[0])) > 15


def test_no_fact_makes_an_element_or_an_attribute(pair: tuple[Path, Path]) -> None:
    for page in pages(pair[0]):
        assert list(elements(pair[0] / page)) == list(elements(pair[1] / page)), page


def texts(page: Path) -> Iterator[str]:
    """What each element says itself."""
    for element in html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False).iter():
        if element.tag not in ("script", "style"):
            yield "".join([element.text or "", *(child.tail or "" for child in element)])


def test_every_text_is_read_as_it_was_typed(pair: tuple[Path, Path]) -> None:
    for page in pages(pair[0]):
        bad, plain = ([said(text) for text in texts(root / page)] for root in pair)
        assert bad == plain, page
    raw = [text for page in pages(pair[0]) for text in texts(pair[0] / page)]
    assert sum("<script>alert(1)</script>" in text for text in raw) > 50


def test_feeds_and_sitemap_are_whole_xml_with_the_text(pair: tuple[Path, Path]) -> None:
    for name in ("fr/feed.atom", "en/feed.atom", "sitemap.xml"):
        bad, plain = (ET.parse(root / name).getroot() for root in pair)
        assert [said(e.text or "") for e in bad.iter() if not str(e.tag).endswith("}content")] == [
            said(e.text or "") for e in plain.iter() if not str(e.tag).endswith("}content")
        ]
        for entry in bad.iter("{http://www.w3.org/2005/Atom}content"):
            inside = html5lib.parseFragment(entry.text or "", namespaceHTMLElements=False)
            assert {str(e.tag) for e in inside.iter()}.isdisjoint({"script", "img", "code", "em"})


def test_structured_data_are_json_with_the_text(pair: tuple[Path, Path]) -> None:
    found = 0
    for page in pages(pair[0]):
        bad, plain = (
            re.findall(r'<script type="application/ld\+json">(.*?)</script>', (root / page).read_text("utf-8"))
            for root in pair
        )
        assert [_said(json.loads(one)) for one in bad] == [_said(json.loads(one)) for one in plain]
        found += len(bad)
    assert found >= 4


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _said(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_said(item) for item in value]
    return said(value) if isinstance(value, str) else value
