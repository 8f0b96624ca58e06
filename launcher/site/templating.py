"""Templating: what a template may do, and which names it uses. Jinja, in its sandbox."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from launcher.documents import shorten
from launcher.errors import Malformed, Where
from launcher.shapes import nearest
from launcher.site import dates
from launcher.site.content import Plain


def names(text: str, lang: str, file: str, known: Collection[str]) -> dict[str, Where]:
    """The names that a template uses and that are not its own nor `known`, each with the first line that does. Raises
    Malformed when it is no template."""
    tree = _parsed(text, lang, file)
    lines: dict[str, int] = {}
    for name in tree.find_all(nodes.Name):
        lines.setdefault(name.name, name.lineno)
    free = sorted(meta.find_undeclared_variables(tree) - set(known))
    return {name: Where(file, lines.get(name, 1)) for name in free}


def environment(zone: str, lang: str, finalize: Callable[[Any], str]) -> ImmutableSandboxedEnvironment:
    """Where templates are rendered: no chance, no filler, no other files."""
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, finalize=finalize
    )
    made.globals.clear()  # `lipsum` is filler and chance
    made.filters.pop("random", None)
    made.filters.update(
        when=lambda value: dates.when(value, zone, lang),
        day=lambda value: dates.day(value, lang),
        number=lambda value: dates.number(value, lang),
        money=lambda value: dates.money(value, lang),
        iso=lambda value: Plain(value.isoformat()),
        tel=lambda value: Plain(re.sub(r"[^0-9+]", "", str(value).split("x")[0].split("poste")[0])),
    )
    return made


_ELSEWHERE = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)


def _parsed(text: str, lang: str, file: str) -> nodes.Template:
    made = environment("UTC", lang, str)
    hint = "Check the braces and filters on this line."
    try:
        tree = made.parse(text)
        for node in tree.find_all(_ELSEWHERE):
            raise TemplateSyntaxError("a template stands alone: no include, import or extends", node.lineno)
        made.compile(made.parse(text))  # unknown filters show only here
    except TemplateSyntaxError as error:
        message = f"the template is not valid: {shorten(error.message or '', 120)}"
        named = re.search(r"No filter named '(.+)'", error.message or "")
        hint = (named and nearest(named[1], made.filters)) or hint
        raise Malformed(message, hint=hint, where=Where(file, error.lineno), code="template") from error
    except RecursionError as error:
        message = "the template is not valid: nested too deeply"
        raise Malformed(message, hint=hint, where=Where(file), code="template") from error
    return tree
