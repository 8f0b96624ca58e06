"""The real inputs that lie beside the checkout; tests on them are skipped where they are absent."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
INPUTS = SHARED / "inputs"

needs_inputs = pytest.mark.skipif(not INPUTS.is_dir(), reason="real inputs are not beside this checkout")
