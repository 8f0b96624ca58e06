"""The tools see: a page with a fault for each of them, so that their silence about ours means something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher.model import File
from tests.audit import edge, tools

FAULTS = """<!doctype html>
<html><head><title></title>
<style>
  a { outline: none; transition: color 2s }
  nav { position: fixed; top: 0; height: 60vh; background: #fff }
  @media (prefers-color-scheme: dark) { h1 { color: #ccc } }
</style></head>
<body style="width:900px"><nav>Menu</nav>
<h1 style="margin-top:70vh">Title</h1><img src="/missing.png"><p style="color:#aaa">Pale</p>
<a href="/second" tabindex="2">Second</a><a href="/first">First</a>
<script>document.body.append('Written by a script')</script></body></html>
"""

pytestmark = [pytest.mark.real, pytest.mark.usefixtures("measuring")]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The page with the faults: its address, and its folder."""
    folder = tmp_path_factory.mktemp("faults")
    (folder / "index.html").write_text(FAULTS, "utf-8")
    described = File("index.html", "", "", len(FAULTS), "text/html; charset=utf-8", "no-store")
    with edge.serving(folder, {"index.html": described}) as address:
        yield f"{address}/", folder


def test_axe_sees(page: tuple[str, Path]) -> None:
    light, dark = tools.browser("axe", pages=[page[0]], schemes=["light", "dark"], widths=[1280])
    rules = {told.split(" ")[0] for told in light["violations"]}
    assert rules >= {"html-has-lang", "document-title", "image-alt", "color-contrast"}
    assert sum("h1" in told for told in light["violations"]) < sum("h1" in told for told in dark["violations"])


def test_lighthouse_sees(page: tuple[str, Path]) -> None:
    (seen,) = tools.browser("lighthouse", pages=[page[0]])
    assert all(seen["scores"][gate] < 100 for gate in ("accessibility", "best-practices", "seo"))
    assert seen["requests"] > 1


def test_the_markup_checker_sees(page: tuple[str, Path]) -> None:
    assert {told.split(": ")[1] for told in tools.nu([page[1]])} == {"error", "warning"}


def test_readers_with_other_means_are_heard(page: tuple[str, Path]) -> None:
    (seen,) = tools.browser("reading", pages=[page[0]])
    found: dict[str, Any] = seen
    assert min(found["narrow"], found["zoomed"]["overflow"], found["spaced"], found["paper"]["overflow"]) > 0
    assert found["zoomed"]["covering"] == ["NAV"]
    assert found["unscripted"] != found["text"]
    assert [stop["href"] for stop in found["tabs"]] == ["/second", "/first"]
    assert not any(stop["outlined"] for stop in found["tabs"])
    assert found["moving"] == ["A", "A"]
    assert not found["skip"]["first"]["skip"]
    assert found["paper"]["shown"]["nav"]
