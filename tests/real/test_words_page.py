"""The words' picture in a real Chromium: a quiet console, no request, no sideways scroll from phone to desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.crisis.keywords import rank
from launcher.crisis.signals import read
from launcher.model import Choices
from launcher.picture import page
from launcher.workspace import bundled
from tests.real.conftest import Visit
from tests.real.looking import harness, seen, serving

pytestmark = pytest.mark.real
WIDTHS = (320, 390, 768, 1280)
HOSTILE = "<script>document.title='RAN'</script><img src=/asked onerror=document.title='RAN'>"
LONG = "anticonstitutionnellement-" * 3
LOOK = """(doc, style) => ({
  title: doc.title, cards: doc.querySelectorAll('article').length,
  outside: [...doc.querySelectorAll('.since')].filter(s => {
    const inner = s.getBoundingClientRect(), outer = s.parentElement.getBoundingClientRect();
    return inner.left < outer.left - 1 || inner.right > outer.right + 1;
  }).length,
  curve: (box => box.width > 200 && box.height > 60)(doc.querySelector('.plot svg').getBoundingClientRect())})"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """The example's words in both languages, with terms that nobody should type, on a loopback port."""
    root: Path = tmp_path_factory.mktemp("words")
    signals = read([bundled("playbooks") / "product-recall" / "drill" / "signals"])
    words = rank(signals, ["fr", "en"], choices=Choices((HOSTILE, LONG)))
    for lang in ("fr", "en"):
        (root / f"{lang}.html").write_text(page(words, lang, HOSTILE), "utf-8")
    harness(root, ["/fr.html", "/en.html"], WIDTHS, LOOK)
    with serving(root) as address:
        yield address


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_one_request_and_nothing_runs(served: tuple[str, list[str]], visit: Visit, lang: str) -> None:
    address, asked = served
    asked.clear()
    dom, console = visit(f"{address}/{lang}.html")
    assert f'<html lang="{lang}">' in dom
    assert "<title>RAN" not in dom
    assert [path for path in asked if path != "/favicon.ico"] == [f"/{lang}.html"]
    assert console == []


def test_every_width(served: tuple[str, list[str]], visit: Visit) -> None:
    dom, console = visit(f"{served[0]}/harness.html")
    results = seen(dom)
    assert [(r["page"], r["width"]) for r in results] == [(f"/{p}.html", w) for p in ("fr", "en") for w in WIDTHS]
    assert [r for r in results if r["overflow"] > 0 or r["outside"] or not r["curve"] or r["cards"] != 20] == []
    assert not [r for r in results if r["title"] == "RAN"]
    assert console == []
