"""Certificates from a CA that speaks ACME, proved by DNS-01, wildcards among them, and kept in the workspace.

With a rehearsal (the CA's staging) two orders are under way at once, and DNS shows what both ask for. The real one is
let look only after the rehearsal has given its certificate, within a day: what would fail fails where it costs nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.errors import Refused
from launcher.model import Certificate, Record
from launcher.providers.acme import caa as acme_caa
from launcher.providers.acme.authority import Authority
from launcher.providers.acme.pem import Pem
from launcher.providers.acme.store import Store
from launcher.services import Clock

if TYPE_CHECKING:
    from launcher.providers.acme.order import Orders

TTL = 60
"""Of the records that prove a name, in seconds."""
SOON = dt.timedelta(hours=1)
"""A certificate that ends sooner is none."""
_REHEARSED = dt.timedelta(days=1)
_NAME = re.compile(r"(?=.{1,253}$)(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


class AcmeCertifier:
    """Certificates of one authority, in one folder (made when needed, for its owner's eyes alone). `caa` looks up what
    DNS says of who may issue; `max_wait` is how many seconds one CA may take for one order."""

    def __init__(
        self,
        authority: Authority,
        folder: Path,
        clock: Clock,
        *,
        caa: acme_caa.LookUp = acme_caa.unseen,
        max_wait: float = 600.0,
    ) -> None:
        self._authority = authority
        self._store = Store(folder)
        self._clock = clock
        self._caa = caa
        self._max_wait = max_wait

    def covering(self, names: Collection[str]) -> Certificate | None:
        """The certificate that is kept for all of these names and lasts longest, an hour at least; None: none does."""
        found = self._best(names)
        return found.certificate if found else None

    def challenges(self, names: Collection[str]) -> tuple[Record, ...]:
        """Begin the orders for these names, or find those under way; the TXT records that prove them, one set for each
        name, apex and wildcard together. What the CA still believes us asks for none."""
        wanted = _sorted(names)
        values: dict[str, set[str]] = {}
        for orders in self._stages(wanted):
            for owner, more in orders.challenges(wanted).items():
                values.setdefault(owner, set()).update(more)
        return tuple(Record(owner, "TXT", TTL, tuple(sorted(values[owner]))) for owner in sorted(values))

    def issue(self, names: Collection[str]) -> Certificate:
        """Let the rehearsal look, then the CA itself, and keep what it gives. Raises Refused when DNS or the CA says no
        for good, ProviderFailed when it can be tried again: an order that failed is not asked twice."""
        wanted = _sorted(names)
        self._refuse_forbidden(wanted)
        *rehearsal, last = self._stages(wanted)
        for orders in rehearsal:
            orders.complete(wanted, self._max_wait)
            orders.served(wanted)
        found = last.complete(wanted, self._max_wait)
        self._store.hold(self._authority.directory, wanted, found)
        last.served(wanted)
        return found.certificate

    def pem(self, host: str) -> Pem | None:
        """Chain and key for an edge that takes certificates: what `covering` would tell of this host."""
        return self._best([host])

    # ── inside ──

    def _best(self, names: Collection[str]) -> Pem | None:
        now, wanted = self._clock.now(), [name.lower() for name in names]
        held = self._store.held(self._authority.directory)
        good = [one for one in held if one.since <= now <= one.until - SOON and one.covers(wanted)]
        return max(good, key=lambda one: one.until, default=None)

    def _stages(self, names: tuple[str, ...]) -> list[Orders]:
        """Where an order must go through, the CA itself last."""
        from launcher.providers.acme.order import Orders  # 0.2 s: paid only by a command that needs it

        places = filter(None, (self._authority.rehearsal, self._authority.directory))
        *first, last = (Orders(place, self._authority, self._store, self._clock) for place in places)
        return [*(one for one in first if not one.ledger.was_issued(names, _REHEARSED)), last]

    def _refuse_forbidden(self, names: tuple[str, ...]) -> None:
        for name in names:
            host = name.removeprefix("*.")
            values = self._caa(host)
            if acme_caa.forbids(values, self._authority.issuers, wildcard=name != host):
                ca = next(iter(self._authority.issuers), "")
                kind = "issuewild" if name != host else "issue"
                hint = f'add `0 {kind} "{ca or "the CA"}"` to it, or name another CA; then resume'
                told = f"CAA of {host} does not let {ca or 'any CA'} certify {name}: {', '.join(values)}"
                raise Refused(told, hint=hint, code="ca-caa")


def _sorted(names: Collection[str]) -> tuple[str, ...]:
    """Each once, as DNS compares them. Refused when one is no name a CA could certify."""
    wanted = tuple(sorted({name.lower() for name in names}))
    for name in wanted:
        if not _NAME.fullmatch(name):
            raise Refused(f"{name!r} is no name to certify", hint="Like example.org or *.example.org.", code="ca-name")
    return wanted
