"""axe on every page of every site, in the light and in the dark, from a small telephone to a desk."""

from __future__ import annotations

import pytest

from tests.audit import tools
from tests.audit.sites import Audited

SCHEMES = ("light", "dark")
WIDTHS = (320, 768, 1280)

pytestmark = pytest.mark.real


def test_no_violations(audited: Audited, served: str) -> None:
    seen = tools.browser("axe", pages=[served + path for path in audited.paths], schemes=SCHEMES, widths=WIDTHS)
    assert len(seen) == len(audited.paths) * len(SCHEMES) * len(WIDTHS)
    assert sorted({(one["page"], told) for one in seen for told in one["violations"]}) == []
    assert min(one["passes"] for one in seen) > 0
    grounds = {scheme: {one["ground"] for one in seen if one["scheme"] == scheme} for scheme in SCHEMES}
    assert not grounds["light"] & grounds["dark"], "the dark scheme was not shown"
