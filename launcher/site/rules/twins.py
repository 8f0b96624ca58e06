"""French and English go out together: the same pages, the same posts, at the same time (doctrine §2.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from launcher.model import Finding
from launcher.site.frontmatter import Document
from launcher.site.rules import Content, error

_SAME = ("date", "kind")


def check(content: Content) -> Iterator[Finding]:
    """Files whose twin is missing, is a draft, or says another date or kind."""
    twins: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for document in content.going_out:
        if document.meta.get("twin"):
            twins[document.file.parent.name, document.meta["twin"]].append(document)
    for (_, twin), documents in sorted(twins.items()):
        yield from _missing(twin, documents, content.languages)
        yield from _differing(documents)


def _missing(twin: str, documents: list[Document], languages: tuple[str, ...]) -> Iterator[Finding]:
    there = [document.meta.get("lang") for document in documents]
    for lang in languages:
        if lang not in there:
            message = f"`{twin}` would go out without its `{lang}` version"
            hint = f"Write the `{lang}` file with `Twin: {twin}` and publish both, or set `Status: draft` here."
            yield error("no-twin", message, hint, documents[0].where("twin"))
    for document in documents:
        if there.count(document.meta.get("lang")) > 1:
            message = f"two `{document.meta.get('lang')}` files call themselves the twin `{twin}`"
            yield error("twin-twice", message, "Give one of them another `Twin`.", document.where("twin"))


def _differing(documents: list[Document]) -> Iterator[Finding]:
    first, *others = documents
    for other in others:
        for key in _SAME:
            if first.meta.get(key) != other.meta.get(key):
                message = f"`{key.title()}` differs from {first.file.name}"
                yield error("twins-differ", message, "Twins carry the same date and kind.", other.where(key))
