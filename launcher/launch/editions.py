"""Editions: the regional and local versions of the site that have something to say, each at a host under the name.

They wait for the name: a first address has the national site alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from launcher.errors import Problem, Refused
from launcher.launch.acts import Placed
from launcher.model import Edition, Release, Scope, Site
from launcher.site import frontmatter
from launcher.site.fronts import Fronts


def going_out(known: Sequence[Edition], fronts: Fronts, now: dt.datetime) -> tuple[Edition, ...]:
    """Those that have a post that goes out, in the order of the settings."""
    out = (one.front for one in fronts.values() if one.front and one.published)
    used = {front.meta.get("edition", "") for front in out if not frontmatter.is_held(front, now)}
    return tuple(one for one in known if one.id in used)


def planned(known: Sequence[Edition], ids: Collection[str]) -> tuple[Edition, ...]:
    """Those that go live with the name, whatever became of their posts. Raises Refused when the settings lost one."""
    if lost := sorted(set(ids) - {one.id for one in known}):
        hint = "Put it back under `editions` in the crisis's sparewheel.yaml."
        raise Refused(
            f"the edition {lost[0]} goes live with the name, and is not known", hint=hint, code="edition-lost"
        )
    return tuple(one for one in known if one.id in ids)


def host(edition: str, domain: str) -> str:
    """Where an edition is."""
    return f"{edition}.{domain}"


def sites(national: Site, told: Sequence[Edition]) -> tuple[Site, ...]:
    """The national site, which names the regional editions and no local one; then the site of each. Raises Refused when
    one cannot stand before the name."""
    domain = str(urlsplit(national.url).hostname)
    _refuse(told, domain)
    there = tuple(replace(one, url=f"https://{host(one.id, domain)}") for one in told)
    regional = tuple(one for one in there if one.scope is Scope.REGIONAL)
    apart = replace(national, national=national.url, indexnow="")
    return (
        replace(national, editions=regional),
        *(replace(apart, url=one.url, edition=one.id, editions=(one,)) for one in there),
    )


def placed(releases: Sequence[Release], domain: str) -> tuple[Placed, ...]:
    """Each at the host that its pages name, in the zone of the name."""
    return tuple(Placed(str(urlsplit(one.site_url).hostname), domain, one) for one in releases)


def _refuse(told: Sequence[Edition], domain: str) -> None:
    if not told:
        return
    from launcher.crisis import domains  # few sites have editions

    hint = "Give it another id under `editions` in sparewheel.yaml, and in its posts."
    problems = [
        Problem("edition-address", f"{host(one.id, domain)}: {reason.text}", hint)
        for one in told
        for reason in domains.edition_problems(one.id, domain)
    ]
    if problems:
        raise Refused.of(f"{len(problems)} reasons against the address of an edition", problems)
