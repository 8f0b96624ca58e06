"""Secrets: read from where the settings say that they are, never from the settings, and never told again."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from launcher.errors import Refused


def secret(reference: str) -> str:
    """What `env:NAME` or `file:PATH` (which only its owner may read) holds, without blanks around it.

    Raises Refused when there is nothing, or when others can read it; what stands there is in no message.
    """
    kind, _, place = reference.partition(":")
    found = (os.environ.get(place, "") if kind == "env" else _private(Path(place))).strip()
    if not found:
        raise Refused(f"{reference} holds nothing", hint=_HINTS[kind].format(place), code="no-secret")
    return found


_HINTS = {"env": "set the variable {} where sparewheel runs", "file": "write the secret into {}, with mode 0600"}


def _private(path: Path) -> str:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise Refused(f"others can read {path}", hint=f"chmod 600 {path}", code="not-private")
        return path.read_text(encoding="utf-8")
    except OSError as missing:
        reason = f"{path} cannot be read: {missing.strerror}"
        raise Refused(reason, hint=_HINTS["file"].format(path), code="no-secret") from missing
    except UnicodeDecodeError:  # not chained: what stood in the file must not reach a log
        raise Refused(f"{path} is no text", hint=_HINTS["file"].format(path), code="no-secret") from None


def s3_credentials(reference: str) -> Path:
    """`KEY:SECRET`, or `KEY:SECRET:TOKEN` of a session, as the 0600 file that `S3Storage` reads: in memory, for this
    process alone, on no disk.

    Raises Refused when it has another form.
    """
    parts = secret(reference).split(":")
    if not 2 <= len(parts) <= 3 or not all(parts) or any(sign.isspace() for part in parts for sign in part):
        hint = "its form is KEY:SECRET, or KEY:SECRET:TOKEN for a session, on one line"
        raise Refused(f"{reference} holds no access key", hint=hint, code="no-secret")
    names = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
    lines = [f"{name} = {part}\n" for name, part in zip(names, parts, strict=False)]
    memory = os.memfd_create("s3-credentials")
    os.fchmod(memory, 0o600)
    os.write(memory, f"[default]\n{''.join(lines)}".encode())
    return Path(f"/proc/self/fd/{memory}")
