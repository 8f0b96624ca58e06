"""`sparewheel.yaml` → Settings: who the organisation is, where things go, and what must never be exceeded.

Every problem is told at once, with file, line and a hint. Secrets never stand in it: they come from the environment,
a file that only its owner reads (mode 0600), or the SDK's own chain; what stands here is where to look.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from launcher.addresses import address, indexnow_key
from launcher.config import identity
from launcher.config.editions import editions
from launcher.config.forms import email, of_kind, phone, reference, tld
from launcher.config.targets import OPTIONS
from launcher.documents import Node, Problems, read
from launcher.model import Edition, Identity, Mode, Money, Site, Words
from launcher.shapes import choice, listing, mapping, money, natural, nearest, record, shorten, text, words
from launcher.shapes import duration as duration_shape

FILE = "sparewheel.yaml"
LANGUAGES = ("fr", "en")
SECRET_KEYS = re.compile(r"(secret|password|passwd|passphrase|token|api[_-]?key|access[_-]?key|private[_-]?key)", re.I)
SECRET_VALUES = re.compile(
    r"A[KS]IA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|gh[pousr]_[A-Za-z0-9]{36}|(pk|sk)1?_[0-9a-f]{40}"
)


@dataclass(frozen=True, slots=True)
class Contact:
    """How one public reaches the organisation; `hours` in each language."""

    phone: str
    email: str
    hours: Words


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who speaks. `registrant` says where that data is (`env:NAME` or `file:PATH`), never what it is."""

    name: Words
    languages: tuple[str, ...]
    brands: tuple[str, ...]
    timezone: str
    public: Contact
    press: Contact
    spokesperson: Words
    registrant: str
    identity: Identity = field(default_factory=Identity)


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings that `--yes` cannot lift: price of a name, names a crisis may buy, how long to wait for one."""

    max_price: Money
    max_registrations: int
    max_wait: dt.timedelta
    keep_releases: int = 50
    """Releases that have been live and can be put back from the storage."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where things go: a kind that `connect` knows, and its options."""

    name: str
    kind: str
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """A place on the network that `keywords --online` may ask: a kind that `connect` knows, and its options."""

    name: str
    kind: str
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole of `sparewheel.yaml`."""

    organisation: Organisation
    tlds: tuple[str, ...]
    limits: Limits
    target: str
    targets: Mapping[str, Target]
    sources: tuple[Source, ...] = ()
    editions: tuple[Edition, ...] = ()
    pings: Mapping[str, str] = field(default_factory=dict)
    """Who is told of a publish: `indexnow`, `websub`, each with its address."""

    def site(self, mode: Mode, url: str) -> Site:
        """What a build needs of the settings."""
        org = self.organisation
        contacts = {
            name: {"phone": contact.phone, "email": contact.email, "hours": dict(contact.hours)}
            for name, contact in (("public", org.public), ("press", org.press))
        }
        return Site(
            mode=mode,
            url=url,
            languages=org.languages,
            name=org.name,
            timezone=org.timezone,
            contacts={**contacts, "spokesperson": dict(org.spokesperson)},
            identity=org.identity,
            indexnow=indexnow_key(host) if (host := _told_of(mode, url)) and "indexnow" in self.pings else "",
            hub=self.pings.get("websub", "") if host else "",
        )


def _told_of(mode: Mode, url: str) -> str:
    """The host that others are told of: never an exercise's, nor the dormant site's."""
    return urlsplit(url).hostname or "" if mode is Mode.LIVE else ""


def load(path: Path, *, name: str = FILE) -> Settings:
    """The settings of a workspace. Raises Malformed with every problem at once."""
    node = read(path, name=name)
    problems = Problems()
    _no_secrets(node, problems)
    settings = _settings(node, problems, path.parent)
    problems.stop(name)
    assert settings is not None
    return settings


def _settings(node: Node, problems: Problems, folder: Path) -> Settings | None:
    shape = record(
        {
            "organisation": partial(_organisation, folder),
            "names": record({"tlds": listing(tld, at_least=1)}),
            "limits": _limits,
        },
        {
            "target": text,
            "targets": mapping(of_kind(OPTIONS)),
            "sources": _sources,
            "editions": editions(_spoken(node)),
            "pings": record({}, {"indexnow": address, "websub": address}),
        },
    )
    found = shape(node, problems)
    targets = {name: Target(name, *spec) for name, spec in found.get("targets", {"sandbox": ("sandbox", {})}).items()}
    default = found.get("target", "sandbox")
    if default not in targets:
        where = node.value["target"].where if isinstance(node.value, Mapping) and "target" in node.value else node.where
        hint = nearest(default, targets) or f"Known: {', '.join(sorted(targets)) or 'none'}."
        problems.add("unknown-target", f"no target is called `{shorten(default)}`", where, hint)
    if problems:
        return None
    return Settings(
        organisation=found["organisation"],
        tlds=found["names"]["tlds"],
        limits=found["limits"],
        target=default,
        targets=targets,
        sources=found.get("sources", ()),
        editions=found.get("editions", ()),
        pings=found.get("pings", {}),
    )


def _spoken(node: Node) -> tuple[str, ...]:
    """The organisation's languages; what is wrong with them is told where it is read."""
    organisation = node.value.get("organisation") if isinstance(node.value, Mapping) else None
    return _languages_of(organisation, Problems()) if organisation else LANGUAGES


