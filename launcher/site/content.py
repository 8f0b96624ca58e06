"""Templates and facts → Markdown files. From then on the files are the writers'.

A template has front matter lines, a blank line, a Markdown body; both are Jinja. Whatever a fact holds is text: it is
escaped for Markdown and HTML in the body and kept on one line in the front matter. A file that a writer touched, or
took away, is never written again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.documents import read_text, shorten
from launcher.errors import Malformed, Problem, Where
from launcher.model import Fact, Money, Site
from launcher.site import sealed

KNOWN = ("organisation", "next_update", "lang", "answers")
"""Names that every template may use beside the facts."""


class Plain(str):
    """Text that a filter made of safe characters only; it is not escaped again."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Template:
    """One template in one language: where it goes in `content/`, its text, and its name in messages."""

    path: str
    lang: str
    text: str
    file: str
    names: Mapping[str, Where]
    """The names it uses that are not its own, each with the first line that does."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What became of one file: `written`, `same`, `kept` (a writer edited it) or `gone` (a writer took it away)."""

    path: str
    state: str


@dataclass(frozen=True, slots=True)
class Given:
    """A template as it was given, for `content/<path>`; nobody has looked yet whether it is one."""

    path: str
    lang: str
    text: str
    file: str


def given(file: Path, path: str, lang: str, name: str) -> Given:
    """What stands in `file`. Raises Malformed when it is no text."""
    return Given(f"{path}.{lang}.md", lang, read_text(file, name=name), name)


def templates(every: Sequence[Given], cache: Path | None = None) -> tuple[Template, ...]:
    """Them as templates. `cache` is a file that remembers what was found of these very texts. Raises Malformed for the
    first that is none."""
    key = sealed.key(every) if cache else ""
    kept = sealed.read(cache, key) if cache else None
    if kept:
        found = [{name: Where(*where) for name, where in names.items()} for names in json.loads(kept)]
    else:
        from launcher.site import templating  # what was looked at before needs none of it

        found = [templating.names(one.text, one.lang, one.file, KNOWN) for one in every]
        if cache:
            sealed.write(cache, key, json.dumps([{n: [w.file, w.line] for n, w in one.items()} for one in found]))
    pairs = zip(every, found, strict=True)
    return tuple(Template(one.path, one.lang, one.text, one.file, names) for one, names in pairs)


def template(file: Path, path: str, lang: str, name: str) -> Template:
    """The template in `file`, for `content/<path>.<lang>.md`. Raises Malformed when it is no template."""
    return templates([given(file, path, lang, name)])[0]


def text(
    template: Template,
    facts: Mapping[str, Fact],
    site: Site,
    update_every: dt.timedelta | None,
    answers: Sequence[Mapping[str, Any]] = (),
) -> str:
    """The Markdown file that a template and the facts make; a fact that is not given is None. `answers` are what the
    argument bank has to say in public: `question` and `answer`, each in every language.

    Raises Malformed with the template's line.
    """
    context = _context(template.lang, facts, site, update_every)
    context["answers"] = localised(tuple(answers), template.lang)
    head, rest = _filled(template, context, site.timezone, escape)
    return re.sub(r"\n{3,}", "\n\n", f"{head}\n\n{rest.strip()}\n")


def letter(
    template: Template, facts: Mapping[str, Fact], site: Site, update_every: dt.timedelta | None, to: Mapping[str, Any]
) -> str:
    """The letter that a template and the facts make: its title, then its text. People read it, no build does: values
    stand as they are. `to` is what the template calls `addressee`. Raises Malformed with the template's line."""
    context = {**_context(template.lang, facts, site, update_every), "addressee": localised(to, template.lang) or None}
    head, rest = _filled(template, context, site.timezone, one_line)
    title = next((line.partition(":")[2].strip() for line in head.split("\n") if line.startswith("Title:")), "")
    return re.sub(r"\n{3,}", "\n\n", f"{title}\n\n{rest.strip()}\n")


def _filled(
    template: Template, context: Mapping[str, Any], zone: str, finalize: Callable[[Any], str]
) -> tuple[str, str]:
    """Front matter and body with the values in them."""
    from launcher.site.templating import environment  # Jinja and Babel: only who renders pays for them

    values = {**dict.fromkeys(template.names), **context}
    front, body = _halves(template.text)
    try:
        head = environment(zone, template.lang, one_line).from_string(front).render(values)
        rest = environment(zone, template.lang, finalize).from_string(_blank(front) + body).render(values)
    except Exception as error:  # a template is a program: whatever it does is told at its line
        raise Malformed(
            f"the template cannot be rendered: {shorten(str(error) or type(error).__name__, 120)}",
            hint="Check the names and filters on this line; put what may be missing inside {% if … %}.",
            where=Where(template.file, _line(error)),
            code="template",
        ) from error
    lines = [line.rstrip() for line in head.strip().split("\n")]
    if not all(lines):  # what follows an empty line would be read as Markdown, and it was not escaped for that
        raise Malformed(
            "a line of the template's front matter came out empty",
            hint="Put the whole line inside {% if … %}, or give the fact.",
            where=Where(template.file, 1),
            code="template",
        )
    return "\n".join(lines), rest


