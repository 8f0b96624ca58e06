"""The machine's own clock."""

from __future__ import annotations

import datetime as dt
import time


class SystemClock:
    """Time as the machine tells it."""

    def now(self) -> dt.datetime:
        """The time in UTC."""
        return dt.datetime.now(dt.UTC)

    def elapsed(self) -> float:
        """Seconds on a clock that never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
