"""The words' picture in a real Chromium: a quiet console, no request, no sideways scroll from phone to desk."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher.crisis.keywords import rank
from launcher.crisis.signals import read
from launcher.model import Choices
from launcher.picture import page
from launcher.workspace import bundled
from tests.real.conftest import Visit

pytestmark = pytest.mark.real
WIDTHS = (320, 390, 768, 1280)
HOSTILE = "<script>document.title='RAN'</script><img src=/asked onerror=document.title='RAN'>"
LONG = "anticonstitutionnellement-" * 3
HARNESS = """<!doctype html><title>harness</title><pre></pre><script>
const out = [], pages = %s, widths = %s;
async function look(page, width) {
  const frame = document.createElement('iframe');
  frame.style = `border:0;height:900px;width:${width}px`; frame.src = page;
  const loaded = new Promise(done => frame.onload = done);
  document.body.append(frame); await loaded;
  const doc = frame.contentDocument, cards = [...doc.querySelectorAll('article')];
  const curve = doc.querySelector('.plot svg');
  out.push({page, width, title: doc.title, cards: cards.length,
    overflow: doc.scrollingElement.scrollWidth - doc.scrollingElement.clientWidth,
    outside: [...doc.querySelectorAll('.since')].filter(s => {
      const inner = s.getBoundingClientRect(), outer = s.parentElement.getBoundingClientRect();
      return inner.left < outer.left - 1 || inner.right > outer.right + 1;
    }).length,
    curve: curve.getBoundingClientRect().width > 200 && curve.getBoundingClientRect().height > 60});
  frame.remove();
}
(async () => {
  for (const page of pages) for (const width of widths) await look(page, width);
  document.querySelector('pre').textContent = 'RESULT' + JSON.stringify(out) + 'END';
})();
</script>"""


class _Handler(http.server.SimpleHTTPRequestHandler):
    asked: list[str]

    def __init__(self, *args: Any, asked: list[str], **kwargs: Any) -> None:
        self.asked = asked
        super().__init__(*args, **kwargs)

    def log_message(self, format: str, *args: Any) -> None:
        self.asked.append(self.path)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """The example's words in both languages, with terms that nobody should type, on a loopback port."""
    root: Path = tmp_path_factory.mktemp("words")
    signals = read([bundled("playbooks") / "product-recall" / "drill" / "signals"])
    words = rank(signals, ["fr", "en"], choices=Choices((HOSTILE, LONG)))
    for lang in ("fr", "en"):
        (root / f"{lang}.html").write_text(page(words, lang, HOSTILE), "utf-8")
    pages = json.dumps(["/fr.html", "/en.html"])
    (root / "harness.html").write_text(HARNESS % (pages, json.dumps(WIDTHS)), "utf-8")
    asked: list[str] = []
    handler = functools.partial(_Handler, asked=asked, directory=str(root))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


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
    results = json.loads(dom.split("<pre>RESULT")[1].split("END</pre>")[0].replace("&amp;", "&"))
    assert [(r["page"], r["width"]) for r in results] == [(f"/{p}.html", w) for p in ("fr", "en") for w in WIDTHS]
    assert [r for r in results if r["overflow"] > 0 or r["outside"] or not r["curve"] or r["cards"] != 20] == []
    assert not [r for r in results if r["title"] == "RAN"]
    assert console == []
