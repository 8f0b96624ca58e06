"""Where links to other places lead: to a site, a telephone, a mailbox that exists in form, that the public can reach,
and that is the one which the link shows.

A link that shows one number and dials another is the worst fault of a crisis page: nobody sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote, urlsplit

from launcher.errors import Where
from launcher.model import Finding
from launcher.site.rules import Content, body_lines, error, within
from launcher.site.rules.links import LINK, OUTSIDE

_HOST = re.compile(r"(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:/\S*)?", re.I)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.I)
_NUMBER = re.compile(r"[+\d][\d ().\u00a0\u202f-]{5,}\d")
_VAGUE = re.compile(
    r"\s*(?:cliquez ici|cliquer ici|ici|lien|en savoir plus|click here|here|link|read more|more)\s*", re.I
)
_FEWEST_DIGITS = 3
"""911 and 811 are telephone numbers."""
_IN_HOUSE = re.compile(
    r"localhost|[^.]+|127(?:\.\d+){3}|10(?:\.\d+){3}|192\.168(?:\.\d+){2}|.*\.(?:local|internal|lan|corp|intranet)",
    re.I,
)


def check(content: Content) -> Iterator[Finding]:
    """Links without text, with a text that says nothing or something else than their target, to places that cannot be
    reached."""
    for document in content.going_out:
        for where, line in body_lines(document):
            for found in LINK.finditer(line):
                place = within(where, found.start())
                if not found[1]:
                    yield from _shown(found[2], found[3], place)
                if OUTSIDE.match(found[3]):
                    yield from _outside(found[3], place)


def _outside(target: str, where: Where) -> Iterator[Finding]:
    scheme, _, rest = target.partition(":")
    if scheme.lower() == "tel" and len(re.sub(r"\D", "", rest)) < _FEWEST_DIGITS:
        yield error("dead-link", f"`{target[:60]}` dials nothing", "Write the number: tel:+18005550142", where)
    elif scheme.lower() == "mailto" and not _MAIL.fullmatch(unquote(rest.partition("?")[0])):
        yield error("dead-link", f"`{target[:60]}` is no e-mail address", "Write mailto:name@example.org", where)
    elif scheme.lower().startswith("http"):
        yield from _host(target, where)


def _host(target: str, where: Where) -> Iterator[Finding]:
    try:
        host = urlsplit(target).hostname or ""
    except ValueError:
        host = ""
    if not host:
        yield error("dead-link", f"`{target[:60]}` names no site", "Write https://example.org/…", where)
    elif _IN_HOUSE.fullmatch(host):
        hint = "Link to a page that the public can open."
        yield error("link-in-house", f"`{host}` is a place that only we can reach", hint, where)


_SHOWN: Mapping[str, tuple[Callable[[str], str], re.Pattern[str]]] = {
    "tel": (lambda text: re.sub(r"\D", "", text)[-10:], _NUMBER),
    "mailto": (lambda text: unquote(text).partition("?")[0].casefold(), _MAIL),
    "http": (lambda text: _bare(text), _HOST),
    "https": (lambda text: _bare(text), _HOST),
}
"""What a label shows and what a target is, by scheme: how they are compared, and what a label must look like for it."""


def _shown(label: str, target: str, where: Where) -> Iterator[Finding]:
    label = re.sub(r"\\(.)", r"\1", label).strip()
    if not label:
        yield error("link-without-text", f"the link to `{target[:60]}` has no text", "Say where it leads.", where)
        return
    if _VAGUE.fullmatch(label):
        message = f"`{label}` does not say where the link leads"
        yield Finding("vague-link", "warning", message, "Use the name of what it leads to.", where)
    scheme, _, rest = target.partition(":")
    same, looks = _SHOWN.get(scheme.lower(), (str, _VAGUE))
    if scheme.lower() in _SHOWN and looks.fullmatch(label) and same(label) != same(rest):
        hint = "Make the text and the link the same."
        yield error("link-differs", f"the link shows `{label[:40]}` and leads to `{target[:60]}`", hint, where)


def _bare(text: str) -> str:
    """The host that a text or an address names, without `www`."""
    found = _HOST.fullmatch(text.strip().lstrip("/"))
    return found[1].lower().removeprefix("www.") if found else text
