"""The six elements of a first message (CERC: empathy, confirmed facts, what is not known, what is done, commitment,
where to learn more), told by their wordings in both languages: `first_message.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from launcher.site import quantities, reading, shown
from launcher.site.frontmatter import Document
from launcher.site.reading import Link, Passage
from launcher.site.wordings import Wordings, wordings

ELEMENTS = ("empathy", "facts", "unknown", "doing", "commitment", "contact")
_NEGATED = {"fr": re.compile(r"\b(?:pas|ne)\b"), "en": re.compile(r"\bnot\b|n't\b")}
_LATELY = {
    "fr": re.compile(r"\b(?:aujourd'hui|hier|ce matin|cette nuit|ce soir|cet après-midi|depuis|au petit matin)\b"),
    "en": re.compile(r"\b(?:today|yesterday|this (?:morning|afternoon|evening|week)|overnight|last night|since)\b"),
}
_LABEL = re.compile(
    r"((?:ce qu|où |notre |nos |pour |what |where |our |for |how )[^.:!?]{3,45}?)\s?[:.–—]\s", re.IGNORECASE
)
"""What a paragraph begins with in place of a heading."""
_TOLD_BY_FIGURES = ("facts", "contact")
_STRUCTURED = 4
"""So many elements under headings, and each has one; a word for people needs none."""
_OUTWARD = ("http:", "https:", "mailto:", "tel:")
_TIMED = ("date", "time", "duration", "weekday")


def missing(document: Document, lang: str, is_promise: Callable[[str], bool]) -> Iterator[tuple[str, bool]]:
    """The elements that the body surely does not have (True), or may not have (False): prose says them in words that
    nobody listed, so of prose only figures and links are sure, and of a statement with headings its parts. Where the
    others have a heading and one has none, a part was lost, and what is said of it in passing is not enough.

    `is_promise`: whether a sentence is on the next update, which is neither a fact nor a commitment. What stands under
    the heading of one element is not taken for another's.
    """
    words, links = wordings("first_message", lang), tuple(reading.links(document))
    parts = tuple(_parts(reading.body(document), words, lang))
    named = {headed for headed, _ in parts}
    for element in ELEMENTS:
        texts = [text for headed, text in parts if headed in ("", element)]
        others = [text for text in texts if not is_promise(text)]
        if element == "facts":
            there = _has_facts(others, lang)
        elif element == "contact":
            there = _has_contact([text for _, text in parts], links, words.said["pointing"], lang)
        else:
            there = _says(others if element == "commitment" else texts, words.said[element])
        structured = len(named & set(ELEMENTS)) >= _STRUCTURED
        lost = element != "empathy" and structured
        if element not in named and (not there or lost):
            yield element, not there and (structured or element in _TOLD_BY_FIGURES)


def _parts(told: Sequence[Passage], words: Wordings, lang: str) -> Iterator[tuple[str, str]]:
    """Each sentence, with the element that its heading names; empty where none does."""
    element = ""
    for one in told:
        if one.kind == "heading":
            element = _named(shown.level(one.text), words, lang)
        else:
            labelled = _labelled(one.text, words, lang)
            yield from ((labelled or element, text) for _, text in reading.sentences(one.text))


def _labelled(text: str, words: Wordings, lang: str) -> str:
    """The element that the beginning of a paragraph names: « Ce que nous faisons : … »."""
    label = _LABEL.match(text)
    return _named(shown.level(label[1]), words, lang) if label else ""


def _named(heading: str, words: Wordings, lang: str) -> str:
    """The element that a heading names: « Ce que nous ne savons pas » heads no facts."""
    named = [element for element in ELEMENTS if element in words.headed and words.headed[element].search(heading)]
    if "unknown" in named:
        return "unknown"
    return next((one for one in named if one != "facts" or not _NEGATED[lang].search(heading)), "")


def _says(texts: Sequence[str], words: re.Pattern[str]) -> bool:
    return any(words.search(shown.level(text)) for text in texts)


def _has_facts(texts: Sequence[str], lang: str) -> bool:
    """Something that happened, with its day or hour; the hours of a telephone are no fact."""
    for text in texts:
        kinds = {one.kind for one in quantities.find(text, lang)}
        if not kinds & {"phone", "email"} and (kinds & set(_TIMED) or _LATELY[lang].search(shown.level(text))):
            return True
    return False


def _has_contact(texts: Sequence[str], links: Sequence[Link], points: re.Pattern[str], lang: str) -> bool:
    """A phone, an address, a link to elsewhere, or a page of ours that a sentence points to."""
    if any(link.target.lower().startswith(_OUTWARD) for link in links):
        return True
    for text in texts:
        if any(one.kind in ("phone", "email", "url") for one in quantities.find(text, lang)):
            return True
        if points.search(shown.level(text)) and any(link.text and link.text in text for link in links):
            return True
    return False
