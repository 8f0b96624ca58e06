"""`address`: what a person typed as the name of the site, as DNS writes it, or why it cannot be one."""

from __future__ import annotations

import re
import unicodedata

import idna

from launcher.crisis.domains.endings import ending
from launcher.crisis.domains.parts import registrable
from launcher.crisis.domains.spelling import ACCENTED, NAME_LIMIT
from launcher.crisis.domains.words import lists
from launcher.crisis.lexicon import fold
from launcher.documents import shorten
from launcher.errors import Malformed, Refused

_HOST = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_EXAMPLE = "Example: rappel-fromage.ca"


def address(text: str) -> str:
    """A name that can be bought, in its ASCII form: a–z, digits, hyphens, and the 16 accented letters in .ca and
    .quebec (IDNA 2008).

    Raises Malformed for what is no name, or has letters that only look like these; Refused for a name where authorities
    have theirs, for one with something before the part that a registry sells, or an ending alone (Public Suffix List).
    """
    name = unicodedata.normalize("NFC", text.strip().rstrip(".")).lower()
    readable = _decoded(name, text)
    _letters(readable, text)
    try:
        written = idna.encode(readable, std3_rules=True).decode()
    except idna.IDNAError as error:
        raise _malformed(text) from error
    if len(written) > NAME_LIMIT or not _HOST.fullmatch(written):
        raise _malformed(text)
    _whole(written)
    return written


def _malformed(text: str, why: str = "is not an address", hint: str = _EXAMPLE) -> Malformed:
    return Malformed(f"`{shorten(text)}` {why}", hint=hint, code="domain")


def _decoded(name: str, text: str) -> str:
    """`xn--…` as a reader sees it."""
    if "xn--" not in name:
        return name
    try:
        return ".".join(idna.decode(label) if label.startswith("xn--") else label for label in name.split("."))
    except idna.IDNAError as error:
        raise _malformed(text) from error


def _letters(name: str, text: str) -> None:
    """Only letters that the public can type, and that nobody can take for others."""
    strange = next((c for c in name if not (c.isascii() or c in ACCENTED)), None)
    if strange is not None:
        told = unicodedata.name(strange, "a sign without a name")
        raise _malformed(text, f"has {told}, which is no letter of ours", f"Type a–z. {_EXAMPLE}")
    rule = ending(name)
    if not name.isascii() and (rule is None or not rule.accents):
        hint = f"Accents work in .ca and .quebec only: {fold(name)}"
        raise _malformed(text, "has accents, and its ending takes none", hint)


def _whole(name: str) -> None:
    """A registry sells one level: an edition or `www` comes later, as a record of ours."""
    sold = registrable(name)
    above = name.split(".")[1 if sold else 0 :]
    if state := next((label for label in above if label in lists().state), ""):
        message = f"`{name}` stands at or under `{state}`, where only a public authority has names"
        raise Refused(message, hint=f"Name it after what happened. {_EXAMPLE}", code="authority")
    if sold is None:
        message = f"`{name}` is an ending under which names are sold, not a name"
        raise Refused(message, hint=f"Put a word before it: rappel-fromage.{name}", code="domain-ending")
    if sold != name:
        message = f"`{name}` cannot be bought: it stands under {sold}, which can"
        raise Refused(message, hint=f"Give {sold}.", code="domain-part")
