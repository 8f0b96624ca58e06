"""The values of one build as the templates see them, the inlined style, and structured data.

Runs in Pelican's separate process; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Site:
    """Mode (live, exercise, dormant), address without final slash (empty when dormant), languages, main one first."""

    mode: str
    url: str
    languages: tuple[str, ...]
    name: Mapping[str, str]
    timezone: str
    contacts: Mapping[str, Any]

    @property
    def main(self) -> str:
        return self.languages[0]

    @property
    def addressed(self) -> bool:
        """Whether the pages may say where they live."""
        return self.mode != "dormant" and bool(self.url)


def load() -> Site:
    """The site of this build, from the JSON file that SPAREWHEEL_SITE names."""
    raw = json.loads(Path(os.environ["SPAREWHEEL_SITE"]).read_text(encoding="utf-8"))
    languages = tuple(raw["languages"])
    return Site(
        mode=raw["mode"],
        url="" if raw["mode"] == "dormant" else raw["url"].rstrip("/"),
        languages=languages,
        name={lang: raw["name"].get(lang) or next(iter(raw["name"].values())) for lang in languages},
        timezone=raw["timezone"],
        contacts=_contacts(raw["contacts"]),
    )


def _contacts(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Every key that the templates ask for, empty where nothing was given."""
    empty = {"phone": "", "email": "", "hours": ""}
    sides = {who: {**empty, **(raw.get(who) or {})} for who in ("public", "press")}
    return {**sides, "spokesperson": raw.get("spokesperson") or ""}


def css(file: Path) -> Markup:
    """The style sheet without comments and needless spaces."""
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,>]) ?", r"\1", text)
    return Markup(re.sub(r": (?=[^{}]*[;}])", ":", text).replace(";}", "}").strip())  # noqa: S704 - our own file


def sha256(text: str) -> str:
    """What a Content-Security-Policy calls an inline text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(str(text).encode()).digest()).decode()


def json_ld(data: Mapping[str, Any]) -> Markup:
    """Structured data for a script element; nothing in it can end the element. Empty values are left out."""
    body = json.dumps(_full(data), ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        body = body.replace(char, f"\\u{ord(char):04x}")
    return Markup(body)  # noqa: S704 - escaped above


def structured(site: Site, content: Any) -> Markup | str:
    """What search engines read: the organisation on the home page, NewsArticle on a post, nothing elsewhere."""
    name = site.name[content.lang]
    who = {"@type": "Organization", "@id": f"{site.url}/#org", "name": name, "url": f"{site.url}/"}
    if content.kind == "home":
        return json_ld({"@context": "https://schema.org", **who, "contactPoint": _points(site)})
    if content.default_template != "article":
        return ""
    address = f"{site.url}/{content.url}"
    return json_ld(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": content.title,
            "description": content.summary_text,
            "datePublished": content.date.isoformat(),
            "dateModified": getattr(content, "modified", content.date).isoformat(),
            "inLanguage": f"{content.lang}-CA",
            "url": address,
            "mainEntityOfPage": address,
            "correction": content.correction,
            "author": who,
            "publisher": who,
        }
    )


def _points(site: Site) -> list[dict[str, Any]]:
    kinds = {"public": "customer service", "press": "media relations"}
    found = [(kinds[who], site.contacts[who]) for who in kinds]
    return [
        {
            "@type": "ContactPoint",
            "contactType": kind,
            "telephone": contact.get("phone"),
            "email": contact.get("email"),
            "availableLanguage": list(site.languages),
        }
        for kind, contact in found
        if contact.get("phone") or contact.get("email")
    ]


def _full(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _full(item) for key, item in value.items() if item not in ("", None, [], {})}
    if isinstance(value, list):
        return [_full(item) for item in value]
    return value if isinstance(value, bool | int | float) else str(value)
