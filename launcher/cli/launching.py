"""`launch` and `plan`: the same call, with and without a yes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from launcher.cli.house import house_of
from launcher.cli.options import choosing, chosen, common, price, wish
from launcher.cli.result import Result, Table, show
from launcher.cli.terminal import Terminal
from launcher.errors import Problem, Refused
from launcher.launch import chain, folder, report, wording
from launcher.launch.conduct import Conducted
from launcher.launch.folder import Crisis
from launcher.model import Mode, Plan, as_json
from launcher.services import World
from launcher.workspace import Workspace, opened

if TYPE_CHECKING:
    from launcher.launch.launching import Launched, Wish
    from launcher.launch.prepare import Prepared


@click.command(short_help="what `launch` would do, and its checksum")
@wish
@choosing
@common
def plan(workspace: Path, as_json: bool, **wished: Any) -> Result:
    """Show the plan that `launch` would run with the same options: steps, price, release, checksum. Changes nothing."""
    from launcher.launch import launching

    there = opened(workspace)
    house = house_of(there, as_json, _agrees)
    prepared = launching.planned(wish_of(there, wished), house)
    data = {**plan_data(prepared.plan), "words": prepared.address.words[:10], "names": prepared.address.names[:5]}
    return Result("plan", data, plan_blocks(prepared), _warnings(prepared))


@click.command(short_help="from facts to a verified live site")
@wish
@choosing
@click.option("--plan", "checksum", metavar="CHECKSUM", help="Run this very plan, or refuse; it is a yes.")
@click.option("--yes", is_flag=True, help="Do not ask. Ceilings still hold.")
@common
def launch(
    workspace: Path,
    as_json: bool,
    checksum: str | None,
    yes: bool,
    **wished: Any,
) -> Result:
    """Take a crisis from facts to a verified live site: asks what is missing, shows the plan, asks for a yes.

    Afterwards: `sparewheel status`, `sparewheel publish`, `sparewheel rollback`. After anything that broke off:
    `sparewheel resume`.
    """
    from launcher.launch import launching

    there = opened(workspace)
    house = house_of(there, as_json, _yes_or(yes or checksum is not None, as_json))
    return launched(launching.launch(wish_of(there, wished, checksum), house), there, "launch")


def launched(done: Launched, workspace: Workspace, command: str, *, up: bool = True) -> Result:
    """What a launch gives back; `up`: it was not taken back since."""
    data = {**conducted(done.crisis, done.conducted, workspace), "checksum": done.conducted.plan.checksum}
    return Result(command, data, live_blocks(data, up=up), _warnings(done.prepared))


def conducted(crisis: Crisis, done: Conducted, workspace: Workspace) -> dict[str, Any]:
    """What a run on a crisis came to, for programs."""
    standing = folder.standing(crisis)
    kept = folder.read_json(crisis.folder / report.JSON_FILE)
    return {
        "site_url": done.site_url,
        "domain": done.plan.domain,
        "live": done.host,
        "lived": kept["lived"],
        "release": done.plan.release,
        "crisis": crisis.id,
        "mode": crisis.mode,
        "elapsed_s": round(done.elapsed_s, 3),
        "steps": report.steps(standing),
        "checks": [check for proof in done.proofs for check in proof.checks],
        "charges": report.charges(standing.entries),
        "report": workspace.shown(crisis.folder / report.MARKDOWN),
        "facts": workspace.shown(crisis.folder / "facts.yaml"),
        "simulated": kept["simulated"],
        "next": kept["next"],
    }


def wish_of(workspace: Workspace, wished: dict[str, Any], checksum: str | None = None) -> Wish:
    """The options as a wish."""
    from launcher.launch.launching import Wish

    ceiling = wished.pop("max_price")
    currency = workspace.settings().limits.max_price.currency if ceiling else ""
    choices = chosen(wished.pop("pin"), wished.pop("drop"), wished.pop("merge"))
    limit = price(ceiling, currency)
    return Wish(**wished, max_price=limit, checksum=checksum, mode=Mode.LIVE, choices=choices)


# ── the yes ──────────────────────────────────────────────────────────────────────────────────────


def _agrees(_prepared: Prepared, _world: World) -> None:
    """Nothing is asked."""


def _yes_or(said: bool, as_json: bool) -> Any:
    """A function that returns on a yes and raises Refused on a no."""

    def agree(prepared: Prepared, _world: World) -> None:
        if said:
            return
        terminal = Terminal(as_json)
        if not terminal.interactive:
            raise Refused(
                f"nobody is there to say yes to plan {prepared.plan.checksum}",
                hint=f"Add --yes, or --plan {prepared.plan.checksum} to run exactly this plan.",
                code="no-yes",
            )
        show(plan_blocks(prepared), asking=True)
        early = f", first at {prepared.plan.first}" if prepared.plan.first else ""
        if not terminal.yes(f"Launch {prepared.plan.domain} for {prepared.plan.cost or 'no money'}{early}?"):
            raise Refused("nothing was done: the answer was no", hint="Launch again when ready.", code="no")

    return agree


# ── what people see ──────────────────────────────────────────────────────────────────────────────


def plan_data(plan: Plan) -> dict[str, Any]:
    """A plan for programs."""
    data = as_json(plan)
    assert isinstance(data, dict)
    return {**data, "checksum": plan.checksum, "cost": as_json(plan.cost)}


def plan_blocks(prepared: Prepared) -> list[str | Table]:
    """A plan for people: the words, the names, the steps, the price, the checksum."""
    plan, address = prepared.plan, prepared.address
    blocks: list[str | Table] = []
    if address.words:
        rows = tuple((w.term, w.lang, f"{w.score:.0f}", str(w.state)) for w in address.words[:6])
        blocks.append(Table("The words of this crisis", ("word", "language", "score", "state"), rows, ("score",)))
    if address.names:
        named = tuple(
            (n.name, f"{n.score:.0f}", str(n.price or n.availability), wording.state_of(n.reasons))
            for n in address.names[:4]
        )
        columns = ("name", "score", "first year", "its word")
        blocks.append(Table("Names made of them", columns, named, ("score", "first year")))
    steps = tuple(
        (str(number), step.reason, str(step.cost or ""), step.reversible.partition(":")[0])
        for number, step in enumerate(plan.steps, 1)
    )
    title = f"The plan for {plan.domain} on {plan.target}" + _simulated(plan)
    blocks.append(Table(title, ("", "step", "cost", "can be undone"), steps, ("cost",)))
    blocks += _times(plan, prepared.usual)
    blocks.append(f"In all: {plan.cost or 'no money'}. Plan {plan.checksum}, release {plan.release}.")
    return blocks


def _times(plan: Plan, kinds: Mapping[str, float]) -> list[str | Table]:
    """When each address should be live: the longest chain that leads there, where it is known how long steps take."""
    seconds = chain.usual(plan, kinds)
    proofs = {step.params["host"]: step.id for step in plan.steps if step.kind == "prove"}
    lines: list[str | Table] = []
    for host, proof in proofs.items():
        walked = [step for step in chain.longest(plan, seconds, proof) if seconds[step.id]]
        through = ", ".join(f"{step.kind} {wording.long(seconds[step.id])}" for step in walked)
        total = wording.long(sum(seconds[step.id] for step in walked))
        bought = any(step.kind == "register" and step.cost is None for step in plan.steps) and host == plan.domain
        since = " from when you have bought it" if bought else ""
        lines += [f"Expected to be live at {host} after {total}{since}: {through}."] if walked else []
    return lines


def _simulated(plan: Plan) -> str:
    return " (simulated: no money moves, no public name)" if any(step.simulated for step in plan.steps) else ""


def live_blocks(data: dict[str, Any], *, up: bool = True) -> list[str | Table]:
    """For people: where it is live, what it took, what comes next."""
    paid = ", ".join(f"{charge['amount']} {charge['currency']}" for charge in data["charges"]) or "nothing"
    simulated = f"Simulated, not real: {', '.join(data['simulated'])}." if data["simulated"] else ""
    failed = sum(not check.ok for check in data["checks"])
    live = data["mode"] is Mode.LIVE
    state = "Live and verified" if live else "EXERCISE: up and verified"
    upcoming = tuple((_by(duty["due"]), duty["role"]["en"], duty["do"]["en"]) for duty in data["next"][:5])
    editions = [one for one in data["lived"] if one["host"].endswith(f".{data['domain']}")]
    early = [one for one in data["lived"] if one["host"] != data["domain"] and one not in editions]
    return [
        f"{state} in {wording.long(data['elapsed_s'])}: https://{data['domain']}/",
        *(
            f"  Until then, from {wording.long(one['elapsed_s'])} on: https://{one['host']}/ (it leads on now)"
            for one in early
        ),
        *(f"  Edition, from {wording.long(one['elapsed_s'])} on: https://{one['host']}/" for one in editions),
        *([f"  Look at it here:  {data['site_url']}"] if up and data["domain"] not in data["site_url"] else []),
        f"  Checks:           {len(data['checks'])} made, {failed} failed",
        f"  Paid in all:      {paid}",
        f"  Facts:            {data['facts']} (change them there, then `sparewheel publish`)",
        f"  Crisis:           {data['crisis']}",
        f"  Report:           {data['report']}",
        *([f"  {simulated}"] if simulated else []),
        Table("What to do next" if live else "EXERCISE: what would come next", ("by", "who", "what"), upcoming),
    ]


def _by(due: str) -> str:
    """`2026-03-10 06:30`, in the organisation's zone."""
    return due[:16].replace("T", " ")


def _warnings(prepared: Prepared) -> list[Problem]:
    from launcher.cli.sources import unheard

    found = [Problem(f.code, f.message, f.hint, f.where) for f in prepared.built.findings]
    given = prepared.inputs
    notes = [Problem("signals", note) for note in given.signals.notes]
    notes += unheard(given.signals, given.choices, given.settings.organisation.languages)
    kept = [r for r in prepared.built.rendered if r.state in ("kept", "gone")]
    return [*found, *notes, *(Problem("kept", kept_text(one.path, one.state)) for one in kept)]


def kept_text(path: str, state: str) -> str:
    """Why a page was not rendered again."""
    why = "edited by hand: kept as it is" if state == "kept" else "taken away by hand: not written again"
    return f"{path} was {why}"
