"""Publish: what writers changed goes live. Nothing is bought."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from launcher.crisis import facts as fact_room
from launcher.errors import Refused
from launcher.launch import (
    acts,
    conduct,
    editions,
    elsewhere,
    inputs,
    kept,
    measuring,
    moved,
    observe,
    places,
    plan,
    prepare,
    putting,
    together,
)
from launcher.launch.acts import Placed, Said
from launcher.launch.deploy import others, retention
from launcher.launch.deploy.depot import depot
from launcher.launch.folder import Crisis, Standing, standing
from launcher.launch.kept import Kept
from launcher.model import Check, Edition, Finding, Mode, Plan, Release, Yardstick
from launcher.services import World
from launcher.site import fronts
from launcher.site.content import Rendered
from launcher.site.fronts import Fronts
from launcher.site.rebuilding import Renderer
from launcher.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Asked:
    """How a publish is meant: `why` stands beside it for ever; `look`: what lies in the storage is looked at, object by
    object; `bring`: what others published comes here first; `removing`: so many files may go."""

    why: str = ""
    look: bool = False
    bring: bool = False
    removing: int = 0


PLAINLY = Asked()
MOST_REMOVED = 20
"""Files that may go without a word, or a tenth of the site."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a publish would put out: what became of the templates' pages, the gate's warnings, the files that differ."""

    rendered: tuple[Rendered, ...]
    findings: tuple[Finding, ...]
    doubts: tuple[Finding, ...]
    """Words that facts may have overtaken: a person should look before they go out."""
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    plan: Plan
    seen: int
    """How many lines the journal had when this was made."""
    now: moved.Published
    written: tuple[tuple[str, str], ...] = ()
    """Why: what writers did since what is live, as (`new`, `changed` or `gone`, path)."""
    brought: tuple[str, ...] = ()
    """What came from others; with a `~`, what of ours was put aside for it."""
    drafts: tuple[str, ...] = ()
    """Posts and pages that stay at home, by the name of their file without its language."""
    keep: int = 50
    """Releases that the storage keeps."""
    drifted: tuple[str, ...] = ()
    """What the storage holds otherwise than it was published, where that was looked at."""


