"""Dates, hours and amounts as Québec French and Canadian English write them, without the machine's locales."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from decimal import Decimal

from babel.dates import format_date, format_time, get_timezone_name
from babel.numbers import format_currency, format_decimal

from launcher.model import Money

LOCALES = {"fr": "fr_CA", "en": "en_CA"}
NBSP = "\u00a0"
_JOIN = {"fr": f" à{NBSP}", "en": " at "}


def day(value: dt.date, lang: str) -> str:
    """`10 mars 2026`, `1er mars 2026`, `March 10, 2026`."""
    text = str(format_date(value, "long", locale=LOCALES[lang]))
    return text.replace("1 ", "1er ", 1) if lang == "fr" and value.day == 1 else text


def hour(value: dt.datetime, zone: str, lang: str) -> str:
    """`6 h 30`, `6:30 a.m.`, in the zone."""
    local = value.astimezone(zoneinfo.ZoneInfo(zone))
    if lang == "fr":
        minutes = f"{NBSP}{local.minute:02d}" if local.minute else ""
        return f"{local.hour}{NBSP}h{minutes}"
    return str(format_time(local, "h:mm a", locale=LOCALES[lang])).replace("\u202f", NBSP).replace(" ", NBSP)


def when(value: dt.datetime, zone: str, lang: str) -> str:
    """`10 mars 2026 à 6 h 30 (heure de l’Est)`: the zone in words, for nobody should have to guess it."""
    local = value.astimezone(zoneinfo.ZoneInfo(zone))
    name = get_timezone_name(local, width="long", locale=LOCALES[lang], zone_variant="generic")
    return f"{day(local.date(), lang)}{_JOIN[lang]}{hour(value, zone, lang)} ({name})"


def number(value: Decimal | int | float, lang: str) -> str:
    """`1 200,5`, `1,200.5`."""
    return str(format_decimal(value, locale=LOCALES[lang]))


def money(value: Money, lang: str) -> str:
    """`24,00 $`, `$24.00`."""
    return str(format_currency(value.amount, value.currency, locale=LOCALES[lang]))
