"""JSON Schema (draft 2020-12) of the front matter of posts and pages, made of the tables that the gate's rules read.

Keys are written as in a file (`Next-Update`). A draft may be unfinished, as for the gate. What needs other files
(twins, addresses that are taken) no schema can say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from launcher.model import Edition
from launcher.site.keys import Key, keys
from launcher.site.rules import PAGE_KINDS, POST_KINDS, metadata

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MOMENT = (
    r"^[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-9]))[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$"
)
"""A moment that can be read one way only: the year first, an offset from UTC. (RFC 3339; seconds may be left out.)"""
_LETTER = f"{metadata.LETTER.pattern}|[À-ɏ]"
"""Editors' patterns know no letters beyond ASCII but those that are named."""
_MOMENTS = ("date", "modified", "next-update", "embargo")


def post(languages: Sequence[str], editions: Sequence[Edition] | None = None) -> dict[str, Any]:
    """Of a file under `posts/`; `editions` are those that the settings know (None: nobody says)."""
    needed = (*metadata.ALWAYS, "date")
    known = (*needed, *metadata.MAY, *metadata.POSTS_MAY)
    special = {"kind": {"enum": list(POST_KINDS)}}
    if editions is not None:
        special["edition"] = {"enum": [one.id for one in editions]}
    return _schema("post", "Un billet / A post", needed, known, languages, special)


def page(languages: Sequence[str]) -> dict[str, Any]:
    """Of a file under `pages/`."""
    known = (*metadata.ALWAYS, *metadata.MAY)
    special = {"kind": {"enum": list(PAGE_KINDS)}}
    return _schema("page", "Une page / A page", metadata.ALWAYS, known, languages, special)


def _schema(
    name: str,
    title: str,
    needed: Sequence[str],
    known: Sequence[str],
    languages: Sequence[str],
    special: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    """Editors read `properties`; what must hold stands apart, for a draft need not keep it."""
    forms = {key: {**_form(key, needed, languages), **special.get(key, {})} for key in known}
    shown = {one.written: _shown(one, forms[one.name]) for one in keys().values() if one.name in known}
    draft = {"properties": {"Status": {"const": "draft"}}, "required": ["Status"]}
    finished = {
        "required": [key.title() for key in needed],
        "properties": {key.title(): form for key, form in forms.items() if form},
        "propertyNames": {"enum": list(shown)},
    }
    return {
        "$schema": DIALECT,
        "$id": f"urn:sparewheel:{name}",
        "title": title,
        "type": "object",
        "properties": shown,
        "additionalProperties": {"type": "string"},
        "if": draft,
        "else": {"$ref": "#/$defs/finished"},
        "$defs": {"finished": finished},
    }


def _form(key: str, needed: Sequence[str], languages: Sequence[str]) -> dict[str, Any]:
    """What the value of a key must be; empty where anything goes."""
    if key in _MOMENTS:
        must = key in needed or key in metadata.NOT_EMPTY
        return {"pattern": MOMENT if must else f"^$|{MOMENT}"}
    forms: dict[str, dict[str, Any]] = {
        "title": {"pattern": _LETTER},
        "lang": {"enum": list(languages)},
        "slug": {"pattern": _whole(metadata.SLUG)},
        "order": {"pattern": f"^$|{_whole(metadata.ORDER)}"},
        "status": {"enum": ["published", "draft"]},
    }
    return forms.get(key) or ({"minLength": 1} if key in (*needed, *metadata.NOT_EMPTY) else {})


def _whole(pattern: re.Pattern[str]) -> str:
    return f"^(?:{pattern.pattern})$"


def _shown(key: Key, form: dict[str, Any]) -> dict[str, Any]:
    """As an editor shows it and completes it."""
    return {
        "type": "string",
        "description": " / ".join(key.says.values()),
        "examples": form.get("enum", [key.example]),
    }