def _sources(node: Node, problems: Problems) -> tuple[Source, ...]:
    for name, child in node.value.items() if isinstance(node.value, Mapping) else ():
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,29}", name):
            hint = "Small letters, digits and hyphens: files are called after it."
            problems.add("wrong-name", f"`{shorten(name)}` cannot be the name of a source", child.named, hint)
    return tuple(Source(name, *spec) for name, spec in mapping(of_kind(SOURCES))(node, problems).items())


def _organisation(folder: Path, node: Node, problems: Problems) -> Organisation | None:
    identity.unquoted(node, problems)
    languages = _languages_of(node, problems)
    contact = record({"phone": phone, "email": email, "hours": words(languages)})
    found = record(
        {
            "name": words(languages),
            "languages": listing(choice(LANGUAGES), at_least=1),
            "timezone": _zone,
            "contacts": record({"public": contact, "press": contact}),
            "spokesperson": words(languages),
            "registrant": reference,
        },
        {
            "brands": listing(text),
            "colour": identity.colour,
            "logo": identity.logo(folder),
            "security": identity.security,
        },
    )(node, problems)
    if problems:
        return None
    public, press = (Contact(**found["contacts"][side]) for side in ("public", "press"))
    return Organisation(
        name=found["name"],
        languages=found["languages"],
        brands=found.get("brands", ()),
        timezone=found["timezone"],
        public=public,
        press=press,
        spokesperson=found["spokesperson"],
        registrant=found["registrant"],
        identity=Identity(**{key: found[key] for key in ("colour", "logo", "security") if key in found}),
    )


def _languages_of(node: Node, problems: Problems) -> tuple[str, ...]:
    """The languages come first: everything else in the organisation is read in them."""
    if isinstance(node.value, Mapping) and "languages" in node.value:
        quiet = Problems()
        found = listing(choice(LANGUAGES), at_least=1)(node.value["languages"], quiet)
        if quiet:
            return LANGUAGES
        if len(set(found)) == len(found):
            return found
        problems.add("twice", "a language stands here twice", node.value["languages"].named, "Keep one.")
    return LANGUAGES


def _limits(node: Node, problems: Problems) -> Limits:
    more = {"max_registrations": natural, "max_wait": duration_shape, "keep_releases": natural}
    found = record({"max_price": money}, more)(node, problems)
    return Limits(
        max_price=found.get("max_price", Money(Decimal(0))),
        max_registrations=found.get("max_registrations", 1),
        max_wait=found.get("max_wait", dt.timedelta(minutes=30)),
        keep_releases=max(2, found.get("keep_releases", 50)),
    )


SOURCES: Mapping[str, Any] = {
    "feed": record({"url": address}),
    "gdelt": record({}, {"url": address}),
    "wikimedia": record({}, {"url": address, "contact": email}),
}
"""Each kind of source and the options it takes; `url` of a service is where else than at home it is found."""


def _zone(node: Node, problems: Problems) -> str:
    name = text(node, problems).strip()
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        problems.add("unknown-zone", f"`{shorten(name)}` is not a time zone", node.where, "Example: America/Toronto")
        return "UTC"
    return name


def _no_secrets(node: Node, problems: Problems, key: str = "this") -> None:
    """Neither by its name nor by its looks may a secret stand here; it is never repeated in a message."""
    if isinstance(node.value, Mapping):
        for name, child in node.value.items():
            _no_secrets(child, problems, name)
    elif isinstance(node.value, tuple):
        for child in node.value:
            _no_secrets(child, problems, key)
    if SECRET_KEYS.search(key) or (isinstance(node.value, str) and SECRET_VALUES.search(node.value)):
        hint = "Take it out of this file: use the environment, a file with mode 0600, or the SDK's own chain."
        problems.add("secret", f"`{shorten(key)}` looks like a secret", node.named, hint)
