"""The built pages in a real Chromium: one request, a quiet policy, no sideways scroll, targets one can hit."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from launcher.site.build import build
from tests.real.conftest import Visit
from tests.site.samples import THEME, crisis, site, write

pytestmark = pytest.mark.real
PAGES = ("/", "/en/", "/fr/que-faire/", "/fr/faq-fr/", "/en/third-en/", "/404.html", "/fr/long-fr/")
WIDTHS = (320, 360, 768, 1280)
HARNESS = """<!doctype html><title>harness</title><pre></pre><script>
const out = [], pages = %s, widths = %s;
async function look(page, width) {
  const frame = document.createElement('iframe');
  frame.style = `border:0;height:900px;width:${width}px`; frame.src = page;
  const loaded = new Promise(done => frame.onload = done);
  document.body.append(frame); await loaded;
  const doc = frame.contentDocument, all = [...doc.querySelectorAll('a:not(.skip)')];
  const alone = all.filter(a => !a.closest('p:not(.also), li li, td, .text') || a.closest('nav'));
  out.push({page, width, overflow: doc.scrollingElement.scrollWidth - doc.scrollingElement.clientWidth,
    styled: frame.contentWindow.getComputedStyle(doc.documentElement).borderTopWidth,
    small: alone.filter(a => a.getBoundingClientRect().height < 24).map(a => a.textContent)});
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
    """A sample site on a loopback port, and the paths that were asked for."""
    root = tmp_path_factory.mktemp("browser")
    content = crisis(root / "content")
    cells = "Fromage en grains nature à teneur réduite en sel | 0123456789012345678901234567890123456789"
    table = f"| Produit | Code | Lot | Date | Format |\n|---|---|---|---|---|\n| {cells} | 26060 | 2026-03-10 | 200 g |"
    write(
        content,
        "posts/long.fr",
        f"{table}\n\nhttps://{'tres-long-' * 20}.example/",
        title="Anticonstitutionnellement " * 4,
    )
    build(content, site(), THEME, root / "out")
    (root / "out/harness.html").write_text(HARNESS % (json.dumps(PAGES), json.dumps(WIDTHS)), encoding="utf-8")
    asked: list[str] = []
    handler = functools.partial(_Handler, asked=asked, directory=str(root / "out"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_one_request_and_a_quiet_console(served: tuple[str, list[str]], visit: Visit) -> None:
    address, asked = served
    asked.clear()
    dom, console = visit(f"{address}/")
    assert 'data-mode="live"' in dom
    assert asked == ["/"]
    assert console == []


def test_every_width(served: tuple[str, list[str]], visit: Visit) -> None:
    dom, console = visit(f"{served[0]}/harness.html")
    results = json.loads(dom.split("<pre>RESULT")[1].split("END</pre>")[0].replace("&amp;", "&"))
    assert len(results) == len(PAGES) * len(WIDTHS)
    assert [r for r in results if r["overflow"] > 0 or r["styled"] != "6px" or r["small"]] == []
    assert console == []
