"""Ways to reach someone, and codes: addresses of the web and of mail, telephones in any format, lots, references."""

from __future__ import annotations

import re
from collections.abc import Iterator

from launcher.site.quantities.quantity import Quantity

_ADDRESS = re.compile(
    r"(?P<email>[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+)"
    r"|(?:(?i:https?)://|(?i:www)\.)[^\s<>\"«»|\x00]+"
    r"|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.)+(?:ca|com|org|net|quebec|info|gov|fr|eu|io|example|test)"
    r"(?:/[^\s<>\"«»|\x00]*)?(?![\w-])"
)
_TRAILING = ".,;:!?)]}’'…"
_SEP = r"[\s.\-\u2010\u2011\u2013]"
_EXTENSION = r"(?:,?\s*\(?(?:x|ext\.?|extension|poste|p\.)\s*(?P<extension>\d{1,6})\b)?"
_NORTH_AMERICA = re.compile(
    rf"(?<![\w.,$-])(?:\+?1{_SEP}?)?(?:\(\d{{3}}\)\s?|\d{{3}}{_SEP})\d{{3}}{_SEP}\d{{4}}(?![\w]|[.,]\d){_EXTENSION}"
)
_INTERNATIONAL = re.compile(rf"(?<![\w+])\+\d(?:{_SEP}?\(?\d{{1,4}}\)?){{3,7}}(?!\d){_EXTENSION}")
_NATIONAL = re.compile(r"(?<![\w.,$+-])0\d(?:[\s.]\d\d){4}(?!\d)|(?<![\w.,$+-])0\d{2,4}[\s-]\d{3,4}[\s-]\d{3,4}(?!\d)")
_SEVEN = re.compile(rf"(?<![\w.,$-])\d{{3}}[-\u2010\u2011]\d{{4}}(?![\w-]){_EXTENSION}")
_PHONES = (_INTERNATIONAL, _NORTH_AMERICA, _NATIONAL, _SEVEN)
_CODE = re.compile(r"(?<![\w./-])(?=[\w/-]*\d)(?=[a-z0-9/-]*[A-Z])[A-Za-z0-9]+(?:[-–/][A-Za-z0-9]+)*(?![\w])")
_GROUPS = re.compile(r"(?<![\w.,$-])\d{1,6}(?:[\s-]\d{1,6}){2,5}(?![\w]|[.,]\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\s\d{3})+")
_LONG = re.compile(r"(?<![\w.,$-])\d{8,}(?![\w]|[.,]\d)")


def addresses(text: str, _: str) -> Iterator[Quantity]:
    """Addresses of mail and of the web, lower case, without scheme."""
    for found in _ADDRESS.finditer(text):
        shown = found[0].rstrip(_TRAILING)
        if found["email"]:
            yield Quantity("email", shown.lower(), found.start(), found.start() + len(shown))
        else:
            yield Quantity("url", bare(shown), found.start(), found.start() + len(shown))


def bare(url: str) -> str:
    """An address as people compare it: no scheme, no `www.`, host in lower case, no slash at the end."""
    host, slash, path = re.sub(r"(?i)^https?://", "", url).partition("/")
    return f"{host.lower().removeprefix('www.')}{slash}{path}".rstrip("/")


def phones(text: str, _: str) -> Iterator[Quantity]:
    """Telephones, as digits; a North American one without its leading 1."""
    taken = 0
    every = ((found.start(), rank, found) for rank, kind in enumerate(_PHONES) for found in kind.finditer(text))
    for start, _rank, found in sorted(every, key=lambda one: one[:2]):
        if start >= taken:
            taken = found.end()
            yield Quantity("phone", digits(found[0]), *found.span())


def digits(phone: str) -> str:
    """A telephone's normal form: digits, `x` and its extension."""
    number, extension = re.fullmatch(
        r"(?is)(.*?)(?:(?:x|ext\.?|extension|poste|p\.|;ext=)\s*(\d{1,6}))?", phone.strip()
    ).groups()  # type: ignore[union-attr]
    bare = re.sub(r"\D", "", number)
    if len(bare) == 11 and bare.startswith("1"):
        bare = bare[1:]
    return f"{bare}x{extension}" if extension else bare


def codes(text: str, _: str) -> Iterator[Quantity]:
    """Lots, references, bar codes: letters and digits together, or digits in groups that are no thousands."""
    for found in _CODE.finditer(text):
        yield Quantity("code", found[0].replace("–", "-"), *found.span())
    for found in _GROUPS.finditer(text):
        if len(re.sub(r"\D", "", found[0])) >= 8 and not _THOUSANDS.fullmatch(found[0]):
            yield Quantity("code", re.sub(r"\D", "", found[0]), *found.span())
    for found in _LONG.finditer(text):
        yield Quantity("code", found[0], *found.span())
