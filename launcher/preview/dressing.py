"""Dressing: what is added to a page that is looked at here, and never to one that goes out.

One block after `<body>`, one script and one style that the page's policy is told of by their digest: taken away again,
the bytes are those of the build.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import re

from launcher.preview.drawing import SUBMIT, read

_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)')
_BODY = re.compile(r"<body\b[^>]*>")
_FROM_ROOT = re.compile(rb'(<(?:a|link|img|source)\b[^>]*?\s(?:href|src)=")/(?!/)')


def dressed(page: bytes, address: str, name: str, panel: str, base: str) -> bytes:
    """A page as it is looked at: `name` tells this build of it from others, `panel` stands beside it, and `base` before
    every address."""
    text = page.decode("utf-8")
    text = _POLICY.sub(lambda found: found[1] + loosened(found[2]) + found[3], text, count=1)
    block = _block(address, name, panel, base)
    return _BODY.sub(lambda found: found[0] + block, text, count=1).encode("utf-8", "replace")


def rooted(page: bytes, base: str) -> bytes:
    """A page of the site with its links from the root led below `base`; others are relative."""
    return _FROM_ROOT.sub(rf"\1{base}/".encode(), page) if base else page


def loosened(policy: str) -> str:
    """A Content-Security-Policy that lets our script, our style and our stream in, and nothing else that is new."""
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";") if rule.strip())
    for rule, more in (("style-src", _digests()[0]), ("script-src", _digests()[1]), ("connect-src", "'self'")):
        there = rules.get(rule, rules.get("default-src", "'none'")).split()
        rules[rule] = " ".join(dict.fromkeys([one for one in there if one != "'none'"] + [more]))
    return "; ".join(f"{rule} {value}".strip() for rule, value in rules.items())


def own_policy() -> str:
    """The policy of the preview's own pages, which a header says."""
    style, script = _digests()
    mine = f"{digest(read('pages.css'))} {style}"
    scripts = f"{script} {digest(SUBMIT)}"
    return (
        f"default-src 'none'; style-src {mine}; script-src {scripts}; img-src data:; connect-src 'self'; "
        "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    )


def digest(text: str) -> str:
    """What a policy calls an inline text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _block(address: str, name: str, panel: str, base: str) -> str:
    told = {"base": base, "page": address, "is": name}
    data = " ".join(f'data-{key}="{html.escape(value)}"' for key, value in told.items())
    inside = f'<template shadowrootmode="open"><style>{read("panel.css")}</style>{panel}</template>'
    return f"<sparewheel-preview {data}>{inside}</sparewheel-preview><script>{read('preview.js')}</script>"


@functools.cache
def _digests() -> tuple[str, str]:
    return digest(read("panel.css")), digest(read("preview.js"))
