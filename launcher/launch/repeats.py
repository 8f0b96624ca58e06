"""One story, one launch: what would tell a crisis again, or buy another name for it, is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from launcher import documents
from launcher.crisis import domains
from launcher.crisis import facts as fact_room
from launcher.errors import Refused
from launcher.launch import folder
from launcher.launch.folder import Crisis, Standing, standing
from launcher.launch.inputs import Inputs
from launcher.model import Mode, Money
from launcher.workspace import Workspace


def refuse(
    given: Inputs, existing: Crisis | None, workspace: Workspace, *, facts: Path | None, domain: str | None, mode: Mode
) -> None:
    """A crisis that is out is not launched again: it is published, resumed, or taken back first. Raises Refused."""
    if existing is not None:
        _not_another_name(domain, existing)
        candidates = [existing] if standing(existing).state not in (folder.UNFINISHED, folder.FIRST) else []
    elif mode is Mode.EXERCISE:  # one may rehearse the same thing every day
        candidates = []
    else:
        candidates = [c for c in folder.every(workspace) if c.playbook == given.playbook.id and c.mode is mode]
        candidates = [c for c in candidates if _retold(facts, domain, given, c)]
    for crisis in candidates:
        there = standing(crisis)
        state = there.state
        if state in (folder.OPENED, folder.TAKEN_BACK):
            if existing is None and (names := purchases(there)):
                raise _open(crisis, there, names)
            continue
        go_on = "resume" if state in (folder.UNFINISHED, folder.UNVERIFIED, folder.FIRST) else "publish"
        raise Refused(
            f"{crisis.id} is {state} with these facts, or for this brand: it is not launched twice",
            hint=f"`sparewheel {go_on} --crisis {crisis.id}` goes on with it (its facts.yaml takes what changed); "
            "`undo` takes it back first; another crisis of the brand takes its address by --domain.",
            code="launched-already",
        )


def _retold(facts: Path | None, domain: str | None, given: Inputs, crisis: Crisis) -> bool:
    """Whether a launch would tell the story of another crisis again: with its very facts, or, unless the lead names
    another address, of its brand. A fact that changed must not buy a second name."""
    kept = crisis.folder / "facts.yaml"
    if facts and kept.is_file() and documents.same(facts, kept):
        return True
    brand = given.facts.get(given.playbook.brand_fact or "")
    if domain or brand is None or not kept.is_file():
        return False
    theirs = fact_room.load(kept, given.playbook, given.settings.organisation.languages).get(brand.name)
    return theirs is not None and theirs.value == brand.value


def _not_another_name(domain: str | None, existing: Crisis) -> None:
    """While it is not known whether a name was bought, no other one is: that is how two get bought."""
    there = standing(existing)
    wanted = domains.address(domain) if domain else there.domain
    if existing.domain and not there.entries and wanted not in ("", existing.domain):
        raise Refused(
            f"the journal of {existing.id} is gone: it is not known whether {existing.domain} was bought",
            hint=f"Restore {existing.folder.name}/journal.jsonl from a copy; without --domain it stays with its name.",
            code="journal-lost",
        )
    if others := purchases(there).keys() - {wanted}:
        raise _open(existing, there, others)


def purchases(there: Standing) -> Mapping[str, Money]:
    """The names of which it is not known yet whether they were bought, each with the price that was agreed to."""
    begun: dict[str, Money] = {}
    for entry in there.entries:
        name = entry.step.removeprefix("register:")
        if entry.kind == "intent" and name != entry.step:
            begun[name] = Money.read(entry.data["params"]["max_price"])
        elif name in begun and (entry.kind == "done" or "rejected" in entry.data):
            del begun[name]
    return begun


def _open(crisis: Crisis, there: Standing, names: Collection[str]) -> Refused:
    go_on = "launch" if there.state == folder.TAKEN_BACK else "resume"
    return Refused(
        f"it is not known yet whether {', '.join(sorted(names))} was bought for {crisis.id}",
        hint=f"`sparewheel {go_on} --crisis {crisis.id}` finds out; then another name can be chosen.",
        code="purchase-open",
    )
