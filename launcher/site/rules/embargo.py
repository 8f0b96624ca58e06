"""An embargo is a key that holds a release back. Words about one hold nothing, and nobody may tell it meanwhile."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

from launcher.errors import SpareWheelError
from launcher.model import Finding
from launcher.site import frontmatter, quantities, questions, reading, shown
from launcher.site.frontmatter import Document
from launcher.site.rules import Content, Whole, error, is_post

_UNTIL = {
    "fr": re.compile(r"(?i)\bembargo\b[^.!?]{0,40}?\bjusqu['’](?:au|à|en)\b|\bembargo\s*:\s*(?=\S)|\bsous embargo\b"),
    "en": re.compile(
        r"(?i)\bembargo(?:ed)?\b[^.!?]{0,40}?\b(?:until|till|to)\b|\bembargo\s*:\s*(?=\S)|\bunder embargo\b"
    ),
}
_MIN_WORDS = 8
"""A sentence so long is no coincidence."""
_MIN_TITLE = 4


def check(content: Content) -> Iterator[Finding]:
    """Keys where they do not belong, words without a key, and pages that tell what a release still holds back."""
    for document in (*content.going_out, *content.held_back):
        if document.meta.get("embargo") and not (is_post(document) and document.meta.get("kind") == "release"):
            hint = "Take the line out, or make it a release: Kind: release."
            message = "`Embargo` holds back releases only"
            yield error("embargo-not-release", message, hint, document.where("embargo"))
        yield from _in_text(document, content.yardstick.timezone)
    for document in content.going_out:
        yield from _broken(document, content)


# ── words ────────────────────────────────────────────────────────────────────────────────────────


def _in_text(document: Document, zone: str) -> Iterator[Finding]:
    lang = document.meta.get("lang", "")
    for passage in reading.passages(document) if lang in _UNTIL else ():
        found = _UNTIL[lang].search(passage.text)
        if found is None:
            continue
        told = _moments(passage.text[found.start() :], lang)
        if not told and not (is_post(document) and document.meta.get("kind") == "release"):
            continue  # a page that explains how embargoes work
        if not document.meta.get("embargo"):
            message = "the text speaks of an embargo, and nothing holds it back"
            hint = "Add `Embargo: 2026-03-10T14:00-04:00` to the release, or take the words out."
            yield error("embargo-in-text", message, hint, passage.where(found.start()))
        elif told and not _agree(told, document, zone):
            message = f"the text and `Embargo: {document.meta['embargo']}` do not say the same"
            yield error("embargo-in-text", message, "Correct the one that is wrong.", passage.where(found.start()))


def _moments(text: str, lang: str) -> list[quantities.Quantity]:
    first = next((sentence for _, sentence in reading.sentences(text)), "")
    return [one for one in quantities.find(first, lang) if one.kind in ("date", "time")]


def _agree(told: list[quantities.Quantity], document: Document, zone: str) -> bool:
    until = frontmatter.moment(document, "embargo")
    if until is None:
        return True  # `metadata` says what is wrong with it
    for kind in ("date", "time"):
        here = [one for one in told if one.kind == kind]
        meant = [
            quantities.Quantity(kind, one.date().isoformat() if kind == "date" else f"{one:%H:%M}", 0, 0)
            for one in (until, until.astimezone(zoneinfo.ZoneInfo(zone)))
        ]
        if here and not any(quantities.is_same(one, other) for one in here for other in meant):
            return False
    return True


# ── others ───────────────────────────────────────────────────────────────────────────────────────


def _broken(document: Document, content: Content) -> Iterator[Finding]:
    """What goes out now and says, word for word, what a release holds back."""
    lang = document.meta.get("lang")
    for path in content.ask(questions.held, lang) if lang is not None else ():
        content.ask(questions.digest, path)
        release = content.whole.pages[path].read()
        secrets = content.whole.once(_kept_back, path)
        for passage in reading.passages(document) if secrets else ():
            folded = shown.fold(passage.text)
            if secret := next((one for one in secrets if one in folded), ""):
                message = f"tells what {release.file.name} holds back until {release.meta['embargo']}: “{secret[:60]}…”"
                yield error("embargo-broken", message, "Take it out until then.", passage.where())


def _kept_back(whole: Whole, path: str) -> tuple[str, ...]:
    """What nobody may tell of a release. What the playbook's other pages say anyway is no secret."""
    others = (_read(other, text) for other, text in whole.yardstick.rendered.items() if other != path)
    public = shown.fold(" ".join(others))
    return tuple(secret for secret in _secrets(whole.pages[path].read()) if secret not in public)


def _read(path: str, text: str) -> str:
    """What a reader reads of a page that a template makes, beside its Markdown."""
    try:
        passages = reading.passages(frontmatter.parse(Path(path), text))
    except SpareWheelError:
        return text
    return " ".join([text, *(passage.text for passage in passages)])


def _secrets(release: Document) -> Iterator[str]:
    title = shown.fold(release.meta.get("title", ""))
    if len(title.split()) >= _MIN_TITLE:
        yield title
    for passage in reading.body(release):
        for _, sentence in reading.sentences(passage.text):
            folded = shown.fold(sentence).strip(' .!?…"')
            if len(folded.split()) >= _MIN_WORDS:
                yield folded
