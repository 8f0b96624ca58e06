"""The picture's words, and its numbers and dates, in French and in English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from babel.dates import format_datetime
from babel.numbers import format_decimal

from launcher.model import Heat

_LOCALES = {"fr": "fr_CA", "en": "en_CA"}

TEXTS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "title": "Les mots de la crise",
        "some-hot": "Ce que les gens cherchent et ce que la presse écrit, mot par mot. "
        "Les mots chauds nomment le site.",
        "none-hot": "Ce que les gens cherchent et ce que la presse écrit, mot par mot. "
        "Aucun mot n’est prouvé chaud\u00a0: il faut que la recherche et la presse bondissent ensemble.",
        "nothing": "Aucun mot\u00a0: les fichiers ne nomment rien.",
        "search": "Recherche",
        "news": "Presse",
        "no-series": "Aucune série, ni de recherche ni de presse.",
        "no-search": "pas de série de recherche",
        "no-news": "pas de série de presse",
        "times": "{ratio} fois la normale",
        "calm": "{ratio} fois la normale\u00a0: rien d’anormal en ce moment",
        "since": "depuis le {onset}",
        "levels": "normale {baseline} · maintenant {latest} · sommet {highest}",
        "desc": "Du {first} au {last}, {caption} ({levels}).",
        "desc-onset": "Du {first} au {last}, {caption}, {since} ({levels}).",
        "score": "points sur 100",
        "why": "D’où viennent les points",
        "parts": "Le pointage et ses parts",
        "table": "En chiffres",
        "table-note": "Sans dessin. «\u00a0Depuis\u00a0»\u00a0: le premier moment d’une croissance anormale.",
        "columns": "Rang|Mot|Langue|État|Points|Recherche|Depuis|Presse|Depuis",
        "reading": "Pour lire les courbes",
        "reading-1": "Chaque courbe a sa propre échelle, de zéro à son sommet.",
        "reading-2": "Le tireté est la normale : le niveau d’avant la crise.",
        "reading-3": "Le trait vertical marque le début de la croissance anormale.",
        "private": "Document de travail. Il ne fait pas partie du site.",
        "none": "aucune",
    },
    "en": {
        "title": "The words of the crisis",
        "some-hot": "What people search and what the press writes, word by word. Hot words name the site.",
        "none-hot": "What people search and what the press writes, word by word. No word is proven hot: "
        "search and news must leap together.",
        "nothing": "No words: the files name nothing.",
        "search": "Search",
        "news": "News",
        "no-series": "No series, neither of search nor of news.",
        "no-search": "no search series",
        "no-news": "no news series",
        "times": "{ratio} times the normal",
        "calm": "{ratio} times the normal: nothing unusual now",
        "since": "since {onset}",
        "levels": "normal {baseline} · now {latest} · peak {highest}",
        "desc": "From {first} to {last}, {caption} ({levels}).",
        "desc-onset": "From {first} to {last}, {caption}, {since} ({levels}).",
        "score": "points of 100",
        "why": "Where the points come from",
        "parts": "The score and its parts",
        "table": "In numbers",
        "table-note": "Without the drawing. “Since”: the first moment of abnormal growth.",
        "columns": "Rank|Word|Language|State|Points|Search|Since|News|Since",
        "reading": "How to read the curves",
        "reading-1": "Each curve has a scale of its own, from zero to its peak.",
        "reading-2": "The dashed line is the normal: the level before the crisis.",
        "reading-3": "The upright line marks where the abnormal growth begins.",
        "private": "A working paper. It is no part of the site.",
        "none": "none",
    },
}

STATES: Mapping[str, Mapping[Heat, tuple[str, str]]] = {
    "fr": {
        Heat.HOT: ("Chaud", "La recherche et la presse bondissent en même temps."),
        Heat.SEARCH_ONLY: (
            "Recherche seule",
            "On cherche davantage, et la presse n’en parle pas davantage\u00a0: une question à laquelle répondre.",
        ),
        Heat.NEWS_ONLY: (
            "Presse seule",
            "La presse en parle davantage, on ne cherche pas davantage\u00a0: pour les relations de presse.",
        ),
        Heat.UNPROVEN: ("Non prouvé", "Il manque une série, ou elle est trop courte ou trop vieille pour conclure."),
        Heat.COLD: ("Froid", "Ni la recherche ni la presse ne sortent de la normale."),
    },
    "en": {
        Heat.HOT: ("Hot", "Search and news leap at the same time."),
        Heat.SEARCH_ONLY: ("Search only", "People ask more, and the press does not write more: a question to answer."),
        Heat.NEWS_ONLY: ("News only", "The press writes more, people do not search more: for the press desk."),
        Heat.UNPROVEN: ("Unproven", "A series is missing, or too short or too old to tell."),
        Heat.COLD: ("Cold", "Neither search nor news leaves the normal."),
    },
}
"""Each state's name and what it means, in the order in which they are shown."""

PINNED: Mapping[str, tuple[str, str]] = {
    "fr": ("Épinglé", "La direction de crise les met en tête, quoi que disent les chiffres."),
    "en": ("Pinned", "The lead puts these first, whatever the numbers say."),
}

LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "fr": {"fr": "français", "en": "anglais"},
    "en": {"fr": "French", "en": "English"},
}

PARTS: Mapping[str, Mapping[str, str]] = {
    "fr": {"text": "textes", "seed": "scénario", "search": "recherche", "news": "presse"},
    "en": {"text": "texts", "seed": "playbook", "search": "search", "news": "news"},
}
"""The kinds of evidence that a score is made of."""

REASONS: Mapping[str, str] = {
    "spread": "nombre d’articles qui le disent",
    "frequency": "nombre d’emplois",
    "place": "place dans les textes et les titres",
    "shape": "forme du mot",
    "repeat": "redit ce qu’un mot plus fort a dit",
    "search-level": "volume de recherche à côté des autres mots",
    "seed": "prévu par le scénario",
    "search-growth": "croissance de la recherche",
    "news-growth": "croissance dans la presse",
    "search-silent": "la courbe de recherche s’arrête avant que la presse ne bondisse",
    "news-silent": "la courbe de presse s’arrête avant que la recherche ne bondisse",
    "absent": "dans aucun texte ni aucune série\u00a0: rien ne le prouve",
    "only-searched": "cherché, mais dans aucun texte lu",
    "proper-name": "un nom\u00a0: n’entre dans l’adresse que s’il est à nous",
}
"""What reasons say in French; English has the ranking's own words, which also stand in for what is not here."""


def number(value: float, lang: str) -> str:
    """`1 200`, `25,5`, `0.4`: three digits tell a level."""
    shown = round(value) if abs(value) >= 100 else round(value, 1 if abs(value) >= 1 else 2)
    return str(format_decimal(shown, locale=_LOCALES[lang]))


def moment(value: dt.datetime, lang: str, *, year: bool = True) -> str:
    """`3 mars 2026`, `Mar 3, 2026`, with the hour where there is one: `3 mars 2026, 14 h`."""
    pattern = {"fr": "d MMM y" if year else "d MMM", "en": "MMM d, y" if year else "MMM d"}[lang]
    if (value.hour, value.minute) != (0, 0):
        pattern += {"fr": ", H\u00a0'h'", "en": ", h a"}[lang]
    text = str(format_datetime(value, pattern, locale=_LOCALES[lang]))
    return "1er" + text[1:] if lang == "fr" and value.day == 1 else text
