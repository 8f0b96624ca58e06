"""Orders at one directory: begun or found again, proved by DNS-01, finalized, their certificates collected."""

from __future__ import annotations

import datetime as dt
import http
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import requests
from acme import crypto_util, errors, messages
from cryptography import x509

from launcher.errors import ProviderFailed
from launcher.providers.acme import pem
from launcher.providers.acme import refusals as acme_refusals
from launcher.providers.acme.authority import Authority
from launcher.providers.acme.limits import CAREFUL, REHEARSING, Ledger, hosts
from launcher.providers.acme.pem import Pem
from launcher.providers.acme.store import Pending, Store
from launcher.providers.acme.wire import Wire, is_key, new_key
from launcher.services import Clock

_PAUSES = (0.25, 8.0)
"""Seconds between two looks where the CA asks for no pause: at first, doubled each time, and at most."""
_MARGIN = dt.timedelta(minutes=10)
"""An order that ends sooner is not begun to be proved."""
_BUSY = ("pending", "processing")


class Orders:
    """For one call: it logs in once. The account's key and what is under way are in the store; `names` are sorted."""

    def __init__(self, directory: str, authority: Authority, store: Store, clock: Clock) -> None:
        limits = CAREFUL if directory == authority.directory else REHEARSING
        self.ledger = Ledger(directory, store, clock, limits)
        self._directory = directory
        self._contact = authority.contact
        self._store = store
        self._clock = clock
        self._wire = Wire(directory, authority.root, clock.now)

    def challenges(self, names: Sequence[str]) -> Mapping[str, set[str]]:
        """By the name of a TXT record, the values that it must hold for the order under way, or for a new one."""
        self._log_in()
        order = self._found(names) or self._begun(names)
        wanted: dict[str, set[str]] = defaultdict(set)
        with self._wire.asking("tell how to prove that the names are ours"):
            for one in self._authorizations(order):
                if one["status"] == "pending":
                    value, _ = self._wire.authorization(_dns01(one))
                    wanted[f"_acme-challenge.{one['identifier']['value']}"].add(f'"{value}"')
        return wanted

    def complete(self, names: Sequence[str], max_wait: float) -> Pem:
        """Let the CA look, and wait for the certificate, `max_wait` seconds at most. An order that failed is forgotten:
        the next challenges are another's."""
        self._log_in()
        pending, order = self._store.pending(self._directory, names), self._found(names)
        if pending is None or order is None:
            hint = "`sparewheel resume` begins another"
            raise ProviderFailed(f"there is no order under way for {', '.join(names)}", hint=hint, code="no-order")
        end = self._clock.elapsed() + max_wait
        with self._wire.asking(f"certify {names[0]}", changes=True):
            self._prove(order, names, end)
            self._finalize(pending, names, end)
            return self._collected(pending, names, end)

    def served(self, names: Sequence[str]) -> None:
        """The order's certificate is where it belongs."""
        self.ledger.issued(names)
        self._forget(names)

    # ── an order ──

    def _log_in(self) -> None:
        with self._store.alone():  # two accounts of one workspace would not know each other's orders
            key = self._store.account(self._directory)
            if not is_key(key):
                key = new_key()
                self._store.keep_account(self._directory, key)
        self._wire.log_in(key, self._contact)

    def _found(self, names: Sequence[str]) -> Mapping[str, Any] | None:
        """The order under way, as the CA tells it now; None when there is none that is good."""
        pending = self._store.pending(self._directory, names)
        if pending is None:
            return None
        with self._wire.asking("tell of our order"):
            order = self._known(pending.url)
            if order is not None and self._lasts(order):
                if order["status"] != "invalid":
                    return order
                self.ledger.failed(hosts(names))  # nobody was here to see which
        self._forget(names)
        return None

    def _known(self, url: str) -> Mapping[str, Any] | None:
        """None when the CA has no such order, or none of ours."""
        try:
            return self._asked(url)
        except errors.Error:
            if self._wire.status in (http.HTTPStatus.NOT_FOUND, http.HTTPStatus.FORBIDDEN):
                return None
            raise

    def _lasts(self, order: Mapping[str, Any]) -> bool:
        expires = order.get("expires")
        return not expires or dt.datetime.fromisoformat(expires) > self._clock.now() + _MARGIN

    def _begun(self, names: Sequence[str]) -> Mapping[str, Any]:
        self.ledger.begun(names)
        wanted = [messages.Identifier(typ=messages.IDENTIFIER_FQDN, value=name) for name in names]
        with self._wire.asking(f"begin an order for {', '.join(names)}", changes=True):
            answer = self._wire.post(self._wire.place("newOrder"), messages.NewOrder(identifiers=wanted))
            order = _object(answer)
            self._store.keep_pending(self._directory, names, Pending(answer.headers["Location"], new_key()))
        return order

    def _prove(self, order: Mapping[str, Any], names: Sequence[str], end: float) -> None:
        """Have each name looked at that is not proved yet."""
        for one in self._authorizations(order):
            if one["status"] == "pending":
                challenge = _dns01(one)
                if challenge["status"] == "pending":
                    self._wire.post(challenge["url"], self._wire.authorization(challenge)[1])
        ended = [self._settled(url, end) for url in order["authorizations"]]
        if failed := [one for one in ended if one["status"] != "valid"]:
            failing = [one["identifier"]["value"] for one in failed]
            why = next(filter(None, map(_error, failed)), {})
            self._give_up(names, failing)
            raise acme_refusals.of_challenge(failing[0], self._wire.called, why)

    def _finalize(self, pending: Pending, names: Sequence[str], end: float) -> None:
        order = self._settled(pending.url, end)
        if order["status"] == "ready":
            csr = x509.load_pem_x509_csr(crypto_util.make_csr(pending.key.encode(), list(names)))
            self._wire.post(order["finalize"], messages.CertificateRequest(csr=csr))

    def _collected(self, pending: Pending, names: Sequence[str], end: float) -> Pem:
        order = self._settled(pending.url, end)
        if order["status"] != "valid":
            self._give_up(names, hosts(names))
            raise acme_refusals.of_challenge(names[0], self._wire.called, order.get("error") or {})
        found = pem.read(self._wire.post(order["certificate"]).text, pending.key)
        if not found.covers(names):
            self._give_up(names, hosts(names))
            told = f"{self._wire.called} gave a certificate for other names: {', '.join(found.names) or 'none'}"
            raise ProviderFailed(told, hint="it was not kept; `sparewheel resume` asks again", code="wrong-certificate")
        return found

    def _give_up(self, names: Sequence[str], failing: Collection[str]) -> None:
        self.ledger.failed(set(failing))
        self._forget(names)

    def _forget(self, names: Sequence[str]) -> None:
        self._store.drop_pending(self._directory, names)

    # ── asking ──

    def _asked(self, url: str) -> Mapping[str, Any]:
        return _object(self._wire.post(url))

    def _authorizations(self, order: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        return map(self._asked, order["authorizations"])

    def _settled(self, url: str, end: float) -> Mapping[str, Any]:
        """What stands there once the CA is done with it. It is asked again when it says, if that is before `end`."""
        pause, longest = _PAUSES
        while True:
            answer = self._wire.post(url)
            found = _object(answer)
            if found["status"] not in _BUSY:
                return found
            left = end - self._clock.elapsed()
            now = self._clock.now()
            again = acme_refusals.when(answer.headers.get("Retry-After"), now)
            wait = max((again - now).total_seconds(), _PAUSES[0]) if again else pause
            if wait > left:
                hint = (
                    f"`sparewheel resume` goes on with the same order, best after {acme_refusals.shown(again or now)}"
                )
                raise ProviderFailed(f"{self._wire.called} takes its time", hint=hint, code="ca-slow")
            self._clock.sleep(wait)
            pause = min(2 * pause, longest)


def _object(answer: requests.Response) -> Mapping[str, Any]:
    """Its body. TypeError when that is something else."""
    found = answer.json()
    if not isinstance(found, Mapping):
        raise TypeError("not an object")
    return found


def _dns01(authorization: Mapping[str, Any]) -> Mapping[str, Any]:
    """Its challenge by DNS. KeyError when the CA offers none."""
    for challenge in authorization["challenges"]:
        if challenge["type"] == "dns-01":
            found: Mapping[str, Any] = challenge
            return found
    raise KeyError("dns-01")


def _error(authorization: Mapping[str, Any]) -> Mapping[str, Any]:
    """Why it failed, as the CA has it; empty: it does not say."""
    told = (challenge.get("error") for challenge in authorization["challenges"])
    return next(filter(None, told), {})
