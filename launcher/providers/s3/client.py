"""How an S3 is reached, and the SDK's clients of it: ours, a stranger's, and impostors that must be refused.

The SDK is slow to load: a publish does without it, see `wire`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from launcher.providers.aws.calls import on_loopback
from launcher.providers.s3.keys import NEEDED, configured, named, read_credentials
from launcher.providers.s3.wire import ATTEMPTS

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_UNUSUAL = ("endpoint_url", "services", "use_fips_endpoint", "use_dualstack_endpoint", "s3")
"""What a profile may say of hosts."""


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

    def chain(self) -> Any:
        """The SDK's credentials, which renew themselves; None when it finds none."""
        return self._session().get_credentials()

    def where(self) -> str | None:
        """The endpoint, also one that the environment or a profile names; None: AWS's own host for the region."""
        if self.endpoint or _ignoring():
            return self.endpoint
        if told := os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL"):
            return told
        return self.client().meta.endpoint_url if self._unusual() else None

    def bundle(self) -> str:
        """The file of CAs that the profile names; empty: none."""
        return configured(named(self.profile)).get("ca_bundle", "")

    def _unusual(self) -> bool:
        """Whether it takes the SDK's rules to know AWS's host."""
        told = any(os.environ.get(name) for name in ("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"))
        apart = "iso" in self.region or self.region.startswith("eusc-")
        return told or apart or any(name in _UNUSUAL for name in configured(named(self.profile)))

    def _session(self) -> Any:
        keys = read_credentials(self.credentials)
        return _session(self.region, keys, alone=bool(keys), profile=self.profile)

    def _impostor(self, key: str) -> S3Client:
        import secrets  # for the preflight alone

        keys = dict(zip(NEEDED, (key, secrets.token_hex(20)), strict=True))
        return _client(_session(self.region, keys, alone=True), self.endpoint)


def _ignoring() -> bool:
    return os.environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true"


def _invented() -> str:
    import secrets

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
