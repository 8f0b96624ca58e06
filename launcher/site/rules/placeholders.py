"""What somebody meant to fill in: `{{ name }}`, `${name}`, `[nom du produit]`, `XXX`, `(à préciser)`, `JJ/MM/AAAA`.

Marks that nobody types for a reader are errors. Words that may belong to the sentence (`reste à confirmer`, a bracket
inside a quotation) are at most told.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from launcher.model import Finding
from launcher.site.rules import Content, all_lines, error, within

_MARKS = (
    r"\{\{|\}\}|\{%|%\}|\{#|#\}"  # Jinja, Mustache, Liquid
    r"|\$\{[^}\n]{0,60}\}|%\([A-Za-z_ ]+\)s|#\{[^}\n]{1,60}\}"  # shells, printf
    r"|%[A-Z][A-Z_]{2,}%|\$[A-Z][A-Z_]{2,}\$?"  # mail merges
    r"|<<[^<>\n]{1,60}>>|(?-i:«\s?[A-ZÀ-Þ_]{3,}\s?»)"
    r"|\{(?!(?:filename|static|attach)\})[A-Za-zÀ-ÿ_][A-Za-zÀ-ÿ_ ]{1,40}\}|(?<![\]!])\[\s{0,3}\](?!\()"
    r"|(?<![\w_])_{4,}(?![\w_])|\.{6,}|…{2,}|\?{3,}"  # blanks to fill in by hand
)
_SIGNS = (
    r"\b(?:TODO|FIXME|TBD|TBC|TBA|XX+[-X]*|ÀC|PLACEHOLDER|lorem ipsum|dolor sit amet)\b"
    r"|\b(?:JJ|DD|MM)[/-](?:MM|JJ|DD)[/-](?:AAAA|YYYY|AA|YY)\b|\b(?:AAAA|YYYY)-MM-(?:JJ|DD)\b|\b00[/-]00[/-]0000\b"
    r"|\bHH ?[h:] ?MM\b|\b\d{3}[ -]X{3}-X{4}\b|#(?:REF|N/A|VALUE|NAME)!?|\bundefined\b"
    r"|\b(?:insérer|insérez|insert) (?:[\w’' ]{0,30} )?(?:ici|here)\b"
)
_ALONE = (
    r"à (?:compléter|confirmer|déterminer|préciser|valider|vérifier|remplir|fournir|insérer|définir)"
    r"|to (?:be )?(?:confirmed|completed|determined|filled in|provided|added|advised|verified)"
)
_BRACKETED = (
    r"\[\s*(?:(?:TODO|INS[ÉE]RER?|INSERT|ADD|AJOUTER|NOMS?|NAMES?|DATES?|HEURES?|TIMES?|LIEUX?|PLACE|VILLE|CITY|TITRE|TITLE"
    r"|PRODUITS?|PRODUCTS?|NUM[ÉE]ROS?|NUMBERS?|ADRESSE|ADDRESS|T[ÉE]L[ÉE]PHONE|PHONE|COURRIEL|E-?MAIL|CONTACT|MONTANT"
    r"|AMOUNT|URL|LIEN|LINK|SOURCE|CITATION|QUOTE|PORTE-PAROLE|SPOKESPERSON|ORGANI[SZ]ATION|ENTREPRISE|COMPANY|CLIENT"
    r"|VOTRE|YOUR|XX+|NB|NOMBRE|PRÉNOM|FONCTION|RÔLE|ROLE|JOUR|MOIS|ANNÉE|DAY|MONTH|YEAR|PHOTO|IMAGE|LOGO|TEXTE?)\b"
    rf"|(?i:{_ALONE})|\.\.\.|…|\?)[^\]\n]{{0,80}}\](?![(\[:])"
)
PLACEHOLDER = re.compile(
    f"{_MARKS}|{_SIGNS}|{_BRACKETED}|(?:^|[:(\\[–—|])\\s*(?:{_ALONE})\\s*(?=[)\\].;!|]|$)", re.IGNORECASE
)
_PENDING = (
    r"(?<!reste )(?<!restent )(?<!resterait )\bà (?:compléter|confirmer|déterminer|préciser)\b"
    r"|\bà (?:valider|vérifier|faire valider|faire confirmer) (?:avec|par|auprès)\b"
    r"|(?<!remains )(?<!remain )(?<!yet )(?<!still )\bto be (?:confirmed|completed|determined|provided)\b"
    r"|\bto be (?:checked|validated|verified|approved) (?:with|by)\b"
)
PENDING = re.compile(_PENDING, re.IGNORECASE)
"""What says of a thing that it is not known yet: in a fact, it is no fact."""
_DOUBT = re.compile(
    rf"{_PENDING}"
    r"|(?<![\]!])\[(?!\s*(?:sic|traduction|translation|trad\.|note|\d)\b)[^\]\n\[]{3,80}\](?![(\[:])"
    r"|(?-i:\bNone\b)(?=\s*(?:[,;)]|$))|(?<=[:(] )(?:null|nan|N/A)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?<!\\)\]\(\{(?:filename|static|attach)\}[^)]*\)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MOST = 10
"""Told of one line."""
_HINT = "Write what belongs there, or take the sentence out."


def check(content: Content) -> Iterator[Finding]:
    """Left-over placeholders in what would go out, titles and summaries included."""
    for document in content.going_out:
        for where, line in all_lines(document):
            read = _as_read(line)
            left = list(dict.fromkeys(found[0].strip() for found in PLACEHOLDER.finditer(read)))
            for one in left[:_MOST]:
                place = within(where, max(0, line.find(one)))
                yield error("placeholder", f"a placeholder was left in: `{one[:60]}`", _HINT, place)
            if not left and (found := _DOUBT.search(read)):
                place = within(where, max(0, line.find(found[0])))
                message = f"this may be a placeholder: `{found[0][:60]}`"
                yield Finding("placeholder-doubt", "warning", message, _HINT, place)


def _as_read(line: str) -> str:
    """What a reader would see of it: without links to our own pages, without escapes."""
    return html.unescape(_ESCAPE.sub(r"\1", _LINK.sub("]()", line)))
