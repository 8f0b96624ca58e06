"""Elsewhere: what others published from other machines, and what the storage holds otherwise than it was published."""

from __future__ import annotations

from dataclasses import dataclass

from launcher.errors import Problem, Refused, Where
from launcher.launch import journal, together
from launcher.launch.deploy import others
from launcher.launch.deploy.depot import Depot, depot, sources_file
from launcher.launch.deploy.state import Stands, side_of
from launcher.launch.folder import Crisis, Standing
from launcher.model import Finding
from launcher.services import World


@dataclass(frozen=True, slots=True)
class Brought:
    """The paths that came from others (with a `~`: what of ours was put aside), and what a person must look at."""

    files: tuple[str, ...] = ()
    doubts: tuple[Finding, ...] = ()


def brought(crisis: Crisis, there: Standing, looked: Stands, world: World, *, bring: bool) -> Brought:
    """What others published and is not here: brought if that is wanted; else Refused, for it would be gone from the
    site with what is published from here."""
    live, known = looked.state.live, together.known(there, looked.host)
    if not live or live == known:
        return Brought()
    place = depot(world, looked.host, crisis.folder)
    release, theirs = place.release(live), place.sources(live)
    before = place.sources(known) if known else {}
    found = others.compare(before, theirs, others.here(crisis.folder, {**before, **theirs}), _published(place, looked))
    doubts = _facts(crisis, looked) if found.facts else ()
    if not found:
        return Brought((), doubts)
    if bring:
        aside = others.bring(place, found, release)
        with journal.opened(crisis.folder, world.clock.now) as lines:
            lines.append("brought", host=looked.host, release=live, files=sorted(found.fresh), gone=found.gone)
        return Brought((*found.fresh, *found.gone, *aside), doubts)
    out = looked.state.outs[-1]
    hint = "`sparewheel publish --bring` fetches it; a text of yours that it replaces stays beside it, as NAME~."
    what = {
        **dict.fromkeys(found.fresh, "was published there and is not here"),
        **dict.fromkeys(found.both, "was changed there and here: theirs is live, yours is not"),
        **dict.fromkeys(found.gone, "was taken away there"),
    }
    problems = [Problem("published-elsewhere", f"{path} {text}", hint) for path, text in sorted(what.items())]
    headline = f"{out.by} published meanwhile ({out.action}, {out.at[:16].replace('T', ' ')} UTC)"
    told = f"{headline}: {problems[0].message}" if len(problems) == 1 else headline
    raise Refused(told, hint=hint, code="published-elsewhere", problems=problems)


def _published(place: Depot, looked: Stands) -> frozenset[str]:
    """Digests of texts that were live once, as far as this folder knows."""
    known = {out.release for out in looked.state.outs if sources_file(place.root, out.release).exists()}
    return frozenset(sha256 for one in known for sha256 in place.sources(one).values())


def _facts(crisis: Crisis, looked: Stands) -> tuple[Finding, ...]:
    who, file = looked.state.outs[-1].by, crisis.folder / others.FACTS
    hint = f"Take {others.FACTS} from that machine, or correct it here: facts do not travel by themselves."
    message = f"the facts of {who} are others than those here"
    return (Finding("facts-elsewhere", "warning", message, hint, Where(str(file))),)


def drifted(crisis: Crisis, looked: Stands, world: World) -> tuple[str, ...]:
    """The paths that lie otherwise in the place that readers see than they were published there. What is not ours is
    left, and not told."""
    side = side_of(looked.host, looked.serving)
    if not side or not looked.state.live:
        return ()
    place = depot(world, looked.host, crisis.folder)
    listed = world.storage.digests(place.key(side, ""))
    wanted = {place.key(side, file.path): file for file in place.release(looked.state.live).files}
    return tuple(sorted(file.path for key, file in wanted.items() if listed.get(key) != file.md5))
