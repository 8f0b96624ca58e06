"""What is learnt of one document for the sake of others: plain values, which are kept as long as its bytes, the
yardstick and the languages are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from launcher.site import known, quantities, reading, slips
from launcher.site.frontmatter import Document
from launcher.site.whole import Whole

_WORD = re.compile(r"[^\W_]+")


def anchors(document: Document, _: Whole) -> list[str]:
    """The ids that the build gives its headings."""
    from markdown import Markdown  # 20 ms that only those pay who link to a heading
    from markdown.extensions.toc import TocExtension

    reader = Markdown(extensions=["tables", "sane_lists", TocExtension(marker="")])
    reader.convert(document.body)
    return list(_ids(reader.toc_tokens))  # type: ignore[attr-defined]


def _ids(tokens: list[dict[str, object]]) -> Iterator[str]:
    for token in tokens:
        yield str(token["id"])
        yield from _ids(token["children"])  # type: ignore[arg-type]


def dates(document: Document, _: Whole) -> list[str]:
    """The days that it speaks of."""
    lang = document.meta.get("lang", "")
    told = reading.passages(document) if lang in ("fr", "en") else ()
    found = (one for passage in told for one in quantities.find(passage.text, lang))
    return [one.value for one in found if one.kind in ("date", "impossible")]


def words(document: Document, _: Whole) -> int:
    """How many words a reader of its body reads."""
    return count(document)


def count(document: Document) -> int:
    """The same."""
    return sum(len(_WORD.findall(passage.text)) for passage in reading.body(document))


def tellings(document: Document, whole: Whole) -> list[list[str]]:
    """In which words it tells the facts' figures."""
    lang = document.meta.get("lang", "")
    texts = (passage.text for passage in reading.passages(document))
    return slips.tellings(whole.derived(known.figures, lang), texts, lang)


def answers(document: Document, whole: Whole) -> list[int]:
    """Which of the yardstick's public answers it shows: by their number, where the question can be read."""
    lang = document.meta.get("lang", "")
    read = {passage.text for passage in reading.passages(document)}
    every = enumerate(whole.yardstick.answers)
    return [number for number, answer in every if answer["question"].get(lang) in read]
