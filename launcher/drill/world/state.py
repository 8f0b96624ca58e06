"""The state directory: what outlives a life of the world. Files are written whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from launcher.errors import Malformed, ProviderFailed, SpareWheelError
from launcher.model import as_json
from launcher.providers.sandbox import wire


@dataclass(frozen=True, slots=True)
class AccessKey:
    """What signs requests to the storage."""

    id: str
    secret: str


def write_whole(path: Path, value: Any) -> None:
    """Write JSON so that a reader, or a crash at any instant, finds the old file or the new one; synced."""
    scratch = path.with_suffix(".new")
    with _private(scratch) as file:
        json.dump(as_json(value), file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_json(path: Path, *, default: Any, error: type[SpareWheelError] = Malformed) -> Any:
    """What the file holds, or `default` when there is none. A file that is there but broken is never passed over."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return default
    try:
        found = json.loads(text)
    except ValueError as broken:
        raise error(f"{path} is not JSON: {broken}", hint="repair the file, or move it away") from broken
    if not isinstance(found, type(default)):
        raise error(f"{path} does not hold what it should", hint="repair the file, or move it away")
    return found


def read_ledger(state: Path) -> dict[str, Any]:
    """The registrar's ledger; empty on the first day. A ledger that cannot be read stops the world."""
    found: dict[str, Any] = read_json(state / wire.LEDGER_FILE, default={}, error=ProviderFailed)
    return found


def token(state: Path) -> str:
    """The bearer token of the control port, made on the first day."""
    path = state / wire.TOKEN_FILE
    if not path.exists():
        _write_secret(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii")


def access_key(state: Path) -> AccessKey:
    """The storage's access key, made on the first day."""
    from launcher.providers.s3.storage import read_credentials

    path = state / wire.CREDENTIALS_FILE
    if not path.exists():
        made = AccessKey("AKIA" + secrets.token_hex(8).upper(), secrets.token_urlsafe(30))
        _write_secret(path, f"[default]\naws_access_key_id = {made.id}\naws_secret_access_key = {made.secret}\n")
    found = read_credentials(path)
    return AccessKey(found["aws_access_key_id"], found["aws_secret_access_key"])


def _write_secret(path: Path, text: str) -> None:
    scratch = path.with_suffix(".new")
    with _private(scratch) as file:
        file.write(text)
    scratch.replace(path)


def _private(path: Path) -> IO[str]:
    """A new file that nobody else may read, from its first byte."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8")


def announce(state: Path, run: Mapping[str, Any]) -> None:
    """Write the run file: who serves this state directory, since when, on which ports."""
    write_whole(state / wire.RUN_FILE, run)


def retire(state: Path) -> None:
    """Remove the run file: the last act of a life."""
    with contextlib.suppress(OSError):
        (state / wire.RUN_FILE).unlink()
