"""The built pages in a real Chromium: one request, a quiet policy, no sideways scroll, targets one can hit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from launcher.site.build import build
from tests.real.conftest import Visit
from tests.real.looking import harness, seen, serving
from tests.site.samples import THEME, crisis, site, write

pytestmark = pytest.mark.real
PAGES = ("/", "/en/", "/fr/que-faire/", "/fr/faq-fr/", "/en/third-en/", "/404.html", "/fr/long-fr/")
WIDTHS = (320, 360, 768, 1280)
LOOK = """(doc, style) => {
  const all = [...doc.querySelectorAll('a:not(.skip)')];
  const alone = all.filter(a => !a.closest('p:not(.also), li li, td, .text') || a.closest('nav'));
  return {styled: style.borderTopWidth,
    small: alone.filter(a => a.getBoundingClientRect().height < 24).map(a => a.textContent)};
}"""


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
    harness(root / "out", PAGES, WIDTHS, LOOK)
    with serving(root / "out") as address:
        yield address


def test_one_request_and_a_quiet_console(served: tuple[str, list[str]], visit: Visit) -> None:
    address, asked = served
    asked.clear()
    dom, console = visit(f"{address}/")
    assert 'data-mode="live"' in dom
    assert asked == ["/"]
    assert console == []


def test_every_width(served: tuple[str, list[str]], visit: Visit) -> None:
    dom, console = visit(f"{served[0]}/harness.html")
    results = seen(dom)
    assert len(results) == len(PAGES) * len(WIDTHS)
    assert [r for r in results if r["overflow"] > 0 or r["styled"] != "6px" or r["small"]] == []
    assert console == []
