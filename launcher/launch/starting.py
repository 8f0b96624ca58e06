"""Starting a post: a template of the playbook and the facts → a draft in each language, for a writer to finish."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from launcher.crisis import facts as fact_room
from launcher.errors import Refused
from launcher.launch import folder, inputs, prepare
from launcher.launch.folder import Crisis
from launcher.launch.kept import Kept
from launcher.shapes import nearest
from launcher.site import content
from launcher.site.content import Template
from launcher.workspace import Workspace

_OF_ITS_OWN = ("Slug", "Twin")
"""What no two posts may share."""


def start(name: str, crisis: Crisis, kept: Kept, workspace: Workspace, now: dt.datetime) -> tuple[Path, ...]:
    """Drafts of the post called `name`, dated now; a second one gets a number. Nothing that is there is touched.

    Raises Refused: no such template, or facts that it needs are missing or not confirmed.
    """
    languages = kept.settings.organisation.languages
    later = inputs.later_templates(kept.playbook, languages, workspace)
    chosen = [one for one in (*later, *kept.templates) if one.path.rpartition("/")[2].split(".")[0] == name]
    chosen = [one for one in chosen if one.path.startswith("posts/")]
    if not chosen:
        known = sorted({one.path.rpartition("/")[2].split(".")[0] for one in later})
        hint = nearest(name, known) or f"Known: {', '.join(known) or 'none'}."
        raise Refused(f"the playbook has no post called `{name}`", hint=hint, code="unknown-post")
    needed = inputs.needs(kept.playbook, chosen)
    wrong = fact_room.problems(kept.facts, needed, kept.playbook, workspace.shown(crisis.folder / "facts.yaml"))
    if wrong:
        raise Refused.of(f"{len(wrong)} facts keep this post from being written", wrong)
    number = _number(name, crisis.content / "posts", languages)
    return tuple(_draft(one, name, number, crisis, kept, now) for one in chosen)


def _number(name: str, posts: Path, languages: Sequence[str]) -> str:
    """Empty for the first post of that name, `-2` for the second."""
    count = 1
    while any((posts / f"{name}{_suffix(count)}.{lang}.md").exists() for lang in languages):
        count += 1
    return _suffix(count)


def _suffix(count: int) -> str:
    return f"-{count}" if count > 1 else ""


def _draft(template: Template, name: str, number: str, crisis: Crisis, kept: Kept, now: dt.datetime) -> Path:
    site = prepare.site_of(kept.settings, crisis.mode, "")
    every, answers = kept.playbook.update_every, kept.registers.answers
    head, _, body = content.text(template, kept.facts, site, every, answers).partition("\n\n")
    hour = now.astimezone(ZoneInfo(site.timezone)).replace(second=0, microsecond=0)
    head = re.sub(r"(?m)^Date: .*$", f"Date: {hour.isoformat()}", head)
    if every:
        head = re.sub(r"(?m)^Next-Update: .*$", f"Next-Update: {(hour + every).isoformat()}", head)
    for key in _OF_ITS_OWN:
        head = re.sub(rf"(?m)^({key}: .*)$", rf"\1{number}", head)
    file = crisis.content / "posts" / f"{name}{number}.{template.lang}.md"
    folder.write(file, f"{head}\nStatus: draft\n\n{body}")
    return file
