"""Pages on a loopback port, and a page that looks at them in frames of several widths and tells what it saw."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_HARNESS = """<!doctype html><title>harness</title><pre></pre><script>
const out = [], pages = %s, widths = %s;
async function look(page, width) {
  const frame = document.createElement('iframe');
  frame.style = `border:0;height:900px;width:${width}px`; frame.src = page;
  const loaded = new Promise(done => frame.onload = done);
  document.body.append(frame); await loaded;
  const doc = frame.contentDocument, style = frame.contentWindow.getComputedStyle(doc.documentElement);
  const seen = {page, width, overflow: doc.scrollingElement.scrollWidth - doc.scrollingElement.clientWidth};
  out.push({...seen, ...(%s)(doc, style)});
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


def harness(root: Path, pages: Sequence[str], widths: Sequence[int], look: str) -> None:
    """Write the page that looks: `look` is a function in JavaScript, of a document and its style, to what it saw."""
    (root / "harness.html").write_text(_HARNESS % (json.dumps(pages), json.dumps(widths), look), "utf-8")


def seen(dom: str) -> list[dict[str, Any]]:
    """What the harness told, once Chromium has run it."""
    found: list[dict[str, Any]] = json.loads(dom.split("<pre>RESULT")[1].split("END</pre>")[0].replace("&amp;", "&"))
    return found


@contextlib.contextmanager
def serving(root: Path) -> Iterator[tuple[str, list[str]]]:
    """A folder on a loopback port: its address, and the paths that were asked for."""
    asked: list[str] = []
    handler = functools.partial(_Handler, asked=asked, directory=str(root))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
