"""Naming: signals → words → names, what is said of them → one that can be had, and its price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from launcher.config import Settings
from launcher.crisis import domains, keywords
from launcher.crisis.facts import Facts
from launcher.crisis.playbook import Playbook
from launcher.errors import ProviderFailed, Refused, SpareWheelError
from launcher.launch import availability, claims
from launcher.launch.folder import Crisis
from launcher.launch.inputs import Inputs
from launcher.model import Availability, Candidate, Keyword, Money, Reason
from launcher.services import World

OURS = 10
"""How many taken names may turn out to be ours already: the registrar is asked about each by itself."""
_HELD = Reason("ours", "registrar: ours")


@dataclass(frozen=True, slots=True)
class Address:
    """The chosen name, and what it was chosen from."""

    domain: str
    price: Money | None
    words: tuple[Keyword, ...]
    names: tuple[Candidate, ...]
    begun: bool = False
    """It is being bought already, at this price: whether it is had is for the purchase to find out."""


def words(inputs: Inputs) -> tuple[Keyword, ...]:
    """The crisis's words in the organisation's languages, as the lead chose among them."""
    languages, seeds = inputs.settings.organisation.languages, inputs.playbook.seeds
    return keywords.rank(inputs.signals, languages, seeds=seeds, choices=inputs.choices)


def names(settings: Settings, playbook: Playbook, facts: Facts, ranked: Sequence[Keyword]) -> tuple[Candidate, ...]:
    """Names made of the words, best first; the registrar has not been asked yet."""
    return domains.propose(ranked, name_rules(settings, playbook, facts), top=availability.MOST)


def name_rules(settings: Settings, playbook: Playbook, facts: Facts) -> domains.NameRules:
    """What names are made with here. Endings that browsers open over HTTPS alone are refused: a name should work from
    the hour it is bought, and a certificate follows when it can."""
    return domains.NameRules(
        brands=(*_brands(playbook, facts), *settings.organisation.brands),
        incidents=playbook.incidents,
        patterns=playbook.patterns,
        tlds=settings.tlds,
        languages=settings.organisation.languages,
    )


def _brands(playbook: Playbook, facts: Facts) -> tuple[str, ...]:
    """The brand of this crisis, as its facts tell it: ours to use in a name."""
    fact = facts.get(playbook.brand_fact or "")
    if fact is None or fact.value is None:
        return ()
    return tuple(dict.fromkeys(fact.value.values())) if isinstance(fact.value, Mapping) else (str(fact.value),)


def quoted(candidates: Sequence[Candidate], world: World, ceiling: Money | None = None) -> tuple[Candidate, ...]:
    """The names with what their registries and the registrar say of them; with a ceiling, asked on until enough can
    be bought within it. Of those that are taken, says which are ours. Says who could not be asked."""
    checked = availability.check(candidates, world, ceiling)
    for note in checked.notes:
        world.say(note)
    taken = [one.name for one in checked.names if one.availability is Availability.TAKEN][:OURS]
    held = {name for name in taken if world.registrar.holding(name) is not None}
    return tuple(replace(one, evidence=(_HELD, *one.evidence)) if one.name in held else one for one in checked.names)


def is_ours(candidate: Candidate) -> bool:
    """Whether our account at the registrar holds the name, as far as `quoted` asked."""
    return _HELD in candidate.evidence


def choose(
    inputs: Inputs,
    world: World,
    ranked: Sequence[Keyword],
    domain: str | None,
    ceiling: Money,
    taken: Mapping[str, Crisis],
    begun: Mapping[str, Money],
) -> Address:
    """The name that was asked for, or the best one that can be bought; never one that another crisis has (`taken`).
    What this one has `begun` to buy keeps its price: a registrar quotes none for it.

    Raises Refused when there is none, or when a better name hangs on a launch that did not end.
    """
    if domain is not None:
        name = hostname(domain)
        claims.refuse(name, taken)
        _warn(name, inputs, ranked, world)
        price = begun[name] if name in begun else _price(name, world)
        return Address(name, price, tuple(ranked), (), name in begun)
    if not ranked:
        raise Refused(
            "the signals give no words to make a name of",
            hint="Give press texts or trend exports with --signals, or a name with --domain.",
            code="no-words",
        )
    candidates = quoted(names(inputs.settings, inputs.playbook, inputs.facts, ranked), world, ceiling)
    for candidate in candidates:
        if candidate.name in taken:
            if claims.unfinished(taken[candidate.name]):
                claims.refuse(candidate.name, taken)
            continue
        if _ours_and_idle(candidate, world) or availability.can_be_bought(candidate, ceiling):
            return Address(candidate.name, candidate.price, tuple(ranked), availability.considered(candidates))
    raise _none_to_buy(candidates, ceiling)


def _none_to_buy(candidates: Sequence[Candidate], ceiling: Money) -> SpareWheelError:
    if candidates and all(one.availability is Availability.UNKNOWN for one in candidates):
        return ProviderFailed(
            f"nobody could be asked whether {candidates[0].name}, or {len(candidates) - 1} others, can be bought",
            hint="Does this network let DNS questions out (port 53), and HTTPS? Then run the same command again.",
            code="names-unknown",
        )
    told = ", ".join(f"{c.name} ({c.price or c.availability})" for c in candidates[:5]) or "no pattern fits the words"
    sold = {c.price.currency for c in candidates if c.price}
    other = bool(sold) and ceiling.currency not in sold
    hint = f"Write limits.max_price in {min(sold)}: that is how the registrar sells." if other else ""
    return Refused(
        f"none of the best {len(candidates)} names can be bought within {ceiling}: {told}",
        hint=hint or "Name one with --domain, or raise limits.max_price.",
        code="no-name",
    )


def _warn(name: str, inputs: Inputs, ranked: Sequence[Keyword], world: World) -> None:
    """The lead may take a name that we would not: told why, once."""
    judged = domains.judge(name, ranked, name_rules(inputs.settings, inputs.playbook, inputs.facts))
    for reason in judged.refused:
        world.say(f"{name}: we would not take it: {reason.text}")


def _price(domain: str, world: World) -> Money | None:
    """None: it is ours. Raises Refused when it cannot be bought."""
    if world.registrar.holding(domain):
        return None
    (answer,) = world.registrar.quote([domain])
    if answer.availability is not Availability.AVAILABLE:
        raise Refused(
            f"{domain} cannot be bought: {answer.availability}",
            hint="Leave --domain out to see names that can be.",
            code="name-" + answer.availability,
        )
    return answer.price


def _ours_and_idle(candidate: Candidate, world: World) -> bool:
    """A name that we hold and that serves nothing: bought for a launch that was taken back."""
    return is_ours(candidate) and world.edge.serving(candidate.name) is None


def hostname(text: str) -> str:
    """A name that can be bought, as DNS writes it (IDNA 2008). Raises Malformed, or Refused for a part of one."""
    return domains.address(text)
