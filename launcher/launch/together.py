"""Together: what is out at the same time, release by host (the name, a first address, editions), as a journal tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from launcher.launch import acts, plan
from launcher.launch.acts import Placed
from launcher.launch.deploy.state import Out
from launcher.launch.folder import Crisis, Standing, standing
from launcher.model import Release

Together = dict[str, str]


def been_live(crisis: Crisis) -> list[str]:
    """Releases in the order in which they first went live where readers find it now, newest last."""
    there = standing(crisis)
    act = f"serve:{there.live or there.domain}:"
    served = [e.step.removeprefix(act) for e in there.entries if e.kind == "done" and e.step.startswith(act)]
    return list(dict.fromkeys(served))


def serving(there: Standing) -> str:
    """The release that was planned last for the host where readers find it."""
    assert there.plan is not None
    return release_at(there.live, there) if there.live else there.plan.release


def release_at(host: str, there: Standing) -> str:
    """The release that was planned last for a host; empty where none was."""
    placed = (plan.uploaded(one) for one in reversed(there.plans))
    return next((one[host] for one in placed if host in one), "")


def lived(crisis: Crisis, hosts: Sequence[str]) -> list[Together]:
    """What was put out together at these hosts and at the editions' of then, by when it was last put out (a rollback
    puts nothing out that is new). The first host is where
    readers find it: what was not live there is left out, and what was made for another name."""
    there, ids = standing(crisis), been_live(crisis)
    made = (plan.read(entry.data["plan"]) for entry in there.entries if entry.kind == "plan")
    placed = (plan.uploaded(one) for one in made if one.domain == there.domain and one.action != "rollback")
    whole = [one for one in placed if all(host in one for host in hosts) and one[hosts[0]] in ids]
    outs = [{host: one[host] for host in (*hosts, *plan.under(there.domain, one))} for one in whole]
    return [one for number, one in enumerate(outs) if one not in outs[number + 1 :]]


def known(there: Standing, host: str) -> str:
    """The release of a host whose sources this folder has: what it showed there last, or what was brought since; empty:
    none."""
    serve = acts.step_id("serve", host, "")
    found = ""
    for entry in there.entries:
        if entry.kind == "done" and entry.step.startswith(serve):
            found = entry.step.removeprefix(serve)
        elif entry.kind == "brought" and entry.data["host"] == host:
            found = str(entry.data["release"])
    return found


def put_out(outs: Sequence[Out]) -> list[str]:
    """Releases by when they were last put out, newest last, as operators share it. A rollback puts nothing out that is
    new."""
    made = [one.release for one in outs if one.action != "rollback"]
    return [one for number, one in enumerate(made) if one not in made[number + 1 :]]


def out(there: Standing, hosts: Sequence[str]) -> Together:
    """What is out at these hosts and at the editions' now."""
    latest = next((placed for one in reversed(there.plans) if (placed := plan.uploaded(one))), {})
    wanted = (*hosts, *plan.under(there.domain, latest))
    return {host: latest[host] for host in latest if host in wanted}


def editions(there: Standing) -> list[str]:
    """The hosts of all editions that were planned under the name since the crisis was last taken back."""
    hosts = dict.fromkeys(host for one in there.plans for host in plan.uploaded(one))
    return plan.under(there.domain, hosts)


# ── what differs ─────────────────────────────────────────────────────────────────────────────────


def differing(
    there: Standing, placed: Sequence[Placed], load: Callable[[str, str], Release]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files that would be other than now, and those that would be gone: of the first host by their paths, then of
    editions with their hosts. `load` gives the release of a host by its name."""
    first = placed[0].host
    now = {first: placed[0].after or release_at(first, there), **out(there, [])}
    live = _files(first, {host: load(host, one) for host, one in now.items()})
    after = _files(first, {one.host: one.release for one in placed})
    changed = {path for path, digest in after.items() if live.get(path) != digest}
    return _ordered(changed, there), _ordered(live.keys() - after.keys(), there)


def _ordered(paths: Iterable[str], there: Standing) -> tuple[str, ...]:
    return tuple(sorted(paths, key=lambda path: (bool(plan.under(there.domain, [path.partition("/")[0]])), path)))


def _files(first: str, releases: Mapping[str, Release]) -> dict[str, str]:
    return {
        f"{'' if host == first else f'{host}/'}{file.path}": file.sha256
        for host, packed in releases.items()
        for file in packed.files
    }
