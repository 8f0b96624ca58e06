"""Two files must not have one address: Pelican lets a page overwrite an article without a word."""

from __future__ import annotations

from collections.abc import Iterator

from launcher.errors import Where
from launcher.model import Finding
from launcher.site.frontmatter import Front
from launcher.site.rules import Whole, error, is_post


def check_all(whole: Whole) -> Iterator[Finding]:
    """Addresses that are taken twice, and a site without a home."""
    taken: dict[str, Front] = {}
    for document in whole.going_out:
        if not document.meta.get("slug"):
            continue  # `metadata` says so
        address = _address(document)
        if address in taken:
            key = "kind" if document.meta.get("kind") == "home" else "slug"
            hint = f"{taken[address].file.name} has it already: change one `{key.title()}`."
            yield error("same-address", f"the address {address} is taken twice", hint, document.where(key))
        taken.setdefault(address, document)
    for lang in whole.languages:
        if not any(one.meta.get("lang") == lang for one in whole.homes):
            hint = "One page of each language needs `Kind: home`."
            yield error("no-home", f"there is no home page in `{lang}`", hint, Where(str(whole.folder)))
    if not any(is_post(document) for document in whole.going_out):
        hint = "Publish a statement: readers and search engines look for the newest word."
        yield Finding("no-posts", "warning", "no post goes out", hint, Where(str(whole.folder / "posts")))


def _address(document: Front) -> str:
    meta = document.meta
    lang, slug = meta.get("lang", ""), meta.get("slug", "")
    return f"/{lang}/" if meta.get("kind") == "home" else f"/{lang}/{slug}/"
