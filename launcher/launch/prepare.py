"""Prepare: from what was given to a plan, in stages. Each takes frozen values and gives frozen values.

    inputs    files → settings, playbook, facts, signals, templates      (launch.inputs)
    words     signals → ranked crisis words                              (launch.naming, crisis.keywords)
    address   words → names, what is said of them → one and its price    (launch.naming, launch.availability)
    content   templates, facts → Markdown in the crisis's folder         (site.content)
    gate      Markdown → findings; errors refuse                         (site.check)
    release   Markdown → a counted build, named by its digest            (site.build, site.release)
    plan      release, what is observed → steps                          (launch.observe, launch.plan)

Until somebody says yes, nothing leaves the staging folder and nothing in the world changes (but the embedded sandbox,
which is started when it is the target). The price of that: a build is made before a plan can be shown.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.config import Settings
from launcher.documents import read_text
from launcher.launch import acts, editions, folder, measuring, observe, places, plan, registers
from launcher.launch.acts import Placed
from launcher.launch.deploy.depot import remember_sources
from launcher.launch.deploy.others import taken
from launcher.launch.inputs import Inputs, Request, merged
from launcher.model import Finding, Mode, Plan, Release, Signals, Site, Yardstick
from launcher.services import World
from launcher.site import check, content, fronts, rebuilding
from launcher.site.fronts import Fronts
from launcher.site.rebuilding import Renderer
from launcher.site.rendering import Doubt
from launcher.workspace import Workspace

if TYPE_CHECKING:
    from launcher.launch.naming import Address

_AT_ONCE = 4
"""Builds: each is a process that has a core busy for seconds."""


@dataclass(frozen=True, slots=True)
class Built:
    """A build of a crisis's content: what was rendered, what the gate said, and the release."""

    rendered: tuple[content.Rendered, ...]
    findings: tuple[Finding, ...]
    release: Release
    first: Release | None
    """The same pages for the address under a domain of ours; None where none stands by."""
    editions: tuple[Placed, ...] = ()
    """Regional and local versions, at their own hosts."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that a person must see before a yes, and all that the launch then runs."""

    inputs: Inputs
    address: Address
    built: Built
    plan: Plan
    usual: Mapping[str, float]
    """How many seconds each kind of step takes there."""


# ── content to release ───────────────────────────────────────────────────────────────────────────


def render(texts: Mapping[str, str], root: Path) -> tuple[content.Rendered, ...]:
    """Write the texts (by path) where they may be written, under `root/content`; what writers touched stays."""
    ledger = {path: str(digest) for path, digest in folder.read_json(root / "rendered.json").items()}
    rendered, ledger = content.settle(texts, root / "content", ledger, folder.write)
    folder.write_json(root / "rendered.json", ledger)
    return rendered


def render_again(texts: Mapping[str, str], root: Path) -> tuple[content.Rendered, ...]:
    """The same once the site is out: pages follow the facts; dated posts are a record, and are not written again."""
    posts = sorted(path for path in texts if path.startswith("posts/"))
    gone = [path for path in posts if not (root / "content" / path).exists()]
    pages = {path: text for path, text in texts.items() if path not in posts}
    return (*render(pages, root), *(content.Rendered(path, "gone") for path in gone))


def make(
    root: Path,
    sites: Sequence[Site],
    renderer: Renderer,
    now: dt.datetime,
    measure: Yardstick,
    seen: Fronts,
    cache: Path | None = None,
) -> tuple[tuple[Finding, ...], tuple[Release, ...]]:
    """Gate what stands in `root/content`; build and pack it for each address that its pages may bear, several at once.
    The releases are kept under `root`, and noted with them is what they were made of (`seen`). `cache`: the gate's."""
    content = root / "content"
    with folder.telling(root), ThreadPoolExecutor(_AT_ONCE) as pool:
        quick = pool.submit(renderer.again, root, sites[0], now, seen)  # another process renders while we judge
        found = check.findings(content, sites[0].languages, now, measure, cache, seen)
        check.refuse(found)
        others = [pool.submit(rebuilding.release, root, site, renderer.theme, now) for site in sites[1:]]
        first = quick.result()
        whole = renderer.whole(root, sites[0], now, first) if isinstance(first, Doubt) else first
        made = (whole, *(one.result() for one in others))
    for one in made:
        remember_sources(root, one.release.id, taken(root, one.release, seen, now))
    return found, tuple(one.release for one in made)


