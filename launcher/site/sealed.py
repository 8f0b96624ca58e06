"""Sealed files: what was worked out, kept with the digest of itself and of all that it rests on. One that is damaged,
older or somebody else's is not believed. They cost time when they are deleted, and nothing else."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from functools import cache
from importlib import metadata
from pathlib import Path


def read(file: Path, key: str) -> str | None:
    """The text that was kept under this key; None when there is none to be believed."""
    try:
        seal, _, text = file.read_bytes().partition(b"\n")
    except OSError:
        return None
    return text.decode() if seal == _seal(key, text) else None


def write(file: Path, key: str, text: str) -> None:
    """Keep a text, whole or not at all. Where that is not possible it is not kept."""
    unfinished = file.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.write_bytes(_seal(key, text.encode()) + b"\n" + text.encode())
        unfinished.replace(file)


def key(*rests_on: object) -> str:
    """What marks values (by how they are spelled), and the code."""
    return hashlib.sha256(repr((_code(), rests_on)).encode("utf-8", "surrogatepass")).hexdigest()


def _seal(key: str, text: bytes) -> bytes:
    return hashlib.sha256(key.encode() + text).hexdigest().encode()


@cache
def _code() -> tuple[object, ...]:
    """This code, and what others made it."""
    root = Path(__file__).parents[1]
    parts = [root / "model", root / "site", root / "documents.py", root / "errors.py", root / "shapes.py"]
    every = (file for part in parts for file in (sorted(part.rglob("*")) if part.is_dir() else (part,)))
    told = [hashlib.sha256(file.read_bytes()).hexdigest() for file in every if file.suffix in (".py", ".toml", ".txt")]
    return (told, sys.version, *(metadata.version(name) for name in ("jinja2", "markdown", "pillow", "tzdata")))
