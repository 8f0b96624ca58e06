"""What `launch` put up, in a real browser, by its own name and in both languages."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.real.conftest import Visit

pytestmark = pytest.mark.real
RECALL = "playbooks/product-recall/drill"


@pytest.fixture(scope="module")
def launched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    workspace = tmp_path_factory.mktemp("launched")

    def sparewheel(*arguments: str) -> dict[str, Any]:
        command = [sys.executable, "-m", "launcher", *arguments, "--json"]
        told = subprocess.run(command, cwd=workspace, check=True, capture_output=True, text=True).stdout
        data: dict[str, Any] = json.loads(told)["data"]
        return data

    sparewheel("init", ".", "--yes")
    try:
        given = ("--facts", f"{RECALL}/facts.yaml", "--signals", f"{RECALL}/signals")
        data = sparewheel("launch", "--playbook", "product-recall", *given, "--yes")
        yield {**data, "edge": sparewheel("sandbox", "status")["ports"]["edge"]}
    finally:
        sparewheel("sandbox", "down")


@pytest.mark.parametrize(
    ("path", "lang", "words"),
    [
        ("", "fr", "Ne consommez pas les produits visés"),
        ("en/", "en", "Do not eat the recalled products"),
    ],
)
def test_home_in_both_languages(launched: dict[str, Any], visit: Visit, path: str, lang: str, words: str) -> None:
    dom, console = visit(launched["site_url"] + path)
    assert f'<html lang="{lang}"' in dom
    assert words in dom
    assert 'data-mode="live"' in dom
    assert console == []


def test_by_its_own_name(launched: dict[str, Any], visit: Visit) -> None:
    """Browsers take `*.localhost` for this machine: the edge finds the site by the host that they ask for."""
    dom, _ = visit(f"http://{launched['domain']}.localhost:{launched['edge']}/")
    assert f'rel="canonical" href="https://{launched["domain"]}/"' in dom
