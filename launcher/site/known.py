"""What may be said, as figures: those of the facts that are public and confirmed, and of the contacts."""

from __future__ import annotations

from collections.abc import Iterator

from launcher.model import Fact, Status, Visibility, Yardstick
from launcher.site import shown
from launcher.site.quantities import Quantity

CONTACTS = "contacts"


def is_sayable(fact: Fact) -> bool:
    """Whether readers may learn it."""
    return fact.status is Status.CONFIRMED and fact.visibility is Visibility.PUBLIC and fact.value is not None


def figures(yardstick: Yardstick, lang: str) -> tuple[tuple[str, Quantity], ...]:
    """Each with the name of the fact that gives it."""
    return tuple(_figures(yardstick, lang))


def _figures(yardstick: Yardstick, lang: str) -> Iterator[tuple[str, Quantity]]:
    zone = yardstick.timezone
    for name, fact in yardstick.facts.items():
        if is_sayable(fact):
            for one in shown.quantities_of(fact.value, yardstick.types.get(name, ""), lang, zone):
                yield name, one
    for one in shown.quantities_of(dict(yardstick.contacts), "", lang, zone):
        yield CONTACTS, one
