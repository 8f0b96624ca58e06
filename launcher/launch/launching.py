"""Launching: from what a person gave to a live site, or to the plan for it.

inputs ─┬─ words ────────────┬─ address ─ content ─ gate ─ release ─ plan ─ YES ─ crisis ─ steps ─ proof ─ report
        └─ the world connects ┘
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from launcher.config import FILE, Settings, Target, load
from launcher.connect import Connected
from launcher.crisis import playbook as playbook_room
from launcher.errors import Refused
from launcher.launch import (
    claims,
    conduct,
    elsewhere,
    first,
    folder,
    inputs,
    naming,
    observe,
    plan,
    prepare,
    registers,
    repeats,
    staging,
    wordbook,
)
from launcher.launch.folder import Crisis, Standing, standing
from launcher.launch.inputs import Inputs, Request
from launcher.launch.prepare import Prepared
from launcher.launch.reaching import registrations, target_of
from launcher.model import Choices, Mode, Money
from launcher.services import Ask, World
from launcher.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Wish:
    """A launch as the person asked for it. `crisis` names one that was opened already."""

    playbook: str | None = None
    facts: Path | None = None
    signals: Path | None = None
    registers: Path | None = None
    """A folder with stakeholders.yaml or arguments.yaml, instead of the playbook's own."""
    target: str | None = None
    domain: str | None = None
    max_price: Money | None = None
    checksum: str | None = None
    crisis: str | None = None
    tlds: tuple[str, ...] = ()
    """Endings of names, instead of the settings'."""
    mode: Mode = Mode.LIVE
    choices: Choices = field(default_factory=Choices)
    """About words; a crisis that was opened already keeps others, which hold too."""


@dataclass(frozen=True, slots=True)
class House:
    """What a launch stands in: the workspace, how targets are reached, who can be asked, what the time is."""

    workspace: Workspace
    connect: Callable[[Workspace, Target, Settings], Connected]
    ask: Ask
    now: Callable[[], dt.datetime]
    elapsed: Callable[[], float]
    agree: Callable[[Prepared, World], None]
    """Shows what is prepared and returns on a yes. Raises Refused on a no."""
    stopping: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Launched:
    """A launch that ended well."""

    crisis: Crisis
    prepared: Prepared
    conducted: conduct.Conducted
    world: World


def launch(wish: Wish, house: House) -> Launched:
    """From a wish to a verified live site. Before `agree` returns nothing is bought, and nothing kept but answers."""
    with inputs.keeping(_answers(house.workspace), house.workspace):
        return _launch(wish, house)


def _launch(wish: Wish, house: House) -> Launched:
    started = house.elapsed()
    existing = folder.find(house.workspace, wish.crisis) if wish.crisis else None
    seen = staging.look(existing)
    given, target, request = _gathered(wish, existing, house)
    repeats.refuse(given, existing, house.workspace, facts=wish.facts, domain=wish.domain, mode=wish.mode)
    with staging.opened(house.workspace.crises) as place:
        staged = staging.crisis_in(place, given, target, wish.mode, existing, house.now())
        prepared, world = _prepared(wish, given, target, staged, existing, house)
        asked = house.elapsed()
        house.agree(prepared, world)
        started += house.elapsed() - asked  # a person's time is not the machine's
        with claims.held(house.workspace):  # what was asked before the yes is asked again
            repeats.refuse(given, existing, house.workspace, facts=wish.facts, domain=wish.domain, mode=wish.mode)
            claims.refuse(prepared.plan.domain, claims.others(house.workspace, existing))
            staging.still(seen, prepared.plan.first, existing, house.workspace)
            crisis = staging.keep(prepared, request, staged, existing, house.workspace, house.now())
        _answers(house.workspace).unlink(missing_ok=True)
    named = plan.renamed(prepared.plan, crisis.id)
    lines = seen.lines if existing else 1  # a new journal says that the crisis was opened
    done = conduct.conduct(named, crisis, world, house.stopping, started, lines)
    return Launched(crisis, prepared, done, world)


