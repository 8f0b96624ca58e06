"""What law and doctrine want on a page, and the playbook lists: it must be given, and a reader must see it."""

from __future__ import annotations

from collections.abc import Iterator

from launcher.errors import Where
from launcher.model import Finding, Must, Yardstick
from launcher.site import questions, reading, shown
from launcher.site.frontmatter import Document
from launcher.site.rules import Content, Whole, error, is_record


def check(content: Content) -> Iterator[Finding]:
    """Facts that a page does not show."""
    for document in (*content.going_out, *content.held_back):
        if not is_record(document, content):  # it said so on its day; what changed since is for a new post
            yield from _unmet(document, content)


def check_all(whole: Whole) -> Iterator[Finding]:
    """Pages that are not going out."""
    for must in whole.yardstick.musts:
        for lang in whole.languages:
            if not questions.page(whole, must.page, lang) and _expected(must.page, lang, whole.yardstick):
                where = Where(str(whole.folder / "pages" / f"{must.page}.{lang}.md"))
                yield _missing(must, lang, f"no page `{must.page}` in `{lang}` is going out", "Publish it.", where)


def _unmet(document: Document, content: Content) -> Iterator[Finding]:
    lang = document.meta.get("lang", "")
    musts = (
        [one for one in content.yardstick.musts if _may_be(one.page, document, lang)]
        if lang in content.languages
        else []
    )
    for must in musts:
        if content.ask(questions.page, must.page, lang) == content.path(document):
            yield from _unseen(must, document, lang, content.yardstick)


def _may_be(name: str, document: Document, lang: str) -> bool:
    """Whether a document may be the page that a playbook calls so."""
    return document.file.name == f"{name}.{lang}.md" or document.meta.get("twin") == name


def _unseen(must: Must, document: Document, lang: str, yardstick: Yardstick) -> Iterator[Finding]:
    read = _read(document, lang)
    for name in must.facts:
        fact = yardstick.facts.get(name)
        if fact is None or fact.value is None:
            hint = f"Give the fact `{name}`, then say it on this page."
            yield _missing(must, lang, f"the fact `{name}` is not given", hint, document.where())
        elif not _seen(read, fact.value, yardstick.types.get(name, ""), yardstick.timezone):
            hint = f"Put the fact `{name}` back into the text, as the facts give it."
            yield _missing(must, lang, f"`{name}` cannot be read here", hint, document.where())


def _seen(read: shown.Read, value: object, type: str, zone: str) -> bool:
    rows = type == "table" and isinstance(value, tuple)
    return shown.shows(read, shown.filled(value) if rows else value, type, zone)  # type: ignore[arg-type]


def _expected(name: str, lang: str, yardstick: Yardstick) -> bool:
    """Whether it should be out by now: what the playbook keeps for later is not rendered yet."""
    rendered = yardstick.rendered
    return not rendered or any(path.endswith(f"/{name}.{lang}.md") for path in rendered)


def _read(document: Document, lang: str) -> shown.Read:
    texts = [passage.text for passage in reading.passages(document)]
    return shown.read(texts, [link.target for link in reading.links(document)], lang)


def _missing(must: Must, lang: str, message: str, hint: str, where: Where) -> Finding:
    what = must.what.get(lang) or next(iter(must.what.values()), must.id)
    return error("must-missing", f"{message}: {what.rstrip('.')} ({must.source})", hint, where)
