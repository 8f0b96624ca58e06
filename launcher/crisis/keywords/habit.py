"""Heights that a series reaches by habit: the newsletter of the first of the month, the anniversary, the noise of a
word so rare that its searches come and go. They are abnormal by the points before, and still no news."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

OFTEN = 3
"""Times that a height was passed within the memory of the normal, from which on it is usual."""
WEEK = 6.0
"""Days: the shortest rhythm looked for; days and nights are in the normal already."""
YEAR = 365.25
SLACK = 3.0
"""Days that months differ by, or that pass until an anniversary is told on a working day."""
REMEMBERED = 60
"""Peaks that are kept: five years of months."""
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Peak:
    """Its onset and its last moment, in days since the first peak, and its height."""

    onset: float
    last: float
    height: float


class Habit:
    """The peaks that a series has had. `step`: the time between two points; `memory`: that of the normal level."""

    def __init__(self, step: dt.timedelta, memory: dt.timedelta) -> None:
        self._peaks: deque[_Peak] = deque(maxlen=REMEMBERED)
        self._first: dt.datetime | None = None
        self._step, self._memory = step / DAY, memory / DAY
        self._pause = max(1.0, self._step * 1.5)

    def note(self, moment: dt.datetime, value: float, *, same: bool = False) -> None:
        """Remember an abnormal point: part of the last peak when it follows it closely or is of the `same` burst."""
        day = self._day(moment)
        if same or self._goes_on(day):
            last = self._peaks.pop()
            self._peaks.append(_Peak(last.onset, day, max(last.height, value)))
        else:
            self._peaks.append(_Peak(day, day, value))

    def height(self, moment: dt.datetime) -> float:
        """The height that earlier peaks make usual at this moment; 0 when none does."""
        day = self._day(moment)
        earlier = list(self._peaks)
        start = earlier.pop().onset if self._goes_on(day) else day
        return max(self._often(earlier, start), self._regular(earlier, start), self._yearly(earlier, start))

    def _day(self, moment: dt.datetime) -> float:
        self._first = self._first or moment
        return (moment - self._first) / DAY

    def _goes_on(self, day: float) -> bool:
        return bool(self._peaks) and day - self._peaks[-1].last <= self._pause

    def _often(self, earlier: Sequence[_Peak], start: float) -> float:
        heights = sorted((peak.height for peak in earlier if start - peak.onset <= self._memory), reverse=True)
        return heights[OFTEN - 1] if len(heights) >= OFTEN else 0.0

    def _regular(self, earlier: Sequence[_Peak], start: float) -> float:
        """Two earlier peaks whose distance is the distance from the later one to this moment."""
        onsets = [peak.onset for peak in earlier]
        usual = 0.0
        for second in earlier:
            gap = start - second.onset
            if gap >= WEEK:
                slack = max(self._step, min(gap / 10, SLACK))
                due = second.onset - gap
                firsts = earlier[bisect_left(onsets, due - slack) : bisect_right(onsets, due + slack)]
                usual = max([usual, *(min(first.height, second.height) for first in firsts)])
        return usual

    def _yearly(self, earlier: Sequence[_Peak], start: float) -> float:
        slack = max(self._step, SLACK)
        return max((peak.height for peak in earlier if abs(start - peak.onset - YEAR) <= slack), default=0.0)
