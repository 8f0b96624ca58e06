"""Tier one: is a name delegated? Asked of the TLD's own authoritative servers, hundreds at a time.

Never of a resolver, ours or a public one: it would remember for an hour that the name is not there, and readers would
not find the site that we then put there (`knowledge/domains` §0.3).

Each server is first asked about a name that nobody can have. What does not answer that with authority (dead, lame, out
of its depth) is asked nothing more; where even that name looks taken, "taken" means nothing.
"""

from __future__ import annotations

import functools
import re
import secrets
import string
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
from publicsuffixlist import PublicSuffixList

from launcher.model import Availability, Quote, Server
from launcher.providers.registries.sweep import Heard, Question, Sweep

PATIENCE = 8.0
"""Seconds for all names together; what is not answered by then is unknown."""
SURVEY = 2.0
"""Seconds in which a server must show that it is there."""
MOST_SERVERS = 6
"""Of one zone: more would not make it faster."""
FIRST_WAIT = 0.3
"""Seconds after which an answer counts as lost while a server's distance is not known."""
WAIT_RANGE = (0.12, 1.0)
"""The same once it is, at least and at most; in between, four times the round trip."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone that names are registered in, without last dot, and its authoritative servers."""

    apex: str
    servers: tuple[Server, ...]


FindZone = Callable[[str, bool], Zone | None]
"""A public suffix → the zone that its names are delegated from; None when there is none or nobody tells. With True,
nothing remembered is used."""


@dataclass(frozen=True, slots=True)
class _Surveyed:
    """A zone's servers that answer with authority, and after how many seconds an answer of each counts as lost; whether
    every name in the zone looks taken; without servers, why there are none."""

    waits: Mapping[Server, float] = field(default_factory=dict)
    wild: bool = False
    why: str = ""


# ── what an answer says ──────────────────────────────────────────────────────────────────────────


def judged(message: dns.message.Message) -> Availability | None:
    """What an answer to "who serves this name?" says of it; None when the server does not speak with authority.

    Taken: a referral to the name's own servers, or an authoritative answer. Available: an authoritative "no such name".
    Unknown: the name is there and nobody serves it: names below it, or a registration kept in the TLD's zone itself.
    """
    name = message.question[0].name if message.question else dns.name.root
    authoritative = bool(message.flags & dns.flags.AA)
    if message.rcode() == dns.rcode.NOERROR and not message.answer and _refers(message, name):
        return Availability.TAKEN
    if not authoritative or message.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return None
    if message.answer:
        return Availability.TAKEN
    return Availability.AVAILABLE if message.rcode() == dns.rcode.NXDOMAIN else Availability.UNKNOWN


def _refers(message: dns.message.Message, name: dns.name.Name) -> bool:
    """Is this a referral to the name's own servers, or to those of every name of its zone?"""
    owners = [one.name for one in message.authority if one.rdtype == dns.rdatatype.NS]
    return any(one == name or (one.is_wild() and one.parent() == name.parent()) for one in owners)


# ── many names ───────────────────────────────────────────────────────────────────────────────────


_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")


@functools.cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True)  # names under a private suffix are not a registry's to give


def suffix_of(name: str) -> str | None:
    """The public suffix under which the name is registered; None when it is no name that one registers."""
    if len(name) > 253 or not _NAME.fullmatch(name):
        return None
    return name.partition(".")[2] if _suffixes().privatesuffix(name) == name else None


def delegated(names: Sequence[str], find: FindZone) -> tuple[Quote, ...]:
    """Taken, available (not delegated) or unknown, in the order asked, with a few words why."""
    suffixes = {name: suffix for name in names if (suffix := suffix_of(name))}
    zones = _survey(sorted(set(suffixes.values())), find)
    told = {name: Quote(name, Availability.UNKNOWN, why=zones[suffix].why) for name, suffix in suffixes.items()}
    asked = [name for name, suffix in suffixes.items() if zones[suffix].waits]
    waits = {server: wait for zone in zones.values() for server, wait in zone.waits.items()}
    questions = [Question(dns.name.from_text(name), _turned(zones[suffixes[name]], n)) for n, name in enumerate(asked)]
    heard = Sweep(questions, _settles, lambda server: waits[server], PATIENCE).run()
    told |= {name: _quote(name, zones[suffixes[name]], one) for name, one in zip(asked, heard, strict=True)}
    return tuple(told.get(name) or Quote(name, Availability.UNKNOWN, why="no name to register") for name in names)


def _settles(message: dns.message.Message) -> bool:
    return judged(message) is not None


def _turned(zone: _Surveyed, start: int) -> tuple[Server, ...]:
    """The zone's servers, each question from another one on."""
    servers = tuple(zone.waits)
    return servers[start % len(servers) :] + servers[: start % len(servers)]


_WORDS = {
    Availability.TAKEN: "delegated",
    Availability.AVAILABLE: "not delegated",
    Availability.UNKNOWN: "it exists, but nobody serves it",
}


def _quote(name: str, zone: _Surveyed, heard: Heard) -> Quote:
    said = judged(heard.message) if heard.message else None
    if said is None:
        return Quote(name, Availability.UNKNOWN, why=heard.why)
    if said is Availability.TAKEN and zone.wild:
        return Quote(name, Availability.UNKNOWN, why="every name there looks taken")
    return Quote(name, said, why=_WORDS[said])


# ── which servers to ask ─────────────────────────────────────────────────────────────────────────


def _survey(suffixes: Sequence[str], find: FindZone) -> dict[str, _Surveyed]:
    """What can be asked about each suffix. Servers that were remembered and are gone are looked for again."""
    with ThreadPoolExecutor(max(1, len(suffixes))) as pool:
        zones = dict(zip(suffixes, pool.map(lambda suffix: find(suffix, False), suffixes), strict=True))
        found = _probed(zones)
        silent = [suffix for suffix in suffixes if zones[suffix] and not found[suffix].waits]
        again = dict(zip(silent, pool.map(lambda suffix: find(suffix, True), silent), strict=True))
    return found | _probed({suffix: zone for suffix, zone in again.items() if zone and zone != zones[suffix]})


def _probed(zones: Mapping[str, Zone | None]) -> dict[str, _Surveyed]:
    asked = [(suffix, server) for suffix, zone in zones.items() if zone for server in zone.servers[:MOST_SERVERS]]
    nobodys = {suffix: _nobodys(suffix) for suffix in zones}
    questions = [Question(nobodys[suffix], (server,)) for suffix, server in asked]
    heard = dict(zip(asked, Sweep(questions, _settles, lambda _: FIRST_WAIT, SURVEY).run(), strict=True))
    return {
        suffix: _zone(suffix, {server: one for (at, server), one in heard.items() if at == suffix}) for suffix in zones
    }


def _nobodys(suffix: str) -> dns.name.Name:
    """A name under the suffix that nobody can have registered."""
    label = "".join(secrets.choice(string.ascii_lowercase) for _ in range(24))
    return dns.name.from_text(f"{label}.{suffix}")


def _zone(suffix: str, heard: Mapping[Server, Heard]) -> _Surveyed:
    told = {server: one for server, one in heard.items() if one.message}
    if not told:
        whys = dict.fromkeys(one.why for one in heard.values())
        return _Surveyed(why=f"no server of .{suffix} tells" + (f" ({', '.join(whys)})" if whys else ""))
    said = {judged(one.message) for one in told.values() if one.message}
    shortest, longest = WAIT_RANGE
    waits = {server: min(longest, max(shortest, 4 * one.seconds)) for server, one in told.items()}
    return _Surveyed(waits, wild=Availability.TAKEN in said)
