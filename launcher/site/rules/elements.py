"""The first statement has the six elements of a first message (CERC). Later ones may be shorter, and are told."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from launcher.errors import Where
from launcher.model import Finding
from launcher.site import questions
from launcher.site.first_message import missing
from launcher.site.frontmatter import Front
from launcher.site.rules import Content, Whole, is_post
from launcher.site.rules.promise import is_promise

_WHAT = {
    "empathy": "a word for the people affected",
    "facts": "what is confirmed, with its day and hour",
    "unknown": "what is not known yet",
    "doing": "what is being done",
    "commitment": "what you commit to",
    "contact": "where to learn more: a telephone, an e-mail address or a link",
}
_EXAMPLE = {
    "fr": {
        "empathy": "Nous pensons d’abord aux personnes touchées et à leurs proches.",
        "facts": "Ce que nous savons : le 10 mars vers 5 h, une fuite est survenue à l’usine.",
        "unknown": "Nous ne savons pas encore ce qui a causé la fuite.",
        "doing": "Nous avons arrêté la ligne et nous collaborons à l’enquête.",
        "commitment": "Nous nous engageons à dire ce qui est confirmé et à corriger nos erreurs.",
        "contact": "Pour en savoir plus, appelez au 1 800 555-0100.",
    },
    "en": {
        "empathy": "Our first thoughts are with those affected and their families.",
        "facts": "What we know: on March 10, around 5 a.m., there was a leak at the plant.",
        "unknown": "We do not know yet what caused the leak.",
        "doing": "We have stopped the line and are cooperating with the investigation.",
        "commitment": "We commit to saying what is confirmed and to correcting our mistakes.",
        "contact": "To learn more, call 1 800 555-0100.",
    },
}


def check(content: Content) -> Iterator[Finding]:
    """Elements that the earliest statement of a language lacks (errors), and that later ones lack (warnings)."""
    for document in content.going_out:
        lang = document.meta.get("lang", "")
        if lang in content.languages and _is_statement(document, lang):
            first = content.ask(questions.statement, lang) == content.path(document)
            for element, sure in missing(document, lang, functools.partial(is_promise, lang)):
                level = "error" if sure and first else "warning"
                message = f"the statement {'lacks' if sure else 'does not seem to have'} {_WHAT[element]}"
                hint = f"Example: {_EXAMPLE[lang][element]}"
                yield Finding(f"first-message-{element}", level, message, hint, document.where("kind"))


def check_all(whole: Whole) -> Iterator[Finding]:
    """Languages in which no statement goes out."""
    for lang in whole.languages:
        there = [one for one in whole.going_out if is_post(one) and one.meta.get("lang") == lang]
        if there and not any(_is_statement(one, lang) for one in there):
            hint = "Publish one of `Kind: statement`: empathy, facts, unknowns, what is done, a commitment, a contact."
            where = Where(str(whole.folder / "posts"))
            yield Finding("no-first-message", "warning", f"no statement goes out in `{lang}`", hint, where)


def _is_statement(document: Front, lang: str) -> bool:
    return questions.is_statement(document, lang) and lang in _EXAMPLE
