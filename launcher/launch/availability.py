"""Which names can be had, in three tiers: each knows more than the one before it, and is asked about fewer names.

    1  the TLDs' own servers   all names         taken is final; "not delegated" is not yet free
    2  RDAP                    the best twenty   taken and reserved are final; "no such object" is not yet for sale
    3  the registrar           the best five     alone makes a name available, with its price; asked on, five by five,
                                                 until five can be bought or twenty were asked

What cannot be reached is noted and passed over: the registrar's word is enough to buy, and nothing else is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from launcher.errors import ProviderFailed
from launcher.model import Availability, Candidate, Money, Quote, Reason
from launcher.services import World

MOST = 100
"""Names that the TLDs' servers are asked about: five times what the next tier asks. They take 1,000 as well, but making
so many names costs a launch more time than they are worth."""
REGISTERS = 20
"""Names that RDAP is asked about."""
WANTED = 5
"""Names that can be bought: so many are enough to choose from. Also how many the registrar is asked about at a time."""
ASKED = 20
"""Names that the registrar is asked about at most."""

_FINAL = (Availability.TAKEN, Availability.RESERVED)


@dataclass(frozen=True, slots=True)
class Checked:
    """The names in the order given, each with what is known of it; `notes` tells who could not be asked."""

    names: tuple[Candidate, ...]
    notes: tuple[str, ...] = ()


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────


def is_open(name: Candidate) -> bool:
    """May the name still turn out to be for sale?"""
    return name.availability not in _FINAL


def can_be_bought(name: Candidate, ceiling: Money | None = None) -> bool:
    """Does the registrar sell it, within the ceiling when there is one?"""
    price = name.price
    if name.availability is not Availability.AVAILABLE or price is None:
        return False
    return ceiling is None or (price.currency == ceiling.currency and price.amount <= ceiling.amount)


def best_open(names: Sequence[Candidate], most: int) -> tuple[str, ...]:
    """The first names that are still open."""
    return tuple(name.name for name in names if is_open(name))[:most]


def next_five(names: Sequence[Candidate], ceiling: Money | None = None) -> tuple[str, ...]:
    """Whom to ask the registrar about next; none when enough can be bought or enough were asked."""
    asked = [name for name in names if any(reason.code == "registrar" for reason in name.evidence)]
    if sum(can_be_bought(name, ceiling) for name in names) >= WANTED:
        return ()
    left = [name for name in names if name not in asked]
    return best_open(left, min(WANTED, ASKED - len(asked)))


def with_answers(names: Sequence[Candidate], answers: Mapping[str, Quote], code: str) -> tuple[Candidate, ...]:
    """The names with one tier's answers. Only the registrar (code `registrar`) makes a name available; what was taken
    or reserved before stays so."""
    return tuple(_told(name, answers[name.name], code) if name.name in answers else name for name in names)


def considered(names: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """What a choice was made from: the names down to the last one that more than the TLDs' servers were asked about."""
    last = max((n for n, name in enumerate(names, 1) if len(name.evidence) > 1), default=0)
    return tuple(names[:last])


_WHO = {"registrar": "registrar", "rdap": "RDAP", "dns": "DNS"}


def _told(name: Candidate, answer: Quote, code: str) -> Candidate:
    priced = f"{answer.availability} at {answer.price}" if answer.price else ""
    said = ", ".join(filter(None, [priced, answer.why])) or str(answer.availability)
    evidence = (Reason(code, f"{_WHO[code]}: {said}"), *name.evidence)
    final = not is_open(name)
    if final or (code != "registrar" and answer.availability not in _FINAL):
        return replace(name, evidence=evidence)
    return replace(name, evidence=evidence, availability=answer.availability, price=answer.price)


# ── asking ───────────────────────────────────────────────────────────────────────────────────────


def check(names: Sequence[Candidate], world: World, ceiling: Money | None = None) -> Checked:
    """Ask all three tiers. Raises ProviderFailed when the registrar cannot be asked."""
    notes: list[str] = []
    told = tuple(names)
    told = _by_registry(told, MOST, "dns", world.registry.delegated, notes)
    told = _by_registry(told, REGISTERS, "rdap", world.registry.registered, notes)
    while asked := next_five(told, ceiling):
        told = with_answers(told, dict(zip(asked, world.registrar.quote(asked), strict=True)), "registrar")
    return Checked(told, tuple(notes))


_SILENT = {
    "dns": "The TLDs' own servers do not answer",
    "rdap": "The registries' registers (RDAP) do not answer",
}


def _by_registry(
    names: tuple[Candidate, ...],
    most: int,
    code: str,
    ask: Callable[[Sequence[str]], Sequence[Quote]],
    notes: list[str],
) -> tuple[Candidate, ...]:
    asked = best_open(names, most)
    if not asked:
        return names
    try:
        answers = dict(zip(asked, ask(asked), strict=True))
    except ProviderFailed as failed:
        notes.append(f"{_SILENT[code]} ({failed.message}): the registrar alone decides.")
        return names
    if all(quote.availability is Availability.UNKNOWN for quote in answers.values()):
        why = next((quote.why for quote in answers.values() if quote.why), "no answer")
        notes.append(f"{_SILENT[code]} ({why}): the registrar alone decides.")
    return with_answers(names, answers, code)
