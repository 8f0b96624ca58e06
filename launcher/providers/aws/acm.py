"""Certificates by AWS Certificate Manager, for CloudFront: in us-east-1 alone, by records in DNS, the keys never leave.

ACM looks at the records by itself, again and again for three days, and once more for each renewal: so they stay.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from launcher.errors import ProviderFailed, Refused, SpareWheelError
from launcher.model import Certificate, Check, Record
from launcher.providers.aws import calls as aws
from launcher.providers.aws.calls import RESUME, asking, passing_over
from launcher.services import Clock

if TYPE_CHECKING:
    from mypy_boto3_acm.client import ACMClient
    from mypy_boto3_acm.literals import CertificateStatusType, KeyAlgorithmType
    from mypy_boto3_acm.type_defs import CertificateDetailTypeDef

REGION = "us-east-1"
"""The only region that CloudFront takes certificates from."""
TTL = 60
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
"""It is not issued yet."""
_POLL = 5.0
"""Seconds between two looks."""
_RECORDS_WITHIN = 60.0
"""Seconds after a request in which ACM must tell its records; it takes several."""
_KEYS: Sequence[KeyAlgorithmType] = ("RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1")
"""What CloudFront takes. ACM lists RSA 2048 alone unless it is told."""
_DEAD: Sequence[CertificateStatusType] = ("FAILED", "VALIDATION_TIMED_OUT")

_CONTACT = "open a case with AWS support, or take another name"
_WHY: Mapping[str, tuple[str, str]] = {
    "CAA_ERROR": ("a CAA record forbids Amazon to certify it", 'allow it: CAA 0 issue "amazon.com", or none at all'),
    "NO_AVAILABLE_CONTACTS": ("it has nobody to ask by mail", "certificates by DNS need none: ask for it again"),
    "ADDITIONAL_VERIFICATION_REQUIRED": ("Amazon wants to know more before it certifies such a name", _CONTACT),
    "DOMAIN_NOT_ALLOWED": ("the name is on a list of dangerous sites (Safe Browsing, …)", _CONTACT),
    "DOMAIN_VALIDATION_DENIED": ("Amazon does not certify this name", _CONTACT),
    "INVALID_PUBLIC_DOMAIN": ("the name is under no public suffix", "check its spelling and its ending"),
    "VALIDATION_TIMED_OUT": ("Amazon did not see its records within three days", "check the delegation"),
}
"""Why ACM failed, and what to do; what is not here (private authorities) is told as it is called."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A certificate of the account, or an order for one."""

    arn: str
    names: frozenset[str]
    status: str
    until: dt.datetime
    issuer: str
    failure: str
    challenges: tuple[Record, ...]


