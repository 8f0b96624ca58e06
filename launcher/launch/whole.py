"""Whole: whether a playbook can be relied on. It has every part, its examples are of their types, its drill goes
through the gate with all facts and with the fewest, and so does each post that is written later.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from launcher.config import LANGUAGES, Settings
from launcher.crisis import anatomy, injects
from launcher.crisis import facts as fact_room
from launcher.crisis import playbook as playbook_room
from launcher.crisis.facts import Facts
from launcher.crisis.playbook import Playbook
from launcher.documents import Problems
from launcher.errors import Problem, SpareWheelError
from launcher.launch import inputs, letters, measuring, places, registers
from launcher.launch.folder import write
from launcher.launch.registers import Registers
from launcher.model import Mode
from launcher.site import check, content
from launcher.site.content import Template
from launcher.workspace import Workspace


def problems(folder: Path, workspace: Workspace) -> tuple[Problem, ...]:
    """Everything that is wrong with the playbook in `folder`; nothing when it is whole."""
    found: list[Problem] = []
    try:
        found.extend(_problems(folder, workspace))
    except SpareWheelError as error:
        found.extend(error.problems)
    return tuple(found)


def _problems(folder: Path, workspace: Workspace) -> Iterator[Problem]:
    name = workspace.shown(folder)
    playbook = playbook_room.load(folder, name=f"{name}/playbook.yaml")
    templates = inputs.templates_of(playbook, LANGUAGES, workspace)
    later = inputs.later_templates(playbook, LANGUAGES, workspace)
    needed = inputs.needs(playbook, [*templates, *later])
    yield from anatomy.problems(playbook, name)
    yield from _examples(playbook)
    yield from _of(lambda: injects.load(folder / "drill/injects.csv", playbook.roles, name=f"{name}/drill/injects.csv"))
    example = folder / "drill" / "facts.yaml"
    facts = fact_room.load(example, playbook, LANGUAGES, name=workspace.shown(example))
    yield from fact_room.problems(facts, needed, playbook, workspace.shown(example))
    yield from inputs.placeholders(facts)
    yield from _tried(playbook, facts, templates, later, workspace)


def _tried(
    playbook: Playbook, facts: Facts, templates: Sequence[Template], later: Sequence[Template], workspace: Workspace
) -> Iterator[Problem]:
    """The launch with every fact and with the fewest; then each later post beside it."""
    least = {name: fact for name, fact in facts.items() if not playbook.facts[name].optional}
    folders = (playbook.folder / "drill" / "registers", playbook.folder / "registers")
    known, settings = registers.read(folders, workspace.shown), workspace.settings()
    whole = _Rehearsal(playbook, facts, known, settings, workspace)
    fewest = replace(whole, facts=least, registers=Registers())
    found = [*whole.gated(templates, musts=True), *fewest.gated(templates, musts=False)]
    for path in dict.fromkeys(one.path.split(".")[0] for one in later):
        beside = [one for one in later if one.path.split(".")[0] == path]
        for rehearsal in (whole, fewest):
            found += rehearsal.gated([*templates, *beside], musts=False)
    yield from dict.fromkeys(found)
    for rehearsal in (whole, fewest):
        yield from rehearsal.letters()


def _of(read: Callable[[], object]) -> tuple[Problem, ...]:
    """What is wrong with a file, when something is."""
    try:
        read()
    except SpareWheelError as error:
        return error.problems
    return ()


def _examples(playbook: Playbook) -> Problems:
    found = Problems()
    for spec in playbook.facts.values():
        fact_room.value_shape(spec, LANGUAGES)(spec.example, found)
    return found


# ── through the gate ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Rehearsal:
    """A playbook with the facts that it is tried with."""

    playbook: Playbook
    facts: Facts
    registers: Registers
    settings: Settings
    workspace: Workspace

    def text(self, template: Template) -> str:
        site = self.settings.site(Mode.DORMANT, "")
        return content.text(template, self.facts, site, self.playbook.update_every, self.registers.answers)

    def gated(self, templates: Sequence[Template], *, musts: bool) -> Iterator[Problem]:
        """What the gate refuses of these templates together, at the templates' lines."""
        texts = {template.path: self.text(template) for template in templates}
        measure = measuring.yardstick(self.settings, self.playbook, self.facts, texts, self.registers)
        measure = measure if musts else replace(measure, musts=())
        with tempfile.TemporaryDirectory(prefix="sparewheel-") as place:
            root = Path(place)
            for path, text in texts.items():
                write(root / "content" / path, text)
            for now in self._hours():
                found = check.findings(root / "content", LANGUAGES, now, measure)
                shown = places.at_templates(root, templates, None, self.workspace)
                for one in places.moved(found, shown):
                    if one.level == "error":
                        yield Problem(one.code, one.message, one.hint, one.where)

    def letters(self) -> Iterator[Problem]:
        """What is wrong with the letters, to somebody and to nobody yet."""
        messages, site = self.playbook.messages, self.settings.site(Mode.DORMANT, "")
        for letter in messages.letters if messages else ():
            for to in (None, *self.registers.stakeholders[:1]):
                for lang in LANGUAGES:
                    given = (letter, to, lang, self.playbook, self.facts, site, self.workspace)
                    yield from _of(partial(letters.text, *given))

    def _hours(self) -> tuple[dt.datetime, ...]:
        """Just after the facts are true; and when nothing waits for its hour any more."""
        as_of = self.facts["as_of"].value
        waits = [fact.value for fact in self.facts.values() if isinstance(fact.value, dt.datetime)]
        return tuple(dict.fromkeys((as_of, max(waits))))
