"""Letters: a playbook's templates, facts and an addressee → Markdown files in the crisis's private folder."""

from __future__ import annotations

from pathlib import Path

from launcher.crisis.facts import Facts
from launcher.crisis.messages import Letter
from launcher.crisis.playbook import Playbook
from launcher.crisis.register.stakeholders import Stakeholder
from launcher.errors import Malformed, Refused
from launcher.launch import folder
from launcher.launch.folder import Crisis
from launcher.launch.kept import Kept
from launcher.launch.registers import PRIVATE
from launcher.model import Mode, Site
from launcher.shapes import nearest
from launcher.site import content
from launcher.workspace import Workspace

ADDRESSEE = "addressee"
"""What a letter's template calls whom it goes to: `addressee.name`, `.asks`; None in a letter to nobody yet."""


def write(name: str, to: Stakeholder | None, lang: str, crisis: Crisis, kept: Kept, workspace: Workspace) -> Path:
    """One letter in one language; a file that is there stays, since a person may have written in it. Raises Refused:
    no such letter, the file is there; Malformed: the template uses what is not known."""
    known = {one.template.partition("/")[2]: one for one in _letters(kept)}
    if name not in known:
        hint = nearest(name, known) or f"Known: {', '.join(known) or 'none'}."
        raise Refused(f"there is no letter called `{name}`", hint=hint, code="unknown-letter")
    file = crisis.folder / PRIVATE / "letters" / f"{name}{f'-{to.id}' if to else ''}.{lang}.md"
    if file.exists():
        hint = "Edit it there, or move it away to have it written again."
        raise Refused(f"{workspace.shown(file)} is there already", hint=hint, code="letter-there")
    site = kept.settings.site(Mode.DORMANT, "")
    folder.write(file, text(known[name], to, lang, kept.playbook, kept.facts, site, workspace))
    return file


def text(
    letter: Letter,
    to: Stakeholder | None,
    lang: str,
    playbook: Playbook,
    facts: Facts,
    site: Site,
    workspace: Workspace,
) -> str:
    """What the letter says. Raises Malformed: its template uses what is not known, or cannot be filled in."""
    source = playbook.folder / f"{letter.template}.{lang}.md"
    template = content.template(source, letter.template, lang, workspace.shown(source))
    names = [*playbook.facts, ADDRESSEE]
    if wrong := content.problems_of([template], names, lambda one: nearest(one, names) or "Declare it."):
        raise Malformed.of(f"{len(wrong)} problems in the letter", wrong)
    told = {"name": to.name, "asks": to.asks} if to else {}
    return content.letter(template, facts, site, playbook.update_every, told)


def _letters(kept: Kept) -> tuple[Letter, ...]:
    return kept.playbook.messages.letters if kept.playbook.messages else ()
