"""The Nu HTML checker: no error, no warning, on any page of any site."""

from __future__ import annotations

import pytest

from tests.audit import tools
from tests.audit.sites import Audited

pytestmark = pytest.mark.real


def test_markup(measuring: None, audited: Audited) -> None:
    assert tools.nu([audited.root]) == []
