"""The worlds that these tests play in."""

from __future__ import annotations

from tests.worlds import start, world

__all__ = ["start", "world"]
