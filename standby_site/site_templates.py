"""The templates, and what all of them may use beside the values that they are given.

Runs in Pelican's process and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import site_colours
import site_data
import site_lists
import site_schema
import site_words
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.runtime import Macro
from site_data import Site

HERE = Path(__file__).resolve().parent


class _Compiled(BytecodeCache):
    """Compiled templates, for as long as the process lives: a resident one compiles for all its sites once. They are
    not kept on the disk, where another's file could be run."""

    _known: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


class _Once:
    """What macros gave: they see their arguments and globals alone, so that the same arguments give the same."""

    def __init__(self) -> None:
        self._given: dict[tuple[Any, ...], str] = {}

    def of(self, macro: Macro, *arguments: Any) -> str:
        key = (macro.name, *arguments)
        if key not in self._given:
            self._given[key] = macro(*arguments)
        return self._given[key]


def compile_all() -> None:
    """Compile every template, before anyone knows for which site."""
    env = _bare()
    for name in env.list_templates():
        env.get_template(name)


def _bare() -> Environment:
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_Compiled(),
    )
    for name in ("moment", "zone", "bind", "tel", "text"):
        env.filters[name] = getattr(site_words, name)
    env.filters["sha256"] = site_data.sha256
    return env


def environment(site: Site) -> Environment:
    """Jinja for one site. What a template reads is here or in its values; anything else is an error."""
    env = _bare()
    css = site_data.css(HERE / "theme.css", site.colour, site.logo)
    env.globals |= {
        "css": css,
        "css_sha256": site_data.sha256(css),
        "icon_colour": site_colours.readable(site.colour, site_colours.LIGHT, site_colours.MARK).removeprefix("#"),
        "changed": site_lists.changed,
        "description": site_lists.description,
        "once": _Once().of,
        "site": site,
        "structured": partial(site_schema.structured, site),
        "t": site_words.say,
    }
    return env
