"""Structured data (schema.org, as JSON-LD) for search engines.

Runs in Pelican's process and in the one that renders what changed; imports neither Pelican nor the launcher.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from site_cards import Card
from site_data import Site
from site_lists import changed, description

_CONTEXT = {"@context": "https://schema.org"}


def structured(site: Site, content: Card) -> Markup | str:
    """The organisation on the home page, NewsArticle on a post, nothing elsewhere."""
    if content.kind == "home":
        return json_ld({**_CONTEXT, **_organisation(site, content.lang), "contactPoint": _points(site)})
    if content.post:
        return json_ld({**_CONTEXT, **_article(site, content)})
    return ""


def _article(site: Site, post: Card) -> dict[str, Any]:
    base, when = site.base(post), changed(post)
    address = f"{base}/{post.url}"
    return {
        "@type": "NewsArticle",
        "headline": site.mark + post.title,
        "description": description(post),
        "image": f"{base}/{post.lang}/card.png",
        "datePublished": post.date and post.date.isoformat(),
        "dateModified": when and when.isoformat(),
        "inLanguage": f"{post.lang}-CA",
        "url": address,
        "mainEntityOfPage": address,
        "correction": post.correction
        and {"@type": "CorrectionComment", "text": post.correction, "datePublished": when and when.isoformat()},
        "author": _organisation(site, post.lang),
        "publisher": _organisation(site, post.lang),
    }


def _organisation(site: Site, lang: str) -> dict[str, Any]:
    return {
        "@type": "Organization",
        "@id": f"{site.home}/#org",
        "name": site.name[lang],
        "url": f"{site.home}/",
        "logo": site.logo and f"{site.home}/{site.logo.path}",
    }


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


def json_ld(data: Mapping[str, Any]) -> Markup:
    """Structured data for a script element; nothing in it can end the element. Empty values are left out."""
    body = json.dumps(_full(data), ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        body = body.replace(char, f"\\u{ord(char):04x}")
    return Markup(body)  # noqa: S704 - escaped above


def _full(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _full(item) for key, item in value.items() if item not in ("", None, [], {})}
    if isinstance(value, list):
        return [_full(item) for item in value]
    return value if isinstance(value, bool | int | float) else str(value)
