"""Prepare: from what was given to a plan, in stages. Each takes frozen values and gives frozen values.

    inputs    files → settings, playbook, facts, signals, templates      (launch.inputs)
    words     signals → ranked crisis words                              (crisis.keywords)
    address   words → names, what is said of them → one and its price    (crisis.domains, launch.availability)
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
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from launcher.config import Settings
from launcher.crisis import domains, keywords
from launcher.crisis.facts import Facts
from launcher.crisis.playbook import Playbook
from launcher.documents import read_text
from launcher.errors import ProviderFailed, Refused, SpareWheelError
from launcher.launch import availability, claims, folder, observe, places, plan
from launcher.launch.folder import Crisis
from launcher.launch.inputs import Inputs, Request, merged
from launcher.model import Availability, Candidate, Finding, Keyword, Mode, Money, Plan, Reason, Release, Signals, Site
from launcher.services import World
from launcher.site import build, check, content, release
from launcher.workspace import Workspace

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


@dataclass(frozen=True, slots=True)
class Built:
    """A build of a crisis's content: what was rendered, what the gate said, and the release."""

    rendered: tuple[content.Rendered, ...]
    findings: tuple[Finding, ...]
    release: Release
    first: Release | None
    """The same pages for the address under a domain of ours; None where none stands by."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that a person must see before a yes, and all that the launch then runs."""

    inputs: Inputs
    address: Address
    built: Built
    plan: Plan
    usual: Mapping[str, float]
    """How many seconds each kind of step takes there."""


# ── words and address ────────────────────────────────────────────────────────────────────────────


def words(inputs: Inputs) -> tuple[Keyword, ...]:
    """The crisis's words in the organisation's languages, as the lead chose among them."""
    languages, seeds = inputs.settings.organisation.languages, inputs.playbook.seeds
    return keywords.rank(inputs.signals, languages, seeds=seeds, choices=inputs.choices)


def names(settings: Settings, playbook: Playbook, facts: Facts, ranked: Sequence[Keyword]) -> tuple[Candidate, ...]:
    """Names made of the words, best first; the registrar has not been asked yet."""
    return domains.propose(ranked, name_rules(settings, playbook, facts), top=availability.MOST)


def name_rules(settings: Settings, playbook: Playbook, facts: Facts) -> domains.NameRules:
    """What names are made with here. No plan gets a certificate yet: endings that need one are refused."""
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


# ── content to release ───────────────────────────────────────────────────────────────────────────


def render(
    templates: Sequence[content.Template], facts: Facts, site: Site, every: dt.timedelta | None, root: Path
) -> tuple[content.Rendered, ...]:
    """Write the pages where they may be written, under `root/content`; what writers touched stays."""
    ledger = {path: str(digest) for path, digest in folder.read_json(root / "rendered.json").items()}
    texts = {template.path: content.text(template, facts, site, every) for template in templates}
    rendered, ledger = content.settle(texts, root / "content", ledger, folder.write)
    folder.write_json(root / "rendered.json", ledger)
    return rendered


def render_again(
    templates: Sequence[content.Template], facts: Facts, site: Site, every: dt.timedelta | None, root: Path
) -> tuple[content.Rendered, ...]:
    """The same once the site is out: pages follow the facts; dated posts are a record, and are not written again."""
    pages = [template for template in templates if not template.path.startswith("posts/")]
    posts = {template.path for template in templates} - {template.path for template in pages}
    gone = [path for path in sorted(posts) if not (root / "content" / path).exists()]
    return (*render(pages, facts, site, every, root), *(content.Rendered(path, "gone") for path in gone))


def make(
    root: Path, sites: Sequence[Site], theme: Path, now: dt.datetime
) -> tuple[tuple[Finding, ...], tuple[Release, ...]]:
    """Gate what stands in `root/content`; build and pack it for each address that its pages may bear, at once. The
    releases are kept in `root/releases`."""
    found = check.findings(root / "content", sites[0].languages, now)
    check.refuse(found)
    with folder.telling(root), ThreadPoolExecutor(len(sites)) as pool:
        return found, tuple(pool.map(lambda site: _packed(root, site, theme), sites))


def _packed(root: Path, site: Site, theme: Path) -> Release:
    with tempfile.TemporaryDirectory(prefix="sparewheel-") as place:
        out = Path(place) / "site"
        build.build(root / "content", site, theme, out)
        packed = release.pack(out, site)
        release.save(packed, out, root / "releases")
    return packed


def keep(inputs: Inputs, request: Request, root: Path) -> None:
    """A snapshot of what was given, so that the folder stands alone; what the folder gave itself stays as it is."""
    given = read_text(request.facts) if request.facts else ""
    folder.write(root / "facts.yaml", merged(given, inputs.answers) if inputs.answers else given)
    with folder.telling(root):
        if root not in request.playbook.parents:
            shutil.copytree(request.playbook, root / "playbook" / inputs.playbook.id, dirs_exist_ok=True)
            shutil.copyfile(request.settings, root / "sparewheel.yaml")
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
    sites = [site_of(inputs.settings, crisis.mode, host) for host in (address.domain, first) if host]
    every = inputs.playbook.update_every
    rendered = render(inputs.templates, inputs.facts, sites[0], every, crisis.folder)
    kept = inputs.playbook.folder.parents[1]  # the crisis's own folder, when its snapshot of the playbook is used
    kept_by = kept if (kept / "crisis.json").is_file() else None
    shown = places.at_templates(crisis.folder, inputs.templates, kept_by, workspace)
    with places.told(shown, crisis.folder):
        found, (packed, *early) = make(crisis.folder, sites, workspace.theme, now)
    observed = observe.observe(world, address.domain, address.price, first)
    if address.begun:
        observed = replace(observed, held=False, price=address.price)
    built = Built(rendered, places.moved(found, shown), packed, early[0] if early else None)
    steps = plan.to_launch(crisis.id, crisis.target, packed, observed, built.first)
    return Prepared(inputs, address, built, steps, world.usual)
