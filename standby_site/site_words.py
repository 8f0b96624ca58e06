"""What the theme says beside the content: interface strings, dates and typography in French and English.

Runs in Pelican's process and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_month_names, get_period_names, get_timezone_name
from markupsafe import Markup

LOCALES = {"fr": "fr_CA", "en": "en_CA"}
_ZONES: dict[tuple[str, str, dt.timedelta | None], str] = {}
_NBSP = "\u00a0"  # no-break space
_TAG = re.compile(r"(<[^>]*>)")
_FRENCH_SPACE = re.compile(
    r"(?<=\S) (?=[:;!?»%$€])|(?<=«) (?=\S)|(?<=\d) (?=\d{3}(?!\d))|(?<=\d) (?=(?:h|kg|g|mg|ml|mL|L|km)\b)"
)


@functools.cache
def _strings() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("strings.toml").read_text(encoding="utf-8"))


def say(key: str, lang: str, default: str | None = None) -> str:
    """The interface string in that language. Raises KeyError for an unknown key without a default."""
    words = _strings().get(key)
    if words is None and default is not None:
        return default
    if words is None:
        raise KeyError(f"no interface string {key!r} in strings.toml")
    return words[lang]


def moment(when: dt.datetime, lang: str, timezone: str) -> str:
    """`10 mars 2026, 6 h 30` or `March 10, 2026, 6:30 a.m.`, in the zone's time; no-break where it must not break."""
    local = when.astimezone(ZoneInfo(timezone))
    month = _months(lang)[local.month]
    if lang != "fr":
        hour, half = local.hour % 12 or 12, _halves(lang)["am" if local.hour < 12 else "pm"]
        return f"{month}{_NBSP}{local.day}, {local.year}, {hour}:{local.minute:02d}{_NBSP}{half}"
    day = "1er" if local.day == 1 else str(local.day)
    minutes = f"{_NBSP}{local.minute:02d}" if local.minute else ""
    return f"{day}{_NBSP}{month} {local.year}, {local.hour}{_NBSP}h{minutes}"


def zone(when: dt.datetime, lang: str, timezone: str) -> str:
    """The zone in words: `heure de l’Est`, `Eastern Time`."""
    local = when.astimezone(ZoneInfo(timezone))
    key = (lang, timezone, local.utcoffset())  # a zone without a name is called by its offset
    if key not in _ZONES:
        _ZONES[key] = str(get_timezone_name(local, width="long", locale=LOCALES[lang], zone_variant="generic"))
    return _ZONES[key]


@functools.cache
def _months(lang: str) -> Mapping[int, str]:
    return get_month_names("wide", locale=LOCALES[lang])


@functools.cache
def _halves(lang: str) -> Mapping[str, str]:
    return get_period_names("abbreviated", locale=LOCALES[lang])


def bind(html: Markup | str, lang: str) -> Markup | str:
    """French: the spaces that a writer put before `: ; ! ? » %` and in `18 000` no longer break; tags are untouched."""
    if lang != "fr":
        return html
    parts = _TAG.split(str(html))
    parts[::2] = (_FRENCH_SPACE.sub(_NBSP, part) for part in parts[::2])
    bound = "".join(parts)
    return Markup(bound) if isinstance(html, Markup) else bound  # noqa: S704 - as safe as it came


def tel(number: str) -> str:
    """What a telephone dials: digits and a leading `+`, without an extension."""
    main = re.split(r"[A-Za-z,;#]", number, maxsplit=1)[0]
    return ("+" if main.strip().startswith("+") else "") + re.sub(r"\D", "", main)


def text(words: Any, lang: str) -> str:
    """A text that may be given per language or once for all."""
    if isinstance(words, Mapping):
        return str(words.get(lang) or next(iter(words.values()), ""))
    return str(words or "")
