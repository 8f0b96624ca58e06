"""Launching: from what a person gave to a live site, or to the plan for it.

inputs ─┬─ words ────────────┬─ address ─ content ─ gate ─ release ─ plan ─ YES ─ crisis ─ steps ─ proof ─ report
        └─ the world connects ┘
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from launcher.config import FILE, Settings, Target, load
from launcher.connect import Connected
from launcher.crisis import playbook as playbook_room
from launcher.errors import Refused, WorldMoved
from launcher.launch import claims, conduct, first, folder, inputs, moved, plan, prepare, repeats, report, wordbook
from launcher.launch.folder import Crisis, Standing, standing
from launcher.launch.inputs import Inputs, Request
from launcher.launch.prepare import Prepared
from launcher.model import Choices, Mode, Money, OperationState, as_json
from launcher.model import Operation as RegistrarOperation
from launcher.picture import page
from launcher.services import Ask, World
from launcher.shapes import nearest
from launcher.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Wish:
    """A launch as the person asked for it. `crisis` names one that was opened already."""

    playbook: str | None = None
    facts: Path | None = None
    signals: Path | None = None
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
    seen = _seen(existing)
    given, target, request = _gathered(wish, existing, house)
    repeats.refuse(given, existing, house.workspace, facts=wish.facts, domain=wish.domain, mode=wish.mode)
    with folder.staged(house.workspace.crises) as staging:
        staged = _staged(wish, given, target, existing, house, staging)
        prepared, world = _prepared(wish, given, target, staged, existing, house)
        asked = house.elapsed()
        house.agree(prepared, world)
        started += house.elapsed() - asked  # a person's time is not the machine's
        with claims.held(house.workspace):  # what was asked before the yes is asked again
            repeats.refuse(given, existing, house.workspace, facts=wish.facts, domain=wish.domain, mode=wish.mode)
            claims.refuse(prepared.plan.domain, claims.others(house.workspace, existing))
            _still(seen, prepared.plan.first, existing, house.workspace)
            crisis = _kept(prepared, request, staged, existing, house)
        _answers(house.workspace).unlink(missing_ok=True)
    named = plan.renamed(prepared.plan, crisis.id)
    lines = seen.lines if existing else 1  # a new journal says that the crisis was opened
    done = conduct.conduct(named, crisis, world, house.stopping, started, lines)
    return Launched(crisis, prepared, done, world)


def _staged(wish: Wish, given: Inputs, target: Target, existing: Crisis | None, house: House, staging: Path) -> Crisis:
    """The crisis in a folder where its pages may be written before anyone said yes."""
    if existing is None:
        return _new(given, target, wish.mode, house, staging)
    folder.copy_content(existing, staging)
    return folder.at(existing, staging)


def _kept(prepared: Prepared, request: Request, staged: Crisis, existing: Crisis | None, house: House) -> Crisis:
    """The crisis, settled in its folder, with its name: after the yes, under the lock."""
    given, agreed = prepared.inputs, prepared.plan
    root = existing.folder if existing else staged.folder
    prepare.keep(given, request, root)
    wordbook.keep(root, given.choices)
    moved.remember(root, moved.snapshot(given.facts, staged.content))
    _remember(prepared, root, staged.id)
    if existing is None:
        named = replace(_named(staged, house.workspace), domain=agreed.domain)
        return claims.claim(folder.settle(staged.folder, named, house.now()), agreed.domain, agreed.first)
    _move_over(prepared, staged, existing)
    return claims.claim(existing, agreed.domain, agreed.first)


def _move_over(prepared: Prepared, staged: Crisis, existing: Crisis) -> None:
    """The releases and the pages that were written, then the ledger: what is cut half way is made again by the next
    command. What else stands in the crisis's folder is the writers'."""
    releases = [path.relative_to(staged.folder) for path in staged.releases.iterdir()]
    written = [Path("content", one.path) for one in prepared.built.rendered if one.state == "written"]
    with folder.telling(existing.folder):
        for path in [*releases, *written, Path("rendered.json")]:
            place = existing.folder / path
            if path in releases and place.exists():  # named by what is in it
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            (staged.folder / path).replace(place)
            folder.sync(place.parent)


@dataclass(frozen=True, slots=True)
class _Seen:
    """How a crisis stood when its launch began: the lines of its journal, and its pages' digests by path."""

    lines: int
    pages: Mapping[Path, str]


