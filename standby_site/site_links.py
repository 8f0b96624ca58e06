"""Links from one content to another, or to a file: `{filename}/pages/faq.fr.md`, `{static}/images/plan.png`.

The same as Pelican resolves them; what it might resolve in another way is left to it (None). Runs in Pelican's process
and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import TypeAlias
from urllib.parse import unquote, urlparse, urlunparse

Link: TypeAlias = tuple[str, str, str]
"""What kind (`filename`, `static`), the file that is meant, and the whole value as it was written."""
Target: TypeAlias = tuple[str, str]
"""The address from the site's root, and the value whose query and fragment are kept."""
_LINK = re.compile(
    r"(?P<markup><[^>]+(?:href|src|poster|data|cite|formaction|action|content)\s*=\s*)"
    r"(?P<quote>[\"'])(?P<path>[{](?P<what>filename|static)[}](?P<value>.*?))(?P=quote)"
)
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")


def found(html: str, source: str) -> tuple[Link, ...]:
    """The links of a content, in order; `source` is the file in which they stand."""
    if "{filename}" not in html and "{static}" not in html:
        return ()
    return tuple((one["what"], _file(one["value"], source), one["value"]) for one in _LINK.finditer(html))


def resolved(link: Link, urls: Mapping[str, str]) -> Target | None:
    """Where a link leads; `urls` are the addresses of all contents by file. None: only Pelican can say."""
    what, file, value = link
    if what == "static":
        return (file, value) if file == value.lstrip("/") and _PLAIN.fullmatch(file) else None
    plain = not urlparse(value).scheme and not urlparse(value).netloc and unescape(value) == value
    return (urls[file], value) if plain and file in urls else None


def written(html: str, targets: Sequence[Target], root: str) -> str:
    """The HTML with those links as they are from a page whose way to the site's root is `root`."""
    if not targets:
        return html
    following = iter(targets)
    return _LINK.sub(lambda link: _joined(link, next(following), root), html)


def _joined(link: re.Match[str], target: Target, root: str) -> str:
    url, value = target
    parts = list(urlparse(value))
    parts[2] = posixpath.join(root, url)
    return f"{link['markup']}{link['quote']}{urlunparse(parts)}{link['quote']}"


def _file(value: str, source: str) -> str:
    path = unquote(urlparse(value).path)
    return path[1:] if path.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
