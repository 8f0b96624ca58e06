"""Who asks: keys that are written down somewhere plainly are read here; for all others the SDK's chain is asked.

The order is the SDK's: our own file; the environment, unless a profile is named; what a profile says to do (assume a
role, sign in, run a program); the profile's own keys.
"""

from __future__ import annotations

import configparser
import os
import stat
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.errors import Refused
from launcher.providers.s3.outcomes import Unanswered, Why
from launcher.providers.s3.signature import Keys

if TYPE_CHECKING:
    from launcher.providers.s3.client import Access

NEEDED = ("aws_access_key_id", "aws_secret_access_key")
_KNOWN = (*NEEDED, "aws_session_token")
_ELSEWHERE = ("role_arn", "web_identity_token_file", "sso_", "login_session", "credential_process", "credential_source")
"""What a profile says that makes its own keys, if it has any, not the ones to sign with."""


class Keyring:
    """The keys to sign with, found when they are first needed; to be shared between threads."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._finding = threading.Lock()
        self._found: Callable[[], Keys] | None = None

    def __call__(self) -> Keys:
        """The keys of now. Refused for a file that is none; Unanswered and the SDK's own errors when there are none."""
        with self._finding:
            found = self._found = self._found or _found(self._access)
        return found()

    def forget(self) -> None:
        """They are no good any more: the next call looks again what is written down."""
        self._found = None


def _found(access: Access) -> Callable[[], Keys]:
    keys = _keys(read_credentials(access.credentials)) if access.credentials else plain(access.profile)
    return (lambda: keys) if keys else _chained(access)


def _chained(access: Access) -> Callable[[], Keys]:
    """The chain's, which renews its own."""
    with _legible():
        chain = access.chain()
    if chain is None:
        raise Unanswered(Why.NO_KEY)

    def now() -> Keys:
        with _legible():
            frozen = chain.get_frozen_credentials()
        return Keys(frozen.access_key, frozen.secret_key, frozen.token or "")

    return now


@contextmanager
def _legible() -> Iterator[None]:
    """Where a program that is asked for keys says something else, the SDK passes on all that it said."""
    try:
        yield
    except ValueError:
        raise Unanswered(Why.NO_KEY) from None


def read_credentials(path: Path | None) -> dict[str, str]:
    """The access key (and its session token, if it has one) as the SDK's arguments; empty for None. Refused when
    others can read the file."""
    if path is None:
        return {}
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        found = _parsed(path.read_text(encoding="utf-8"))["default"]
        keys = {name: found[name] for name in _KNOWN if name in NEEDED or name in found}
    except OSError as missing:
        raise Refused(f"the credentials file {path} cannot be read: {missing.strerror}") from missing
    except (configparser.Error, KeyError, UnicodeDecodeError):
        # Not chained: what stood in the file must not reach a log.
        raise Refused(f"{path} is no credentials file", hint="section [default] with both aws_ keys") from None
    if mode & 0o077:
        raise Refused(f"others can read {path}", hint=f"chmod 600 {path}")
    return keys


# ── what the SDK would find without doing anything ───────────────────────────────────────────────


def plain(profile: str | None) -> Keys | None:
    """Keys of the environment or of a profile; None where it takes more than reading to have them."""
    told = {"aws_session_token": os.environ.get("AWS_SECURITY_TOKEN", "")}
    told |= {name: os.environ[name.upper()] for name in _KNOWN if os.environ.get(name.upper())}
    if profile is None and any(told.get(name) for name in NEEDED):
        return _keys(told)  # half a key is for the SDK to complain of
    if os.environ.get("AWS_WEB_IDENTITY_TOKEN_FILE"):
        return None
    name = named(profile)
    shared = _section("AWS_SHARED_CREDENTIALS_FILE", "credentials", name)
    config = configured(name)
    if any(key.startswith(_ELSEWHERE) for key in (*shared, *config)):
        return None
    return _keys(shared) or _keys(config)


def named(profile: str | None) -> str:
    """The profile that has a say."""
    return profile or os.environ.get("AWS_DEFAULT_PROFILE") or os.environ.get("AWS_PROFILE") or "default"


def configured(name: str) -> Mapping[str, str]:
    """What `~/.aws/config` says of a profile; empty when there is nothing that can be read."""
    section = name if name == "default" else f"profile {name}"
    return _section("AWS_CONFIG_FILE", "config", section) or _section("AWS_CONFIG_FILE", "config", f'profile "{name}"')


def _keys(found: Mapping[str, str]) -> Keys | None:
    if not all(found.get(name) for name in NEEDED):
        return None
    return Keys(found[NEEDED[0]], found[NEEDED[1]], found.get("aws_session_token") or "")


def _section(variable: str, file: str, section: str) -> dict[str, str]:
    path = Path(os.environ.get(variable) or Path("~/.aws") / file)
    try:
        return dict(_parsed(path.expanduser().read_text(encoding="utf-8"))[section])
    except (OSError, RuntimeError, configparser.Error, KeyError, UnicodeDecodeError):
        return {}


def _parsed(text: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, default_section="")
    parser.read_string(text)
    return parser
