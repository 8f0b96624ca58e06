"""What a CA takes of us, kept by ourselves in the ledger of the store: we stop before it stops us."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from launcher.errors import ProviderFailed
from launcher.providers.acme import refusals as acme_refusals
from launcher.providers.acme.store import Store
from launcher.services import Clock

HOUR, WEEK = dt.timedelta(hours=1), dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many, in so long; `told` ends “4 orders for example.org”."""

    most: int
    within: dt.timedelta
    told: str


BEGUN, FAILED, ISSUED = "begun", "failed", "issued"
Limits = Mapping[str, Limit]
"""By what the ledger notes: BEGUN and ISSUED for a set of names, FAILED for a host."""
CAREFUL: Limits = {
    BEGUN: Limit(10, HOUR, "were begun within the hour"),
    FAILED: Limit(4, HOUR, "failed within the hour"),
    ISSUED: Limit(4, WEEK, "were fulfilled within the week"),
}
"""Let's Encrypt counts five failed validations for a host in an hour, and five certificates for a set of names in a
week: one of each is left to a person."""
REHEARSING: Limits = {BEGUN: Limit(30, HOUR, "were begun within the hour")}


class Ledger:
    """What was begun, failed and issued at one directory. `names` are sorted."""

    def __init__(self, directory: str, store: Store, clock: Clock, limits: Limits) -> None:
        self._directory = directory
        self._store = store
        self._clock = clock
        self._limits = limits

    def begun(self, names: Sequence[str]) -> None:
        """An order is about to be begun. ProviderFailed when another one would come near a limit."""
        of = {BEGUN: [_set(names)], ISSUED: [_set(names)], FAILED: hosts(names)}
        for what, limit in self._limits.items():
            for one in of[what]:
                self._keep(what, limit, one)
        self._note(BEGUN, _set(names))

    def failed(self, failing: Collection[str]) -> None:
        """The CA did not believe that these hosts are ours."""
        for host in failing:
            self._note(FAILED, host)

    def issued(self, names: Sequence[str]) -> None:
        """There is a certificate for these names."""
        self._note(ISSUED, _set(names))

    def was_issued(self, names: Sequence[str], within: dt.timedelta) -> bool:
        """Whether there was one for exactly these names lately."""
        return bool(self._times(ISSUED, _set(names), within))

    # ── inside ──

    def _keep(self, what: str, limit: Limit, of: str) -> None:
        times = self._times(what, of, limit.within)
        if len(times) >= limit.most:
            free = acme_refusals.shown(times[-limit.most] + limit.within)
            told = f"{len(times)} orders for {of} {limit.told}; another is possible at {free}"
            hint = "the CA's own limit is near; see why, then `sparewheel resume` at that time"
            raise ProviderFailed(told, hint=hint, code="ca-limit")

    def _note(self, what: str, of: str) -> None:
        self._store.note(what, self._directory, of, self._clock.now())

    def _times(self, what: str, of: str, within: dt.timedelta) -> tuple[dt.datetime, ...]:
        return self._store.noted(what, self._directory, of, self._clock.now() - within)


def hosts(names: Sequence[str]) -> list[str]:
    """The names that are looked at: a wildcard is proved by the name below it."""
    return list(dict.fromkeys(name.removeprefix("*.") for name in names))


def _set(names: Sequence[str]) -> str:
    return " ".join(names)
