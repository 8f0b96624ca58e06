"""JSON Schema (draft 2020-12) of a facts file, made of the playbook that declares the facts and of the forms that the
reader of facts accepts.

A value may be blank: it is missing then, not malformed. Scalars are text to our reader, whatever YAML makes of them, so
that a schema must take what YAML would call a number. Of days and moments the schema wants the plain form, of the
several that ISO 8601 has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from launcher.config import LANGUAGES
from launcher.crisis import facts
from launcher.crisis.playbook import Column, FactSpec, Playbook
from launcher.documents import Node
from launcher.model import Status, Visibility

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]
_SCALAR = ["string", "number", "boolean"]
_YEAR = "(?:19|2[01])[0-9]{2}"
_DAY = (
    rf"{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-9]))"
)
_HOUR = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_NUMBER = r"[0-9]{1,15}(?:\.[0-9]{1,9})?"
_FORMS: Mapping[str, Schema] = {
    "text": {"type": _SCALAR, "pattern": r"\S"},
    "count": {"type": ["string", "integer"], "pattern": r"^\s*[0-9]{1,9}\s*$", "minimum": 0, "maximum": 999_999_999},
    "number": {"type": ["string", "number"], "pattern": rf"^\s*[+-]?{_NUMBER}\s*$"},
    "money": {"type": "string", "pattern": rf"^\s*\+?{_NUMBER}\s+[A-Za-z]{{3}}\s*$"},
    "date": {"type": "string", "pattern": rf"^\s*{_DAY}\s*$"},
    "datetime": {
        "type": "string",
        "pattern": rf"^\s*{_DAY}[T ]{_HOUR}(?::[0-5][0-9](?:\.[0-9]{{1,6}})?)?(?:Z|[+-]{_HOUR})\s*$",
    },
    "phone": {"type": ["string", "integer"], "pattern": rf"^\s*(?:{facts.PHONE.pattern})\s*$"},
    "email": {"type": "string", "pattern": rf"^\s*(?:{facts.EMAIL.pattern})\s*$"},
    "url": {"type": "string", "pattern": rf"^\s*(?:{facts.URL.pattern})\s*$"},
}
"""What a scalar of each type looks like, as YAML may give it."""
_BLANK = {
    "anyOf": [
        {"type": "null"},
        {"type": "string", "pattern": r"^\s*$"},
        {"type": "array", "items": {"$ref": "#/$defs/blank"}},
        {
            "type": "object",
            "propertyNames": {"enum": list(LANGUAGES)},
            "additionalProperties": {"$ref": "#/$defs/blank"},
        },
    ]
}
"""A form that nobody filled in."""
_SAID = {
    "source": "D’où vient ce fait : un document, ou une fonction. / Where it comes from: a document, a role.",
    "status": "Seul un fait confirmé se publie. / Only a confirmed fact is published.",
    "visibility": "`internal` : jamais publié. / `internal`: never published.",
    "at": "Quand il a été établi, avec le décalage horaire. / When it was established, with the offset from UTC.",
    "confirmed_by": "Qui l’a confirmé, par sa fonction. / Who confirmed it, by role.",
}


def schema(playbook: Playbook, languages: Sequence[str]) -> Schema:
    """Of `facts.yaml` for a playbook, with its questions as descriptions and its examples."""
    return {
        "$schema": DIALECT,
        "$id": f"urn:sparewheel:facts:{playbook.id}",
        "title": " / ".join(playbook.title.values()),
        "type": "object",
        "required": ["facts"],
        "additionalProperties": False,
        "properties": {
            "playbook": {"anyOf": [{"type": "null"}, {"const": playbook.id}]},
            "facts": {
                "type": "object",
                "additionalProperties": False,
                "properties": {name: _fact(spec, languages) for name, spec in playbook.facts.items()},
            },
        },
        "$defs": {"blank": _BLANK},
    }


def _fact(spec: FactSpec, languages: Sequence[str]) -> Schema:
    optional = " (facultatif / optional)" if spec.optional else ""
    return {
        "type": "object",
        "description": f"{' / '.join(spec.ask.values())}{optional}",
        "required": ["value", "source", "status"],
        "additionalProperties": False,
        "properties": {
            "value": {**_value(spec, languages), "examples": [_plain(spec.example)]},
            "source": {**_FORMS["text"], "description": _SAID["source"]},
            "status": {"enum": [str(one) for one in Status], "description": _SAID["status"]},
            "visibility": _or_nothing(
                {"enum": [str(one) for one in Visibility], "default": str(spec.visibility)}, _SAID["visibility"]
            ),
            "at": _or_nothing(_FORMS["datetime"], _SAID["at"]),
            "confirmed_by": _or_nothing(_FORMS["text"], _SAID["confirmed_by"]),
        },
    }


def _or_nothing(form: Schema, description: str) -> Schema:
    """A key that may stand there without a value."""
    return {"anyOf": [form, {"type": "null"}], "description": description}


def _value(spec: FactSpec, languages: Sequence[str]) -> Schema:
    if spec.type == "choice":
        inner: Schema = {"enum": list(spec.choices)}
    elif spec.type == "table":
        inner = {"type": "array", "items": _row(spec.columns, languages)}
    elif spec.type == "list":
        items = {"type": "array", "items": _FORMS["text"]}
        inner = _translated(items, languages, alone=False) if spec.translated else items
    else:
        inner = _cell(Column(spec.type, spec.translated), languages)
    return {"anyOf": [inner, {"$ref": "#/$defs/blank"}]}


def _row(columns: Mapping[str, Column], languages: Sequence[str]) -> Schema:
    cells = {name: _cell(column, languages) for name, column in columns.items()}
    blank = {"$ref": "#/$defs/blank"}
    return {
        "type": "object",
        "required": [name for name, column in columns.items() if not column.optional],
        "additionalProperties": False,
        "properties": {
            name: {"anyOf": [cell, blank]} if columns[name].optional else cell for name, cell in cells.items()
        },
    }


def _cell(column: Column, languages: Sequence[str]) -> Schema:
    form = _FORMS[column.type]
    return _translated(form, languages, alone=len(languages) == 1) if column.translated else form


def _translated(form: Schema, languages: Sequence[str], *, alone: bool) -> Schema:
    """One in each language; a single one serves where the organisation has one language."""
    both = {
        "type": "object",
        "required": list(languages),
        "propertyNames": {"enum": list(LANGUAGES)},
        "properties": dict.fromkeys(LANGUAGES, form),
    }
    return {"anyOf": [both, form]} if alone else both


def _plain(node: Node) -> Any:
    """An example as YAML would give it."""
    if isinstance(node.value, Mapping):
        return {key: _plain(child) for key, child in node.value.items()}
    return [_plain(child) for child in node.value] if isinstance(node.value, tuple) else node.value
