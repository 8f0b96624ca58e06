"""The first statement has the six elements of a first message (CERC). Later ones may be shorter, and are told."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator

from launcher.errors import Where
from launcher.model import Finding
from launcher.site import frontmatter
from launcher.site.first_message import missing
from launcher.site.frontmatter import Document
from launcher.site.rules import Content, is_post
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
_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


def check(content: Content) -> Iterator[Finding]:
    """Elements that the earliest statement of a language lacks (errors), and that later ones lack (warnings)."""
    for lang in content.languages:
        statements = [one for one in content.going_out if _is_statement(one, lang)]
        if not statements and any(is_post(one) and one.meta.get("lang") == lang for one in content.going_out):
            hint = "Publish one of `Kind: statement`: empathy, facts, unknowns, what is done, a commitment, a contact."
            where = Where(str(content.folder / "posts"))
            yield Finding("no-first-message", "warning", f"no statement goes out in `{lang}`", hint, where)
        statements.sort(key=lambda one: (frontmatter.moment(one, "date") or _NEVER, one.file.name))
        for number, document in enumerate(statements):
            for element, sure in missing(document, lang, functools.partial(is_promise, lang)):
                level = "error" if sure and not number else "warning"
                message = f"the statement {'lacks' if sure else 'does not seem to have'} {_WHAT[element]}"
                hint = f"Example: {_EXAMPLE[lang][element]}"
                yield Finding(f"first-message-{element}", level, message, hint, document.where("kind"))


def _is_statement(document: Document, lang: str) -> bool:
    meta = document.meta
    return is_post(document) and meta.get("kind") == "statement" and meta.get("lang") == lang and lang in _EXAMPLE