def changes(
    crisis: Crisis,
    workspace: Workspace,
    world: World,
    now: dt.datetime,
    asked: Asked = PLAINLY,
    renderer: Renderer | None = None,
) -> Change:
    """Render, gate and build what stands in the crisis's folder; with a `renderer` that stands by already, sooner.

    Raises Refused: not launched, facts, the gate, others who published meanwhile, more removed than is meant.
    """
    if renderer is None:
        with Renderer(workspace.theme) as made:  # it gets ready while the rest is read
            return changes(crisis, workspace, world, now, asked, made)
    there = standing(crisis)
    putting.is_out(crisis, there.state)
    hosts = putting.hosts(there, world)
    looked = [observe.stands(world, host) for host, _ in hosts]
    brought = elsewhere.brought(crisis, there, looked[0], world, bring=asked.bring)
    there = standing(crisis)
    given, shown = kept.read(crisis, workspace), places.at_pages(workspace)
    settings, drawn = given.settings, _drawn(crisis, workspace, given, there.domain)
    national = prepare.site_of(settings, crisis.mode, there.domain)
    told, waiting = _told(settings.editions, drawn.seen, there, now, on_the_way=len(hosts) > 1)
    final, *regional = editions.sites(national, told)
    early = [prepare.site_of(settings, crisis.mode, host) for host, _ in hosts[:-1]]
    with places.told(shown, crisis.folder):
        every, gate = [*early, final, *regional], kept.cache(crisis, workspace) / "gate"
        found, packed = prepare.make(crisis.folder, every, renderer, now, drawn.measure, drawn.seen, gate)
    placed = [
        acts.placed(one, zone, release, anew=asked.look)
        for one, (_, zone), release in zip(looked, hosts, packed, strict=False)
    ]
    apart = putting.apart(editions.placed(packed[len(hosts) :], there.domain), world)
    changed, removed = together.differing(there, [placed[0], *apart], putting.loads(crisis, world))
    here = [path for path in removed if not plan.under(there.domain, [path.partition("/")[0]])]
    _braked(here, placed[0].release, asked)
    return Change(
        rendered=drawn.rendered,
        findings=(*places.moved(found, shown), *waiting),
        doubts=(*brought.doubts, *drawn.doubts),
        changed=changed,
        removed=removed,
        plan=putting.planned(
            Said("publish", asked.why, asked.look), crisis, placed, apart, world, lost=looked[0].serving is None
        ),
        seen=len(there.entries),
        now=drawn.now,
        written=_written(crisis, placed[0], world),
        brought=brought.files,
        drafts=_drafts(drawn.seen),
        keep=settings.limits.keep_releases,
        drifted=elsewhere.drifted(crisis, looked[0], world) if asked.look else (),
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The crisis's pages as templates and facts make them now, beside what writers wrote."""

    rendered: tuple[Rendered, ...]
    seen: Fronts
    measure: Yardstick
    now: moved.Published
    doubts: tuple[Finding, ...]


def _drawn(crisis: Crisis, workspace: Workspace, given: Kept, domain: str) -> _Drawn:
    """Render what may be written again. Raises Refused when facts keep it from going out."""
    facts, cache = given.facts, kept.cache(crisis, workspace)
    needed = inputs.needs(given.playbook, given.templates)
    named = workspace.shown(crisis.folder / "facts.yaml")
    seen = fronts.read(crisis.content, cache / "fronts.json")
    before = moved.recalled(crisis.folder) or moved.snapshot(facts, seen)
    other = moved.names(moved.of_facts(facts), before.facts)
    if wrong := [*fact_room.problems(facts, needed, given.playbook, named), *inputs.placeholders(facts)]:
        raise Refused.of(f"{len(wrong)} facts keep this from being published", wrong)
    site = prepare.site_of(given.settings, crisis.mode, domain)
    texts = measuring.texts(given.templates, facts, site, given.playbook, given.registers, cache / "texts.json")
    rendered = prepare.render_again(texts, crisis.folder)
    if any(one.state == "written" for one in rendered):
        seen = fronts.read(crisis.content, cache / "fronts.json")
    now = moved.snapshot(facts, seen)
    stale = moved.stale(given.templates, rendered, other, now, before)
    return _Drawn(
        rendered=rendered,
        seen=seen,
        measure=measuring.yardstick(given.settings, given.playbook, facts, texts, given.registers),
        now=now,
        doubts=(
            *moved.untimely(other, needed, facts),
            *places.below(crisis.content, stale, places.at_pages(workspace)),
        ),
    )


def _written(crisis: Crisis, site: Placed, world: World) -> tuple[tuple[str, str], ...]:
    """By the sources of what is live and of what would be; empty where nobody noted them."""
    there = depot(world, site.host, crisis.folder)
    before, after = (there.sources(site.after) if site.after else {}), there.sources(site.release.id)
    signs = {path: "changed" if path in before else "new" for path, sha in after.items() if before.get(path) != sha}
    gone = dict.fromkeys(before.keys() - after.keys(), "gone")
    told = {**signs, **gone} if before else {}
    if others.FACTS not in before:
        told.pop(others.FACTS, None)  # a launch notes its pages before it keeps its facts
    return tuple(sorted((what, path) for path, what in told.items()))


def _drafts(seen: Fronts) -> tuple[str, ...]:
    drafts = (path for path, one in seen.items() if one.front and not one.published)
    return tuple(dict.fromkeys(path.rpartition("/")[2].split(".")[0] for path in drafts))


def _braked(removed: Sequence[str], release: Release, asked: Asked) -> None:
    """A folder that was moved away by mistake must not empty the site."""
    most = max(MOST_REMOVED, len(release.files) // 10)
    if len(removed) > most and len(removed) != asked.removing:
        raise Refused(
            f"this would take {len(removed)} files from the site, and leave {len(release.files)}",
            hint=f"If that is meant: `sparewheel publish --removing {len(removed)}`.",
            code="removes-many",
        )


def _told(
    known: Sequence[Edition], seen: Fronts, there: Standing, now: dt.datetime, *, on_the_way: bool
) -> tuple[tuple[Edition, ...], list[Finding]]:
    """The editions to build, and what to say of others. While the name is on the way, they are those that were launched
    with it: nothing can be made in its zone yet."""
    speaking = editions.going_out(known, seen, now)
    if not on_the_way:
        return speaking, []
    ids = [host.removesuffix(f".{there.domain}") for host in together.editions(there)]
    hint = f"Its posts are nowhere until then: publish once more when {there.domain} is live."
    waiting = [
        Finding("edition-waits", "warning", f"the edition `{one.id}` waits for the name", hint)
        for one in speaking
        if one.id not in ids
    ]
    return editions.planned(known, ids), waiting


def tell(change: Change, crisis: Crisis, world: World, done: conduct.Conducted) -> tuple[Check, ...]:
    """Tell those who follow the site which of its pages and feeds are others now. Nobody hears of an exercise."""
    here = [path for path in change.changed if not plan.under(change.plan.domain, [path.partition("/")[0]])]
    if world.pings is None or crisis.mode is not Mode.LIVE or not here:
        return ()
    pages = [path for path in here if path.endswith("index.html")]
    feeds = [path for path in here if path.endswith(("feed.atom", "feed.json"))]
    address = f"https://{done.host}/"
    return world.pings.tell(
        done.host, [address + path.removesuffix("index.html") for path in pages], [address + path for path in feeds]
    )


def publish(
    change: Change, crisis: Crisis, world: World, stopping: Callable[[], bool], started: float
) -> conduct.Conducted:
    """Put the change out and prove it."""
    done = conduct.conduct(change.plan, crisis, world, stopping, started, change.seen)
    moved.remember(crisis.folder, change.now)
    for host in plan.uploaded(change.plan):
        retention.sweep(depot(world, host, crisis.folder), change.keep)
    return done
