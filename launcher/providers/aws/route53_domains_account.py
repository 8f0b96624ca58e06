"""The way to Route 53 Domains: its clients, and what its own answers mean. Its words may repeat the registrant's data:
they are told with those texts taken out."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from launcher.errors import ProviderFailed, SpareWheelError
from launcher.providers.aws import calls as aws

if TYPE_CHECKING:
    from mypy_boto3_route53domains.client import Route53DomainsClient
    from mypy_boto3_sts.client import STSClient

REGION = "us-east-1"
"""The only region where the service is."""
DUPLICATE = "operation-under-way"
INVALID = "invalid-input"
"""A name that is not ours, a name that is taken, a wrong contact: the API has one code for them all."""
NOT_SOLD = "tld-not-sold"
MAINTENANCE = "tld-in-maintenance"
_BUSY = "operation-limit"

_NOES: Mapping[str, tuple[str, str]] = {
    "DnssecLimitExceeded": ("ds-limit", "remove a key of the name in the AWS console"),
    "DomainLimitExceeded": ("domain-limit", "ask AWS for more names (Service Quotas, Route 53 Domains)"),
    "DuplicateRequest": (DUPLICATE, f"wait until it has ended; {aws.RESUME}"),
    "InvalidInput": (INVALID, "look at the name, and at the data behind organisation.registrant"),
    "OperationLimitExceeded": (_BUSY, f"wait until others have ended; {aws.RESUME}"),
    "TLDInMaintenance": (MAINTENANCE, f"wait; {aws.RESUME}"),
    "TLDRulesViolation": ("tld-rules", "the TLD's page in the Route 53 documentation says what its registry allows"),
    "UnsupportedTLD": (NOT_SOLD, "choose a name with another ending"),
}
_PASSING = frozenset({_BUSY, DUPLICATE, MAINTENANCE})
"""Noes that will be better by themselves; nothing was done."""


class Account:
    """Who asks, and who buys: two profiles, so that the rights to buy are used by one call only. `private` texts are
    never repeated. Safe to share between threads; nothing is connected before the first call."""

    def __init__(self, profile: str | None, buyer: str | None, endpoint: str | None, private: Sequence[str]) -> None:
        self.profiles = tuple(dict.fromkeys((profile, buyer or profile)))
        self._endpoint = endpoint
        self._private = private
        self._made: dict[tuple[str | None, int], Route53DomainsClient] = {}
        self._making = threading.Lock()

    @property
    def asks(self) -> Route53DomainsClient:
        """For calls that change nothing."""
        return self._client(self.profiles[0], aws.ATTEMPTS)

    @property
    def acts(self) -> Route53DomainsClient:
        """For calls that change something, each sent ONCE: a second one would be refused as a duplicate at best."""
        return self._client(self.profiles[0], 1)

    @property
    def buys(self) -> Route53DomainsClient:
        """For `RegisterDomain`, sent ONCE: the API has no token by which it would know a repetition."""
        return self._client(self.profiles[-1], 1)

    def identity(self, profile: str | None) -> STSClient:
        """Tells whether a profile can sign in, which takes no rights."""
        made: STSClient = aws.client("sts", profile=profile, region=REGION, endpoint=self._endpoint)
        return made

    @contextmanager
    def asking(self, what: str, *, changes: bool = False) -> Iterator[None]:
        """`aws.asking`, with this service's own noes and without the registrant's data."""
        try:
            with aws.asking(what, changes=changes, noes=_NOES):
                yield
        except SpareWheelError as told:
            kind = ProviderFailed if told.reason_code in _PASSING else type(told)
            raise kind(self.hushed(told.message), hint=told.hint, code=told.reason_code) from None

    def hushed(self, text: str) -> str:
        """AWS's words as a part of one line, without the registrant's data."""
        for hidden in self._private:
            text = text.replace(hidden, "…")
        line = " ".join(text.split())
        return line if len(line) <= 300 else f"{line[:299]}…"

    def _client(self, profile: str | None, attempts: int) -> Route53DomainsClient:
        with self._making:  # clients may be shared between threads, making them may not
            made = self._made.get((profile, attempts))
            if made is None:
                made = aws.client(
                    "route53domains", profile=profile, region=REGION, endpoint=self._endpoint, attempts=attempts
                )
                self._made[profile, attempts] = made
            return made