class Acm:
    """The certificates of one account. `patience` is how many seconds `issue` waits. Nothing is connected before the
    first call."""

    def __init__(
        self, clock: Clock, *, patience: float = 1800.0, profile: str | None = None, endpoint: str | None = None
    ) -> None:
        self._clock = clock
        self._patience = patience
        self._profile = profile
        self._endpoint = endpoint

    def covering(self, names: Collection[str]) -> Certificate | None:
        """The certificate that is ready for all of these names and lasts longest; None when there is none."""
        found = self._best(names)
        return _certificate(found) if found else None

    def challenges(self, names: Collection[str]) -> tuple[Record, ...]:
        """Begin an order for these names, or find the one under way; the CNAMEs that DNS must show."""
        arn = self._order(_set(names))
        end = self._clock.elapsed() + _RECORDS_WITHIN
        while not (found := self._look(arn)) or not found.challenges:
            if self._clock.elapsed() >= end:
                raise ProviderFailed("ACM does not tell its records yet", hint=f"in a minute {RESUME}", code="acm-slow")
            self._clock.sleep(_POLL)
        return found.challenges

    def issue(self, names: Collection[str]) -> Certificate:
        """Wait until ACM has looked. Refused when it says no for good; ProviderFailed when it has not looked yet."""
        wanted = _set(names)
        arn = self._order(wanted)
        end = self._clock.elapsed() + self._patience
        while not (found := self._look(arn)) or found.status == "PENDING_VALIDATION":
            if self._clock.elapsed() >= end:
                reason = f"ACM has not seen the records for {_list(wanted)} yet"
                hint = f"it goes on looking for three days; {RESUME}"
                raise ProviderFailed(reason, hint=hint, code="certificate-pending")
            self._clock.sleep(_POLL)
        if found.status != "ISSUED":
            raise _refused(found)
        return _certificate(found)

    # ── beyond the port ──

    def arn(self, names: Collection[str]) -> str | None:
        """What CloudFront calls the certificate that `covering` tells of."""
        found = self._best(names)
        return found.arn if found else None

    def preflight(self) -> tuple[Check, ...]:
        """Whether ACM can be asked. Only reads."""
        try:
            ready = sum(1 for _ in self._held(["ISSUED"], lambda _: True))
        except SpareWheelError as failed:
            return (Check("certificates", False, f"{failed.message} ({failed.hint})"),)
        return (Check("certificates", True, f"ACM answers; certificates that are ready for CloudFront: {ready}"),)

    # ── inside ──

    @cached_property
    def _client(self) -> ACMClient:
        made: ACMClient = aws.client("acm", profile=self._profile, region=REGION, endpoint=self._endpoint)
        return made

    def _best(self, names: Collection[str]) -> _Held | None:
        wanted, now = _set(names), self._clock.now()
        fit = self._held(["ISSUED"], lambda there: _cover(there, wanted))
        return max((one for one in fit if one.until > now), key=lambda one: (one.until, one.arn), default=None)

    def _order(self, wanted: frozenset[str]) -> str:
        """The order for exactly these names, begun when there is none. A new one is not listed for some seconds; within
        an hour the same call gives the same order. One that failed is not asked for again."""
        for one in self._held(["ISSUED", "PENDING_VALIDATION"], lambda there: there == wanted):
            return one.arn
        dead = sorted(one.arn for one in self._held(_DEAD, lambda there: there == wanted))
        token = hashlib.sha256("\n".join([*sorted(wanted), *dead]).encode()).hexdigest()[:32]
        names = sorted(wanted, key=lambda name: (name.startswith("*."), name))
        with asking(f"ask for a certificate for {_list(wanted)}", changes=True):
            return self._client.request_certificate(
                DomainName=names[0], SubjectAlternativeNames=names, ValidationMethod="DNS", IdempotencyToken=token
            )["CertificateArn"]

    def _held(
        self, statuses: Sequence[CertificateStatusType], fit: Callable[[frozenset[str]], bool]
    ) -> Iterator[_Held]:
        """Certificates whose names fit. What is listed tells a hundred names at most: the rest is looked at."""
        with asking("list the certificates"):
            pages = self._client.get_paginator("list_certificates").paginate(
                CertificateStatuses=statuses, Includes={"keyTypes": _KEYS}
            )
            listed = [one for page in pages for one in page["CertificateSummaryList"] if one.get("Type") != "PRIVATE"]
        for one in listed:
            told = one.get("SubjectAlternativeNameSummaries", ())
            whole = told and not one.get("HasAdditionalSubjectAlternativeNames")
            if (not whole or fit(_set(told))) and (found := self._look(one["CertificateArn"])) and fit(found.names):
                yield found

    def _look(self, arn: str) -> _Held | None:
        """None: it is not there, or not yet."""
        with asking("look at a certificate"), passing_over("ResourceNotFoundException"):
            return _read(self._client.describe_certificate(CertificateArn=arn)["Certificate"])
        return None


def _set(names: Collection[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)


def _list(names: Collection[str]) -> str:
    return ", ".join(sorted(names))


def _cover(there: Collection[str], wanted: Collection[str]) -> bool:
    """A wildcard is good for one label, and for itself."""
    return all(name in there or f"*.{name.partition('.')[2]}" in there for name in wanted)


def _certificate(found: _Held) -> Certificate:
    return Certificate(tuple(sorted(found.names)), found.until, found.issuer)


def _read(detail: CertificateDetailTypeDef) -> _Held:
    return _Held(
        detail["CertificateArn"],
        _set(detail.get("SubjectAlternativeNames", ())),
        detail["Status"],
        detail.get("NotAfter", _NEVER),
        detail.get("Issuer", ""),
        detail.get("FailureReason", detail["Status"]),
        tuple(_records(detail)),
    )


def _records(detail: CertificateDetailTypeDef) -> Iterator[Record]:
    """What DNS must show; empty until ACM tells all of it. A name and its wildcard share one record."""
    told = [one.get("ResourceRecord") for one in detail.get("DomainValidationOptions", ())]
    if None not in told:
        shown = {(one["Name"], one["Type"], one["Value"]) for one in told if one}
        for name, kind, value in sorted(shown):
            yield Record(name.rstrip(".").lower(), kind, TTL, (value.rstrip(".").lower(),))


def _refused(found: _Held) -> Refused:
    reason, hint = _WHY.get(found.failure, (f"ACM says {found.failure}", _CONTACT))
    then = f"{hint}; then `sparewheel resume` asks anew"
    return Refused(f"no certificate for {_list(found.names)}: {reason}", hint=then, code="certificate-refused")
