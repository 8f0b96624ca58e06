"""What law and doctrine want on a page, and the playbook lists: it must be given, and a reader must see it."""

from __future__ import annotations

from collections.abc import Iterator

from launcher.errors import Where
from launcher.model import Finding, Must
from launcher.site import reading, shown
from launcher.site.frontmatter import Document
from launcher.site.rules import Content, error, is_record


def check(content: Content) -> Iterator[Finding]:
    """Pages that are not going out, and facts that they do not show, in each language."""
    for must in content.yardstick.musts:
        for lang in content.languages:
            yield from _unmet(must, lang, content)


def _unmet(must: Must, lang: str, content: Content) -> Iterator[Finding]:
    document = _page(must.page, lang, content)
    if document is None:
        if _expected(must.page, lang, content):
            where = Where(str(content.folder / "pages" / f"{must.page}.{lang}.md"))
            yield _missing(must, lang, f"no page `{must.page}` in `{lang}` is going out", "Publish it.", where)
        return
    if is_record(document, content):
        return  # it said so on its day; what changed since is for a new post
    read = _read(document, lang)
    for name in must.facts:
        fact = content.yardstick.facts.get(name)
        if fact is None or fact.value is None:
            hint = f"Give the fact `{name}`, then say it on this page."
            yield _missing(must, lang, f"the fact `{name}` is not given", hint, document.where())
        elif not _seen(read, fact.value, content.yardstick.types.get(name, ""), content.yardstick.timezone):
            hint = f"Put the fact `{name}` back into the text, as the facts give it."
            yield _missing(must, lang, f"`{name}` cannot be read here", hint, document.where())


def _seen(read: shown.Read, value: object, type: str, zone: str) -> bool:
    rows = type == "table" and isinstance(value, tuple)
    return shown.shows(read, shown.filled(value) if rows else value, type, zone)  # type: ignore[arg-type]


def _page(name: str, lang: str, content: Content) -> Document | None:
    """The page or post that a playbook calls `name`: by its file, or by its twin when a writer renamed the file."""
    there = [one for one in (*content.going_out, *content.held_back) if one.meta.get("lang") == lang]
    named = [one for one in there if one.file.name == f"{name}.{lang}.md"]
    return next(iter((*named, *(one for one in there if one.meta.get("twin") == name))), None)


def _expected(name: str, lang: str, content: Content) -> bool:
    """Whether it should be out by now: what the playbook keeps for later is not rendered yet."""
    rendered = content.yardstick.rendered
    return not rendered or any(path.endswith(f"/{name}.{lang}.md") for path in rendered)


def _read(document: Document, lang: str) -> shown.Read:
    texts = [passage.text for passage in reading.passages(document)]
    return shown.read(texts, [link.target for link in reading.links(document)], lang)


def _missing(must: Must, lang: str, message: str, hint: str, where: Where) -> Finding:
    what = must.what.get(lang) or next(iter(must.what.values()), must.id)
    return error("must-missing", f"{message}: {what.rstrip('.')} ({must.source})", hint, where)
