"""Clients of S3: ours, a stranger's without a key, and impostors that a storage must refuse."""

from __future__ import annotations

import configparser
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from launcher.errors import Refused
from launcher.providers.aws.calls import on_loopback

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

ATTEMPTS = 5
"""How often a call is sent that got no answer, a 5xx or SlowDown; what S3 does may be done twice. The SDK waits between
them, some seconds altogether."""
_NEEDED = ("aws_access_key_id", "aws_secret_access_key")
_KNOWN = (*_NEEDED, "aws_session_token")


@dataclass(frozen=True, slots=True)
class Access:
    """How an S3 is reached. `endpoint` is None for AWS. `credentials` is a 0600 file in the form of
    `~/.aws/credentials` (section `default`); without it the SDK's own chain is used, beginning with `profile`."""

    region: str = "us-east-1"
    endpoint: str | None = None
    credentials: Path | None = None
    profile: str | None = None

    def __str__(self) -> str:
        return self.endpoint or "S3"

    def client(self) -> S3Client:
        """One that signs with our key."""
        return _client(self._session(), self.endpoint)

    def stranger(self) -> S3Client:
        """One that signs nothing."""
        return _client(_session(self.region, {}, alone=True), self.endpoint, unsigned=True)

    def impostors(self) -> tuple[S3Client, S3Client]:
        """One that knows our access key but not its secret, and one whose key nobody gave out."""
        ours = self._session().get_credentials()
        known = ours.access_key if ours else _invented()
        return self._impostor(known), self._impostor(_invented())

    def _session(self) -> Any:
        keys = read_credentials(self.credentials)
        return _session(self.region, keys, alone=bool(keys), profile=self.profile)

    def _impostor(self, key: str) -> S3Client:
        keys = dict(zip(_NEEDED, (key, secrets.token_hex(20)), strict=True))
        return _client(_session(self.region, keys, alone=True), self.endpoint)


def _invented() -> str:
    return f"AKIA{secrets.token_hex(8).upper()}"


def connect(region: str, endpoint: str | None, credentials: Path | None) -> S3Client:
    """A client that signs with the key of this file."""
    return Access(region, endpoint, credentials).client()


def _session(region: str, keys: Mapping[str, str], *, alone: bool, profile: str | None = None) -> Any:
    """`alone`: no profile has a say, the environment's neither."""
    import boto3.session  # 0.35 s: paid only by a command that needs it
    from botocore.session import get_session

    chain = get_session({"profile": (None, None, None, None)} if alone else None)
    named = None if alone else profile
    return boto3.session.Session(botocore_session=chain, region_name=region, profile_name=named, **keys)


def _client(session: Any, endpoint: str | None, *, unsigned: bool = False) -> S3Client:
    """Path-style and without unasked checksums on endpoints that are not AWS."""
    from botocore import UNSIGNED
    from botocore.config import Config

    config = Config(
        signature_version=UNSIGNED if unsigned else None,
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        max_pool_connections=32,
        s3={"addressing_style": "path" if endpoint else "auto"},
        request_checksum_calculation="when_required" if endpoint else "when_supported",
        response_checksum_validation="when_required" if endpoint else "when_supported",
        proxies={} if on_loopback(endpoint) else None,
    )
    made: S3Client = session.client("s3", endpoint_url=endpoint, config=config)
    if endpoint:
        made.meta.events.register("before-call.s3", _redirect_no_more)
    return made


def _redirect_no_more(params: Any, **_: Any) -> None:
    """Keep the SDK from looking for the bucket's region: only AWS has regions, and where a server answers every request
    with a redirect (to HTTPS, to its console), the SDK asks for ever."""
    params["context"].setdefault("s3_redirect", {})["redirected"] = True


def read_credentials(path: Path | None) -> dict[str, str]:
    """The access key (and its session token, if it has one) as the SDK's arguments; empty for None. Refused when
    others can read the file."""
    if path is None:
        return {}
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        parser = configparser.ConfigParser(interpolation=None)
        parser.read_string(path.read_text(encoding="utf-8"))
        found = parser["default"]
        keys = {name: found[name] for name in _KNOWN if name in _NEEDED or name in found}
    except OSError as missing:
        raise Refused(f"the credentials file {path} cannot be read: {missing.strerror}") from missing
    except (configparser.Error, KeyError, UnicodeDecodeError):
        # Not chained: what stood in the file must not reach a log.
        raise Refused(f"{path} is no credentials file", hint="section [default] with both aws_ keys") from None
    if mode & 0o077:
        raise Refused(f"others can read {path}", hint=f"chmod 600 {path}")
    return keys
