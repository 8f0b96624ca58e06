"""Doctrine: what `messages.yaml` must say, and what it says of the rest of the playbook; `anatomy` asks it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from launcher.config import LANGUAGES
from launcher.crisis.messages import OUTCOMES, Answer, Messages
from launcher.crisis.playbook import Playbook
from launcher.documents import Problems
from launcher.errors import Where
from launcher.model import Words
from launcher.shapes import nearest, shorten

PARTS = (
    *("triggers", "severity", "roles", "clock", "facts", "pages", "first-message", "holding", "faq", "fact-sheet"),
    *("timeline", "media", "map", "triage", "subject", "forbidden", "letters", "platforms", "branches", "injects"),
    "standdown",
)
"""The parts of a playbook whose rules come from somewhere."""
MOST_WORDS = {"en": 27, "fr": 33}
"""Three messages together (Covello's message maps: 27 words, 9 seconds, 3 messages); French runs longer."""
THREE = 3
_LETTER = re.compile(r"letters/[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True, slots=True)
class _Case:
    """The playbook, its messages, the file they stand in, and what was found so far."""

    playbook: Playbook
    messages: Messages
    file: Where
    found: Problems

    def add(self, part: str, code: str, message: str, hint: str) -> None:
        """A problem at that part of the file."""
        self.found.add(code, message, self.messages.places.get(part, self.file), hint)

    def known(self, part: str, what: str, name: str, there: Collection[str], of: str = "") -> None:
        """A problem when `name` is none of those."""
        if name not in there:
            hint = nearest(name, there) or f"Known: {', '.join(sorted(there))}."
            self.add(part, f"unknown-{what}", f"`{name}`{f' of `{of}`' if of else ''} is not a {what}", hint)


def check(playbook: Playbook, messages: Messages, file: Where, found: Problems) -> None:
    """Every part against the rest; adds what is wrong to `found`."""
    case = _Case(playbook, messages, file, found)
    for part in (_roles, _map, _triage, _musts, _sources, _platforms, _letters):
        part(case)


def _roles(case: _Case) -> None:
    for triage in case.messages.triage:
        case.known("triage", "role", triage.role, case.playbook.roles, triage.id)
    for branch in case.messages.branches:
        case.known("branches", "role", branch.role, case.playbook.roles, branch.id)


def _map(case: _Case) -> None:
    audiences = case.messages.audiences
    for answer in case.messages.map:
        case.known("map", "audience", answer.audience, audiences)
        if len(answer.messages) != THREE or [len(proofs) for proofs in answer.proofs] != [THREE] * THREE:
            message = "three messages, and three proofs for each"
            case.found.add("not-three", message, answer.where, "Count them again.")
        _short(answer, case.found)
    for audience in sorted(audiences.keys() - {answer.audience for answer in case.messages.map}):
        case.add("map", "no-answer", f"the map has nothing for `{audience}`", "Add a question of theirs.")


def _short(answer: Answer, found: Problems) -> None:
    for lang, most in MOST_WORDS.items():
        count = sum(len(_words(message, lang)) for message in answer.messages)
        if count > most:
            message = f"the three messages have {count} words in `{lang}`, more than {most}"
            found.add("too-long", message, answer.where, "Shorten them: they are said in nine seconds.")


def _words(text: Words, lang: str) -> list[str]:
    """Words as one counts them on paper: « l’usine » is one."""
    return re.findall(r"\w+(?:[-’']\w+)*", text.get(lang, ""))


def _triage(case: _Case) -> None:
    _all(case, "outcome", OUTCOMES, {row.outcome for row in case.messages.triage})
    _all(case, "truth", ("yes", "no", "unclear"), {row.is_true for row in case.messages.triage})


def _all(case: _Case, what: str, wanted: Iterable[str], there: Collection[str]) -> None:
    for one in wanted:
        if one not in there:
            case.add("triage", f"no-{what}", f"no row has the {what} `{one}`", "Add one.")


def _musts(case: _Case) -> None:
    pages = {one.path.partition("/")[2] for one in (*case.playbook.pages, *case.playbook.posts)}
    for must in case.messages.musts:
        case.known("musts", "page", must.page, pages, must.id)
        for fact in must.facts:
            case.known("musts", "fact", fact, case.playbook.facts, must.id)


def _sources(case: _Case) -> None:
    messages = case.messages
    used = {source for sources in messages.rules_from.values() for source in sources}
    used |= {must.source for must in messages.musts} | {branch.source for branch in messages.branches}
    for source in sorted(used):
        case.known("sources", "source", source, messages.sources)
    for source in sorted(messages.sources.keys() - used):
        case.add("sources", "unused-source", f"no rule comes from `{source}`", "Take it out.")
    for part in messages.rules_from:
        case.known("from", "part", part, PARTS)


def _platforms(case: _Case) -> None:
    letters = {letter.template for letter in case.messages.letters}
    for one in case.messages.platforms:
        if not (1 <= one.control <= 5 and 1 <= one.spread <= 5):
            case.add("platforms", "not-1-to-5", f"`{one.id}`: control and spread go from 1 to 5", "1 is least.")
        if one.letter:
            case.known("platforms", "letter", one.letter, letters, one.id)


def _letters(case: _Case) -> None:
    for letter in case.messages.letters:
        if not _LETTER.fullmatch(letter.template):
            hint = "Write letters/name, in lower-case letters, digits and hyphens, without language and ending."
            case.add("letters", "template-path", f"`{shorten(letter.template)}` is not a template of letters/", hint)
            continue
        for lang in LANGUAGES:
            if not (case.playbook.folder / f"{letter.template}.{lang}.md").is_file():
                case.add("letters", "no-template", f"`{letter.template}.{lang}.md` is not there", "Write it.")
