"""A statement and an update say when the next word comes, and key and text say the same (CERC: how updates come)."""

from __future__ import annotations

import datetime as dt
import itertools
import zoneinfo
from collections.abc import Iterator

from launcher.model import Finding
from launcher.site import frontmatter, quantities, reading, shown
from launcher.site.frontmatter import Document
from launcher.site.reading import Passage
from launcher.site.rules import Content, error, is_post
from launcher.site.wordings import wordings

_PROMISING = ("statement", "update")
_FILE = "next_update"
_LANGUAGES = ("fr", "en")
_TIMED = ("date", "time", "weekday", "duration")
_HINT = "Add `Next-Update: 2026-03-10T10:30-04:00`, or a sentence that says when; « nothing new » is news too."


def check(content: Content) -> Iterator[Finding]:
    """Posts that promise nothing, promises that come before their post, and promises that are made twice over."""
    for document in content.going_out:
        key = frontmatter.moment(document, "next-update")
        if is_post(document) and document.meta.get("kind") in _PROMISING and not _promises(document):
            yield error("no-promise", "does not say when the next update comes", _HINT, document.where("kind"))
        if key is not None:
            yield from _too_early(document, key)
            yield from _otherwise(document, key, content.yardstick.timezone)


def _promises(document: Document) -> bool:
    if document.meta.get("next-update"):
        return True
    lang, told = document.meta.get("lang", ""), reading.passages(document)
    if lang not in _LANGUAGES or any(_says("last", passage.text, lang) for passage in told):
        return True
    texts = (text for passage in told for _, text in reading.sentences(passage.text))
    if any(is_promise(lang, text) for text in texts):
        return True
    return _below_heading(told, lang)


def is_promise(lang: str, text: str) -> bool:
    """Whether a sentence says when the next word comes."""
    return (is_on_next(lang, text) or _says("will", text, lang)) and _has_when(text, lang)


def is_on_next(lang: str, text: str) -> bool:
    """Whether a text names the next update."""
    return _says("next", text, lang)


def _says(name: str, text: str, lang: str) -> bool:
    return wordings(_FILE, lang).said[name].search(shown.level(text)) is not None


def _below_heading(told: tuple[Passage, ...], lang: str) -> bool:
    """« ## Prochaine mise à jour », and when in the paragraph below."""
    return any(
        passage.kind == "heading" and is_on_next(lang, passage.text) and _has_when(below.text, lang)
        for passage, below in itertools.pairwise(told)
    )


def _has_when(text: str, lang: str) -> bool:
    return _says("when", text, lang) or any(one.kind in _TIMED for one in quantities.find(text, lang))


def _too_early(document: Document, key: dt.datetime) -> Iterator[Finding]:
    date = frontmatter.moment(document, "date")
    if date is not None and key <= date:
        message = f"the next update ({document.meta['next-update']}) is not after the post ({document.meta['date']})"
        yield error(
            "promise-before-post", message, "Write an hour that is still to come.", document.where("next-update")
        )


def _otherwise(document: Document, key: dt.datetime, zone: str) -> Iterator[Finding]:
    """Sentences on the next update that give another day or hour than the key, in its own offset or the site's zone."""
    lang = document.meta.get("lang", "")
    if lang not in _LANGUAGES:
        return
    moments = (key, key.astimezone(zoneinfo.ZoneInfo(zone)))
    for passage in reading.passages(document):
        for start, text in reading.sentences(passage.text):
            named = wordings(_FILE, lang).said["next"].search(shown.level(text))
            if named and (wrong := _differing(text[named.start() :], lang, moments)):
                message = f"the text says “{wrong}”, `Next-Update` says {document.meta['next-update']}"
                hint = "Make them say the same: feeds and the promise on top read the key, people read the text."
                yield error("promise-differs", message, hint, passage.where(start + named.start()))


def _differing(text: str, lang: str, moments: tuple[dt.datetime, ...]) -> str:
    """What of the sentence contradicts the moments; empty when nothing does, or when it gives several."""
    for kind in ("date", "time"):
        told = [one for one in quantities.find(text, lang) if one.kind == kind]
        meant = [one.date().isoformat() if kind == "date" else f"{one:%H:%M}" for one in moments]
        if len(told) == 1 and not any(
            quantities.is_same(told[0], quantities.Quantity(kind, value, 0, 0)) for value in meant
        ):
            return text[told[0].start : told[0].end]
    return ""
