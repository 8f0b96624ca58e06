"""Registrars with books of their own, that outlive every process of ours, and our clients of them."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol, cast

import botocore.endpoint
import botocore.session
import pytest

from launcher.drill.world.script import Rule
from launcher.errors import ProviderFailed
from launcher.providers.aws.route53_domains import Route53Domains
from launcher.providers.by_hand import ByHand
from launcher.providers.porkbun.registrar import Porkbun
from launcher.providers.porkbun.wire import Keys
from launcher.providers.sandbox.ports import SandboxRegistrar
from launcher.providers.sandbox.process import World as Sandbox
from launcher.providers.sandbox.wire import read_world
from launcher.services import Registrar, Registry
from tests import worlds
from tests.saga.fates import Fate
from tests.wire import porkbun, route53_domains_case
from tests.wire.server import Counterpart, serving

NAME = "crise-eau.ca"
Heard = Callable[[str], None]
"""Is told of a call before and after it is made, where it does not go over HTTP."""


class Brisk:
    """The machine's time, but for what is waited for: that has passed already. `waited` is how long, in seconds."""

    def __init__(self) -> None:
        self.waited = 0.0

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def elapsed(self) -> float:
        return self.waited

    def sleep(self, seconds: float) -> None:
        self.waited += seconds


@dataclass(frozen=True)
class Access:
    """All that a process of ours must be given to reach an account: JSON. `name` is one that nobody has yet."""

    kind: str
    place: str
    name: str = NAME
    currency: str = "USD"

    def client(self) -> Registrar:
        """The provider, in a process that begins."""
        made: Mapping[str, Callable[[str], Any]] = {
            "sandbox": lambda state: SandboxRegistrar(cast(Sandbox, read_world(Path(state)))),
            "porkbun": lambda url: Porkbun(Keys(porkbun.KEY, porkbun.SECRET), Brisk(), url + porkbun.ROOT.rstrip("/")),
            "route53": _route53,
        }
        client: Registrar = made[self.kind](self.place)
        return client


def _route53(url: str) -> Route53Domains:
    who = route53_domains_case.REGISTRANT
    return Route53Domains(who, Brisk(), profile="asker", buyer="buyer", endpoint=url, zone_keys=lambda _: ())


class Played(Protocol):
    """An account at a registrar, from outside."""

    access: Access
    by_hand: bool

    def suffers(self, fate: Fate) -> None:
        """What shall become of the next purchase."""

    def client(self, heard: Heard) -> Registrar:
        """The provider, in a process that begins."""

    def paid(self) -> Sequence[str]:
        """The names in the registrar's own books, as often as they were paid for."""


# ── those that sell ──────────────────────────────────────────────────────────────────────────────


class Sells:
    """One whose provider needs nothing but its access."""

    by_hand = False

    def __init__(self, access: Access) -> None:
        self.access = access

    def client(self, _: Heard) -> Registrar:
        return self.access.client()


class OfSandbox(Sells):
    """The embedded world: a process of its own."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(Access("sandbox", str(sandbox.state), worlds.fresh_name(), "CAD"))
        self._sandbox = sandbox

    def suffers(self, fate: Fate) -> None:
        worlds.script(self._sandbox, *(_told(rule, self.access.name) for rule in fate.script(self.access.currency)))

    def paid(self) -> Sequence[str]:
        return [name for name in worlds.charges(self._sandbox) if name == self.access.name]


def _told(rule: Rule, name: str) -> dict[str, Any]:
    told = {"on": rule.on, "do": rule.do, "nth": rule.nth, "name": name, "polls": rule.polls, "seconds": rule.seconds}
    return {**told, "price": str(rule.price)} if rule.price else told


class OnTheWire(Sells):
    """A real API, as it is played on loopback."""

    def __init__(self, kind: str, there: Counterpart) -> None:
        super().__init__(Access(kind, there.url))
        self._there = there

    def suffers(self, fate: Fate) -> None:
        self._there.script.replace(fate.script(self.access.currency))

    def paid(self) -> Sequence[str]:
        return self._there.charges


@contextlib.contextmanager
def of_sandbox(_: Path, sandbox: Sandbox) -> Iterator[Played]:
    try:
        yield OfSandbox(sandbox)
    finally:
        worlds.script(sandbox)


@contextlib.contextmanager
def of_porkbun(folder: Path) -> Iterator[Played]:
    with serving(porkbun.Front, folder, {"currency": "USD"}) as there:
        yield OnTheWire("porkbun", there)


@contextlib.contextmanager
def of_route53(folder: Path) -> Iterator[Played]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", _loader)
        patch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=lambda _: None, time=time.time))
        route53_domains_case.keys(folder.with_name("aws"), patch)
        with route53_domains_case.played(folder) as case:
            yield OnTheWire("route53", case.there)


_loader = functools.cache(botocore.session.create_loader)
"""The SDK's files are read once: they are the same in every process."""


# ── a person ─────────────────────────────────────────────────────────────────────────────────────

OURS = ("ns1.host.example", "ns2.host.example")
_SHOWN = {"": (), "ours": OURS, "parked": ("ns.registrar.example",), "others": ("ns.others.example",)}


class OfPerson:
    """A registry that shows what somebody bought elsewhere; each look is a question, and the last answer stays."""

    by_hand = True

    def __init__(self) -> None:
        self.access = Access("by-hand", "", NAME, "CAD")
        self._shown: list[str] = []

    def suffers(self, fate: Fate) -> None:
        self._shown = list(fate.shown)

    def client(self, heard: Heard) -> Registrar:
        return ByHand(cast(Registry, _Parent(self, heard)), Brisk(), lambda _: OURS, self.access.currency)

    def paid(self) -> Sequence[str]:
        return ()

    def servers(self) -> tuple[str, ...]:
        told = self._shown.pop(0) if len(self._shown) > 1 else self._shown[0]
        if told == "silent":
            raise ProviderFailed("no server of ca answers", hint="`sparewheel resume` asks again.")
        return _SHOWN[told]


class _Parent:
    """What a purchase by hand asks of the registry."""

    def __init__(self, there: OfPerson, heard: Heard) -> None:
        self._there, self._heard = there, heard

    def servers(self, _: str) -> tuple[str, ...]:
        self._heard("before servers")
        try:
            return self._there.servers()
        finally:
            self._heard("after servers")


@contextlib.contextmanager
def of_person(_: Path) -> Iterator[Played]:
    yield OfPerson()