def keep(inputs: Inputs, request: Request, root: Path) -> None:
    """A snapshot of what was given, so that the folder stands alone; what the folder gave itself stays as it is."""
    given = read_text(request.facts) if request.facts else ""
    folder.write(root / "facts.yaml", merged(given, inputs.answers) if inputs.answers else given)
    with folder.telling(root):
        if root not in request.playbook.parents:
            shutil.copytree(request.playbook, root / "playbook" / inputs.playbook.id, dirs_exist_ok=True)
            shutil.copyfile(request.settings, root / "sparewheel.yaml")
            if logo := inputs.settings.organisation.identity.logo:
                shutil.copyfile(request.settings.parent / logo.file, root / logo.file)
        registers.begin(root, request.registers)
        if request.signals is not None and request.signals != root / "signals":
            _copy_signals(request.signals, root / "signals", inputs.signals)


def _copy_signals(source: Path, to: Path, signals: Signals) -> None:
    """Copy what was read, and nothing else that lies about: links, pipes and videos stay where they are."""
    wheres = (
        [a.where for a in signals.articles] + [s.where for s in signals.series] + [v.where for v in signals.volumes]
    )
    read = {where.file for where in wheres}
    for file in sorted(source.rglob("*")) if source.is_dir() else [source]:
        if file.is_file() and any(name == str(file) or name.startswith(f"{file}/") for name in read):
            place = to / (file.relative_to(source) if source.is_dir() else file.name)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)


def site_of(settings: Settings, mode: Mode, domain: str) -> Site:
    """What the build bears: the address is always https."""
    return settings.site(mode, f"https://{domain}" if domain else "")


def compose(
    inputs: Inputs,
    workspace: Workspace,
    world: World,
    address: Address,
    crisis: folder.Crisis,
    now: dt.datetime,
    first: str = "",
) -> Prepared:
    """Content, gate, releases and plan in `crisis.folder`. `first` is the host where the site is live until its name
    is; empty: none."""
    national = site_of(inputs.settings, crisis.mode, address.domain)
    texts = measuring.texts(inputs.templates, inputs.facts, national, inputs.playbook, inputs.registers)
    rendered = render(texts, crisis.folder)
    seen = fronts.read(crisis.content)
    told = editions.going_out(inputs.settings.editions, seen, now)
    national, *regional = editions.sites(national, told)
    early = [site_of(inputs.settings, crisis.mode, first)] if first else []
    measure = measuring.yardstick(inputs.settings, inputs.playbook, inputs.facts, texts, inputs.registers)
    kept = inputs.playbook.folder.parents[1]  # the crisis's own folder, when its snapshot of the playbook is used
    kept_by = kept if (kept / "crisis.json").is_file() else None
    shown = places.at_templates(crisis.folder, inputs.templates, kept_by, workspace)
    with places.told(shown, crisis.folder), Renderer(workspace.theme) as renderer:
        found, (packed, *others) = make(crisis.folder, [national, *early, *regional], renderer, now, measure, seen)
    observed = observe.observe(world, address.domain, address.price, first)
    if address.begun:
        observed = replace(observed, held=False, price=address.price)
    at_hosts = editions.placed(others[len(early) :], address.domain)
    built = Built(rendered, places.moved(found, shown), packed, others[0] if early else None, at_hosts)
    anew = tuple(acts.placed(observe.stands(world, one.host), one.zone, one.release) for one in at_hosts)
    steps = plan.to_launch(crisis.id, crisis.target, packed, observed, built.first, anew)
    return Prepared(inputs, address, built, steps, world.usual)
