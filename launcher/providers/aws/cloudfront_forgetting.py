"""Which paths CloudFront is told to forget when files under a place have become others: pure.

A path of an invalidation is matched against what is cached; the key of that is the path as the function wrote it
(`cloudfront_function`). Where a function writes paths, AWS's guide asks for the reader's path as well: both are told.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote

FEW = 30
"""Files up to which each is named. A month has 1,000 paths free, and a path with a wildcard counts as one."""
WILD = 8
"""Paths with a wildcard that are told at once: a distribution may have 15 under way."""
EVERYTHING = ("/*",)


def paths(place: str, changed: Collection[str]) -> tuple[str, ...]:
    """What to forget of `changed`, files under `place` (`fr/index.html`); sorted, and empty when nothing changed."""
    told = _both(place, changed if len(changed) <= FEW else {_root(file) for file in changed})
    few = len(told) <= 2 * FEW and sum(path.endswith("*") for path in told) <= WILD
    return told if few else EVERYTHING


def _both(place: str, files: Collection[str]) -> tuple[str, ...]:
    asked = {_plain(_asked(file)) for file in files}
    written = {_plain(f"/releases/{place}/{file}") for file in files}
    return tuple(sorted(asked | written))


def _asked(file: str) -> str:
    folder, slash, name = f"/{file}".rpartition("/")
    return f"{folder}/" if name == "index.html" else f"{folder}{slash}{name}"


def _root(file: str) -> str:
    """The first folder, with all in it; a file that is in none, as it is."""
    folder, inside, _ = file.partition("/")
    return f"{folder}/*" if inside else file


def _plain(path: str) -> str:
    """Up to the first sign that browsers write in more than one way (`é` as `%C3%A9` or `%c3%a9`), and all that goes on
    from there."""
    same = next((place for place, sign in enumerate(path) if quote(sign, safe="/*~") != sign), len(path))
    return path if same == len(path) else f"{path[:same]}*"
