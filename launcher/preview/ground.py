"""Ground: what pages are made of beside the writers' words, as `publish` would take it now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from launcher.crisis import facts as fact_room
from launcher.errors import Problem, Refused, Where
from launcher.launch import editions, folder, inputs, kept, measuring, prepare
from launcher.launch.folder import Crisis
from launcher.model import Edition, Finding, Site, Yardstick
from launcher.workspace import Workspace

NOWHERE = "not-yet.invalid"
"""The host that pages name while the crisis has none (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The national site, what templates and facts make, what the gate measures by, and what it would say of facts."""

    site: Site
    texts: Mapping[str, str]
    measure: Yardstick
    editions: tuple[Edition, ...]
    findings: tuple[Finding, ...]

    def sites(self, told: Collection[str]) -> tuple[Site, ...]:
        """The national site and, of the editions that have posts, each one's. Raises Refused when one cannot be."""
        return editions.sites(self.site, [one for one in self.editions if one.id in told])


def read(crisis: Crisis, workspace: Workspace) -> Ground:
    """As it stands in the crisis's folder. Raises Malformed (a file cannot be read) and Refused (a fact is missing, so
    that templates cannot be filled in)."""
    there = kept.read(crisis, workspace)
    needed = inputs.needs(there.playbook, there.templates)
    named = workspace.shown(crisis.folder / "facts.yaml")
    wrong = (*fact_room.problems(there.facts, needed, there.playbook, named), *inputs.placeholders(there.facts))
    if any(problem.code == "fact-missing" for problem in wrong):
        raise Refused.of(f"{len(wrong)} facts keep the pages from being made", wrong)
    host = folder.standing(crisis).domain or crisis.domain or NOWHERE
    site = prepare.site_of(there.settings, crisis.mode, host)
    texts = measuring.texts(there.templates, there.facts, site, there.playbook, there.registers)
    measure = measuring.yardstick(there.settings, there.playbook, there.facts, texts, there.registers)
    said = (*map(finding, wrong), *kept.differing(crisis, workspace))
    return Ground(site, texts, measure, there.settings.editions, said)


def finding(problem: Problem) -> Finding:
    """What is wrong, as the gate says it."""
    return Finding(problem.code, "error", problem.message, problem.hint, problem.where or Where(""))
