"""The built pages in a real Chromium: one request, a quiet policy, no sideways scroll, targets one can hit."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from launcher.config.identity import logo
from launcher.documents import Node, Problems
from launcher.errors import Where
from launcher.model import Identity
from launcher.site.build import build
from tests.real.conftest import Visit
from tests.real.looking import harness, seen, serving
from tests.site.samples import THEME, crisis, site, write

pytestmark = pytest.mark.real
PAGES = ("/", "/en/", "/fr/que-faire/", "/fr/faq-fr/", "/en/third-en/", "/404.html", "/fr/long-fr/", "/fr/p11-fr/")
WIDTHS = (320, 360, 768, 1280)
LOOK = """(doc, style) => {
  const shown = a => a.checkVisibility({contentVisibilityAuto: true});
  const all = [...doc.querySelectorAll('a:not(.skip)')].filter(shown);
  const alone = all.filter(a => !a.closest('p:not(.also), li li, td, .text') || a.closest('nav'));
  const pages = [...doc.querySelectorAll('nav a')];
  return {styled: style.borderTopWidth,
    hidden: pages.filter(a => !shown(a)).length, more: [...doc.querySelectorAll('summary')].filter(shown).length,
    top: Math.round(doc.querySelector('h1').getBoundingClientRect().top),
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
    for number in range(12):
        write(
            content, f"pages/p{number:02}.fr", kind="subject", title=f"Un sujet, le {number:02}", order=str(number + 20)
        )
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 40"><path d="M0 0h150v40H0z" fill="#c00"/></svg>'
    )
    (root / "logo.svg").write_text(drawing)
    shown = logo(root)(Node("logo.svg", Where("sparewheel.yaml", 1)), Problems())
    looking = dataclasses.replace(site(), identity=Identity("#c8102e", shown))
    build(content, looking, THEME, root / "out")
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


def test_many_pages_leave_room_for_the_words(served: tuple[str, list[str]], visit: Visit) -> None:
    """On a telephone the others are behind one word, in the same half of the screen; at a desk all are there."""
    dom, _ = visit(f"{served[0]}/harness.html")
    for found in seen(dom):
        if found["page"] == "/404.html":
            continue
        wide, inside = found["width"] >= 1280, found["page"] == "/fr/p11-fr/"
        french = found["page"].startswith("/fr/") or found["page"] == "/"
        assert (found["hidden"] == 0) == (wide or inside or not french), found
        assert found["more"] == int(french and not wide), found
        assert found["top"] < 450 or inside, found
