"""Web addresses that may be asked, and that may stand in a file which is shown and copied."""

from __future__ import annotations

import hashlib
import re
import urllib.parse

from launcher.documents import Node, Problems
from launcher.shapes import text

THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
_KEYS = re.compile(r"(^|[_.-])(key|sig|signature|auth|pass|pwd)$|key$|secret|token|passw", re.IGNORECASE)


def may_be_asked(url: str) -> bool:
    """https (http on this machine only), plain ASCII, no name or password in it."""
    try:
        parts = urllib.parse.urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not re.fullmatch(r"[!-~]+", url) or not host or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in THIS_MACHINE)


def has_key(url: str) -> bool:
    """Whether a part of the query is called as keys and tokens are."""
    return any(_KEYS.search(name) for name, _ in urllib.parse.parse_qsl(url.partition("?")[2], keep_blank_values=True))


def address(node: Node, problems: Problems) -> str:
    """The shape of a web address in a file. It is never repeated in a message: there may be a key in it."""
    found = text(node, problems).strip()
    if found and (has_key(found) or not may_be_asked(found)):
        hint = "Example: https://www.example.org/rss.xml (no user name, password or key in it)"
        problems.add("wrong-type", "this is not an https address that may stand here", node.where, hint)
    return found


def indexnow_key(host: str) -> str:
    """The host's key for IndexNow: 32 hex digits, which stand at `/<key>.txt` of its site too. No secret: it shows that
    who pings for the host can write its site."""
    return hashlib.sha256(f"indexnow:{host}".encode()).hexdigest()[:32]
