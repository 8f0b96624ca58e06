"""Where a bucket is asked: the host of AWS that its name and region give, or the endpoint that was configured."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from launcher.providers.s3.outcomes import Unanswered, Why

_NAME = re.compile(r"[A-Za-z0-9._-]{1,255}")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]")
"""A name that one certificate for `*.s3.REGION.amazonaws.com` is good for: dots would need another one."""
AWS = (".amazonaws.com", ".amazonaws.com.cn")
REGION = re.compile(r"[a-z0-9-]{2,40}")


@dataclass(frozen=True, slots=True)
class Address:
    """`root` is the bucket's own path, encoded, without a slash at its end; empty where the host bears its name."""

    secure: bool
    host: str
    port: int
    root: str = ""

    @property
    def named(self) -> str:
        """The header `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


@functools.lru_cache(maxsize=64)
def of(endpoint: str | None, bucket: str, region: str) -> Address:
    """Path-style at an endpoint of one's own; at AWS by the bucket's own host, if its name can be part of one.

    Raises Unanswered for what can be no bucket's name, and for an endpoint that is none.
    """
    if not _NAME.fullmatch(bucket):
        raise Unanswered(Why.NO_NAME)
    if endpoint is not None:
        return _own(endpoint, bucket)
    host = f"s3.{region}.amazonaws.com{'.cn' if region.startswith('cn-') else ''}"
    if _LABEL.fullmatch(bucket):
        return Address(True, f"{bucket}.{host}", 443)
    return Address(True, host, 443, f"/{bucket}")


def _own(endpoint: str, bucket: str) -> Address:
    try:
        found = urlsplit(endpoint)
        port = found.port
    except ValueError:
        raise Unanswered(Why.UNREACHABLE) from None
    if found.scheme not in ("http", "https") or not found.hostname:
        raise Unanswered(Why.UNREACHABLE)
    secure = found.scheme == "https"
    return Address(secure, found.hostname, port or (443 if secure else 80), f"{found.path.rstrip('/')}/{bucket}")