def _halves(text: str) -> tuple[str, str]:
    """Front matter and body: the first empty line is between them, as Pelican sees it."""
    front, *rest = re.split(r"\n[^\S\n]*\n", text.lstrip("\n"), maxsplit=1)
    return "\n" * (len(text) - len(text.lstrip("\n"))) + front, "".join(rest)


def settle(
    texts: Mapping[str, str], folder: Path, ledger: Mapping[str, str], write: Callable[[Path, str], None]
) -> tuple[tuple[Rendered, ...], dict[str, str]]:
    """Write the texts into `folder` where they may be, and tell what became of each and the new ledger.

    `ledger` maps a path to the SHA-256 of what was last rendered there.
    """
    states = {path: _state(path, body, folder, ledger) for path, body in texts.items()}
    for path, state in states.items():
        if state == "written":
            write(folder / path, texts[path])
    ours = {path: _hash(texts[path]) for path, state in states.items() if state in ("written", "same")}
    return tuple(Rendered(path, state) for path, state in sorted(states.items())), {**ledger, **ours}


def _state(path: str, body: str, folder: Path, ledger: Mapping[str, str]) -> str:
    file = folder / path
    if not file.exists():
        return "gone" if path in ledger else "written"
    there = hashlib.sha256(file.read_bytes()).hexdigest()
    if there == _hash(body):
        return "same"
    return "written" if ledger.get(path) == there else "kept"


def _hash(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


# ── what templates see ───────────────────────────────────────────────────────────────────────────


def _context(lang: str, facts: Mapping[str, Fact], site: Site, update_every: dt.timedelta | None) -> dict[str, Any]:
    as_of = facts["as_of"].value if "as_of" in facts else None
    return {
        **{name: localised(fact.value, lang) for name, fact in facts.items()},
        "lang": lang,
        "next_update": as_of + update_every if as_of and update_every else None,
        "organisation": {
            "name": site.name[lang],
            **{side: localised(dict(contact), lang) for side, contact in site.contacts.items()},
        },
    }


def localised(value: Any, lang: str) -> Any:
    """A fact's value as a reader of one language gets it: `{fr: …, en: …}` becomes its text, row by row too."""
    if isinstance(value, Mapping):
        if set(value) <= {"fr", "en"}:
            return value.get(lang)
        return {key: localised(item, lang) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(localised(item, lang) for item in value)
    return value


def _blank(front: str) -> str:
    """As many empty lines as the front matter had, so that line numbers in errors stay true."""
    return "\n" * (front.count("\n") + 2)


def _line(error: BaseException) -> int:
    """The template's line in a traceback of Jinja's, where compiled templates are called `<template>`."""
    trace, line = error.__traceback__, getattr(error, "lineno", None) or 0
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return int(line)


# ── facts are text ───────────────────────────────────────────────────────────────────────────────

_INLINE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", **{character: f"\\{character}" for character in "\\`*_{}[]|#"}}
)
_BLOCK = {"=": "&#61;", "~": "&#126;", ":": "&#58;", "+": r"\+", "-": r"\-"}


def one_line(value: Any) -> str:
    """A value as text on one line, for front matter."""
    return _plain(value)


def escape(value: Any) -> str:
    """A value as text that Markdown and HTML leave alone wherever it lands: in a line, a cell, or at its start."""
    if isinstance(value, Plain):
        return value
    line = _plain(value).translate(_INLINE).replace("\\]:", "\\]&#58;")  # `[…]:` would name a link's address
    line = _BLOCK.get(line[:1], line[:1]) + line[1:]
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", line)


def _plain(value: Any) -> str:
    if value is None:
        raise ValueError("this may be missing")
    if isinstance(value, Money | dt.date | Mapping | tuple):
        raise ValueError(f"a {type(value).__name__.lower()} needs a filter, a field or a loop")
    return " ".join(re.split(r"[ \t\r\n\f\v]+", str(value))).strip()


def problems_of(used: Sequence[Template], declared: Sequence[str], hint: Callable[[str], str]) -> tuple[Problem, ...]:
    """Names that templates use and nobody declared, each at its line."""
    return tuple(
        Problem("unknown-fact", f"`{name}` is not a declared fact", hint(name), where)
        for template in used
        for name, where in template.names.items()
        if name not in declared
    )