def _seen(existing: Crisis | None) -> _Seen:
    if existing is None:
        return _Seen(0, {})
    files = [file for file in existing.content.rglob("*") if file.is_file()]
    with folder.telling(existing.content):
        pages = {file: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    return _Seen(len(standing(existing).entries), pages)


def _still(seen: _Seen, early: str, existing: Crisis | None, workspace: Workspace) -> None:
    """Raise WorldMoved when others were at work between the plan and the yes."""
    hint = "Run the same command again: the plan is made anew."
    if early and early in first.others(workspace, existing):
        raise WorldMoved(f"another crisis has taken {early} since this plan was made", hint=hint)
    if existing is not None and _seen(existing) != seen:
        raise WorldMoved(f"{existing.id} was worked at since this plan was made", hint=hint)


def planned(wish: Wish, house: House) -> Prepared:
    """The plan that `launch` would run, and nothing else: no folder is left, nothing is asked of the registrar but
    quotes."""
    existing = folder.find(house.workspace, wish.crisis) if wish.crisis else None
    with inputs.keeping(_answers(house.workspace), house.workspace):
        given, target, _ = _gathered(wish, existing, house)
    with folder.staged(house.workspace.crises) as staging:
        staged = _staged(wish, given, target, existing, house, staging)
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
        ranked = prepare.words(given)
        connected = connecting.result()
    world, past = connected.world, standing(existing) if existing else None
    if existing is not None:
        connected.restore(registrations(existing))
    ceiling = _ceiling(wish, given.settings)
    wanted = wish.domain or (_name_of(existing, past) if existing and past else "") or None
    begun = repeats.purchases(past) if past else {}
    address = prepare.choose(given, world, ranked, wanted, ceiling, claims.others(house.workspace, existing), begun)
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


def target_of(settings: Settings, name: str | None) -> Target:
    """The target called `name`, or the default one. Raises Refused with the nearest."""
    name = name or settings.target
    if name not in settings.targets:
        hint = nearest(name, settings.targets) or f"Known: {', '.join(settings.targets)}."
        raise Refused(f"no target is called `{name}`", hint=hint, code="unknown-target")
    return settings.targets[name]


def _today(wish: Wish, house: House) -> dt.date | None:
    """An exercise has a day of its own: its signals are of no date."""
    return None if wish.mode is Mode.EXERCISE else house.now().date()


def _request(wish: Wish, existing: Crisis | None, workspace: Workspace, today: dt.date | None) -> Request:
    if existing is not None:
        kept = existing.folder / "signals"
        return Request(
            playbook=existing.folder / "playbook" / existing.playbook,
            settings=existing.folder / FILE,
            facts=wish.facts or existing.folder / "facts.yaml",
            signals=wish.signals or (kept if kept.is_dir() else None),
            today=today,
            choices=wordbook.edited(existing, workspace, wish.choices),
        )
    named = wish.playbook or (inputs.playbook_named(wish.facts) if wish.facts else "")
    if not named:
        known = ", ".join(playbook_room.available(workspace.playbooks))
        raise Refused("no playbook was named", hint=f"--playbook, one of: {known}", code="no-playbook")
    folder_of = playbook_room.find(named, workspace.playbooks)
    return Request(folder_of, workspace.root / FILE, wish.facts, wish.signals, today, wish.choices)


def _ceiling(wish: Wish, settings: Settings) -> Money:
    """The lower of the settings' ceiling and the one on the command line."""
    ceiling = settings.limits.max_price
    if wish.max_price is None:
        return ceiling
    return Money(min(ceiling.amount, wish.max_price.amount), ceiling.currency)


# ── the crisis's folder ──────────────────────────────────────────────────────────────────────────


def _new(given: Inputs, target: Target, mode: Mode, house: House, staging: Path) -> Crisis:
    now = house.now()
    mark = "" if mode is Mode.LIVE else f"{mode}-"
    return Crisis(f"{mark}{now:%Y-%m-%d}-{given.playbook.id}", given.playbook.id, target.name, mode, now, staging)


def _named(crisis: Crisis, workspace: Workspace) -> Crisis:
    return folder.at(crisis, workspace.crises / crisis.id)


def _remember(prepared: Prepared, root: Path, id: str) -> None:
    """What was made of the signals, for the report and for the lead's eyes; none of it is content of the site."""
    words = prepared.address.words
    folder.write_json(root / "words.json", {"keywords": as_json(words)})
    if words:
        folder.write(root / report.PICTURE, page(words, prepared.inputs.settings.organisation.languages[0], id))
    folder.write_json(root / "names.json", {"names": as_json(prepared.address.names)})


def _answers(workspace: Workspace) -> Path:
    return workspace.crises / ".answers.yaml"


def registrations(crisis: Crisis) -> tuple[RegistrarOperation, ...]:
    """What the journal says was bought: a sandbox that forgot it is told again."""
    entries = standing(crisis).entries
    ended = [e for e in entries if e.kind == "done" and e.step.startswith("register:")]
    bought = [e for e in ended if (e.data.get("outcome") or {}).get("operation")]
    return tuple(
        RegistrarOperation(
            id=entry.data["outcome"]["operation"],
            name=entry.step.partition(":")[2],
            state=OperationState.SUCCEEDED,
            submitted=entry.at,
            charge=Money.read(entry.data["outcome"]["charge"]) if entry.data["outcome"].get("charge") else None,
        )
        for entry in bought
    )