def planned(wish: Wish, house: House) -> Prepared:
    """The plan that `launch` would run, and nothing else: no folder is left, nothing is asked of the registrar but
    quotes."""
    existing = folder.find(house.workspace, wish.crisis) if wish.crisis else None
    with inputs.keeping(_answers(house.workspace), house.workspace):
        given, target, _ = _gathered(wish, existing, house)
    with staging.opened(house.workspace.crises) as place:
        staged = staging.crisis_in(place, given, target, wish.mode, existing, house.now())
        prepared, _ = _prepared(wish, given, target, staged, existing, house)
    return prepared


# ── the stages that need the world ───────────────────────────────────────────────────────────────


def _gathered(wish: Wish, existing: Crisis | None, house: House) -> tuple[Inputs, Target, Request]:
    request = _request(wish, existing, house.workspace, _today(wish, house))
    settings = load(request.settings, name=house.workspace.shown(request.settings))
    settings = replace(settings, tlds=wish.tlds or settings.tlds)
    target = target_of(settings, existing.target if existing else wish.target)
    return inputs.gather(request, house.workspace, settings, house.ask, _answers(house.workspace)), target, request


def _prepared(
    wish: Wish, given: Inputs, target: Target, crisis: Crisis, existing: Crisis | None, house: House
) -> tuple[Prepared, World]:
    """Words, name, pages, release and plan, in `crisis.folder`; `existing` is what happened to it so far."""
    with ThreadPoolExecutor(1) as pool:
        connecting = pool.submit(house.connect, house.workspace, target, given.settings)
        ranked = naming.words(given)
        connected = connecting.result()
    world, past = connected.world, standing(existing) if existing else None
    if existing is not None:
        connected.restore(registrations(existing))
    if existing is not None and past is not None and past.live:  # or their posts would leave the site
        elsewhere.brought(existing, past, observe.stands(world, past.live), world, bring=False)
    ceiling = _ceiling(wish, given.settings)
    wanted = wish.domain or (_name_of(existing, past) if existing and past else "") or None
    begun = repeats.purchases(past) if past else {}
    address = naming.choose(given, world, ranked, wanted, ceiling, claims.others(house.workspace, existing), begun)
    taken = first.others(house.workspace, existing)
    early = first.host(address.domain, world.standby, past, taken)
    prepared = prepare.compose(given, house.workspace, world, address, crisis, house.now(), early)
    plan.refuse(
        prepared.plan,
        ceiling=ceiling,
        bought=len(registrations(existing)) if existing else 0,
        allowed=given.settings.limits.max_registrations,
        checksum=wish.checksum,
    )
    return prepared, world


def _name_of(crisis: Crisis, past: Standing) -> str:
    """The name that it was launched at; when its journal is lost, the one that it claimed."""
    return past.domain or ("" if past.entries else crisis.domain)


def _today(wish: Wish, house: House) -> dt.date | None:
    """An exercise has a day of its own: its signals are of no date."""
    return None if wish.mode is Mode.EXERCISE else house.now().date()


def _request(wish: Wish, existing: Crisis | None, workspace: Workspace, today: dt.date | None) -> Request:
    given = [wish.registers] if wish.registers else []
    if existing is not None:
        kept = existing.folder / "signals"
        return Request(
            playbook=existing.folder / "playbook" / existing.playbook,
            settings=existing.folder / FILE,
            facts=wish.facts or existing.folder / "facts.yaml",
            signals=wish.signals or (kept if kept.is_dir() else None),
            today=today,
            choices=wordbook.edited(existing, workspace, wish.choices),
            registers=(existing.folder / registers.PRIVATE, *given),
        )
    named = wish.playbook or (inputs.playbook_named(wish.facts) if wish.facts else "")
    if not named:
        known = ", ".join(playbook_room.available(workspace.playbooks))
        raise Refused("no playbook was named", hint=f"--playbook, one of: {known}", code="no-playbook")
    folder_of = playbook_room.find(named, workspace.playbooks)
    places = (*given, folder_of / "registers")
    return Request(folder_of, workspace.root / FILE, wish.facts, wish.signals, today, wish.choices, places)


def _ceiling(wish: Wish, settings: Settings) -> Money:
    """The lower of the settings' ceiling and the one on the command line."""
    ceiling = settings.limits.max_price
    if wish.max_price is None:
        return ceiling
    return Money(min(ceiling.amount, wish.max_price.amount), ceiling.currency)


# ── the crisis's folder ──────────────────────────────────────────────────────────────────────────


def _answers(workspace: Workspace) -> Path:
    return workspace.crises / ".answers.yaml"
