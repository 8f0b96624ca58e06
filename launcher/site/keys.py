"""The keys of the front matter as people meet them: what each is for, in French and English, and an example."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from launcher.model import Words


@dataclass(frozen=True, slots=True)
class Key:
    """`says`: what it is for, in each language; `written`: as it stands in a file (`Next-Update`)."""

    name: str
    says: Words
    example: str

    @property
    def written(self) -> str:
        return self.name.title()


@functools.cache
def keys() -> Mapping[str, Key]:
    """Every key by its lower-case name, in the order in which a writer meets them."""
    raw = tomllib.loads((resources.files(__package__) / "keys.toml").read_text("utf-8"))
    return {name: Key(name, {"fr": one["fr"], "en": one["en"]}, one["example"]) for name, one in raw.items()}
