"""Types of posts: what a writer asks for → the templates it starts from, the playbook's before ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import Refused
from launcher.launch import inputs
from launcher.launch.kept import Kept
from launcher.shapes import nearest
from launcher.site import content
from launcher.site.content import Template
from launcher.workspace import Workspace

WHAT: Mapping[str, str] = {
    "update": "what has changed since the last message, and what has not",
    "correction": "what was wrong here, and what is right",
    "question": "one question that people ask, and its answer",
    "subject": "what people should know of the subject, in their words",
    "project": "what the project changes, and for whom",
    "release": "a press release, which may wait for its hour",
    "statement": "a first message: what is known, what is not, what is being done",
    "closing": "the last word: what was found and what has changed",
}
"""The types that every crisis has: the kinds of posts, each with what it is for."""
_ALSO: Mapping[str, str] = {
    "press-release": "release",
    "news-release": "release",
    "communiqué": "release",
    "communique": "release",
    "mise-à-jour": "update",
    "mise-a-jour": "update",
    "rectificatif": "correction",
    "sujet": "subject",
    "projet": "project",
    "déclaration": "statement",
    "declaration": "statement",
    "clôture": "closing",
    "cloture": "closing",
}
"""What people call them too."""
_OURS = Path(__file__).with_name("posts")


@dataclass(frozen=True, slots=True)
class Type:
    """What was asked for: its kind, and a template in each language."""

    name: str
    kind: str
    templates: tuple[Template, ...]


def known(kept: Kept, workspace: Workspace) -> dict[str, str]:
    """Every type that can be asked for, with one line on what it is; the playbook's own by their titles."""
    later = inputs.later_templates(kept.playbook, kept.settings.organisation.languages[:1], workspace)
    own = {_name(one): f"the playbook's own, a kind of {_kind(one)}" for one in later if _name(one) not in WHAT}
    return {**WHAT, **own}


def find(name: str, kept: Kept, workspace: Workspace) -> Type:
    """The type called `name`: a post of the playbook by its name, then one that it has for that kind, then ours.

    Raises Refused when there is none.
    """
    languages = kept.settings.organisation.languages
    later = inputs.later_templates(kept.playbook, languages, workspace)
    theirs = [*later, *(one for one in kept.templates if one.path.startswith("posts/"))]
    kind = _ALSO.get(name.casefold(), name.casefold())
    called = [name, *(other for other, meant in {**_ALSO, kind: kind}.items() if meant == kind)]
    for chosen in (*([one for one in theirs if _name(one) == word] for word in called), _of(kind, later)):
        if chosen:
            return Type(_name(chosen[0]), _kind(chosen[0]), tuple(chosen))
    if kind in WHAT:
        return Type(kind, kind, tuple(_ours(kind, languages)))
    there = known(kept, workspace)
    hint = nearest(kind, [*there, *_ALSO]) or f"Known: {', '.join(there)}."
    raise Refused(f"there is no type of post called `{name}`", hint=hint, code="unknown-post")


def _of(kind: str, later: Sequence[Template]) -> list[Template]:
    """The first post for later that is of this kind, in each language."""
    alike = [one for one in later if _kind(one) == kind]
    return [one for one in alike if _name(one) == _name(alike[0])]


def _ours(kind: str, languages: Sequence[str]) -> Iterator[Template]:
    for lang in languages:
        file = _OURS / f"{kind}.{lang}.md"
        yield content.template(file, f"posts/{kind}", lang, f"posts/{file.name}")


def _name(template: Template) -> str:
    return Path(template.path).name.split(".")[0]


def _kind(template: Template) -> str:
    found = re.search(r"(?m)^Kind:\s*(\S+)", template.text)
    return found[1] if found else ""
