"""Lighthouse as a telephone sees the pages: everything but speed must be whole. Speed is `benchmarks/pages.py`'s."""

from __future__ import annotations

import pytest

from launcher.model import Mode
from tests.audit import sites, tools
from tests.audit.sites import Audited

GATES = ("accessibility", "best-practices", "seo")
WHOLE = (sites.RECALL, next((one for one in sites.playbooks() if one != sites.RECALL), ""))
"""The playbooks of which every measured page is looked at; of the others, the home pages: the theme is the same."""

pytestmark = pytest.mark.real


def test_gates(audited: Audited, served: str) -> None:
    paths = audited.measured if audited.name in WHOLE else audited.homes
    gates = GATES if audited.site.mode is Mode.LIVE else GATES[:2]  # what must not be listed cannot please searchers
    seen = tools.browser("lighthouse", pages=[served + path for path in paths])
    assert [one["page"] for one in seen] == [served + path for path in paths]
    assert [(one["page"], one["lost"]) for one in seen if any(one["scores"][gate] < 100 for gate in gates)] == []
    assert [
        (one["page"], one["requests"], one["third"]) for one in seen if (one["requests"], one["third"]) != (1, 0)
    ] == []
