"""What an S3 answers when it says no, or nothing, and what that means for a person.

    with asking("make the bucket", place, changes=True):
        client.create_bucket(…)

Nothing of what was raised is chained: storages' texts hold account numbers and users' names.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.providers.s3 import dates
from launcher.providers.s3.outcomes import UNSUPPORTED, Error, Reply, Said, Unanswered, Why
from launcher.services import Clock

RESUME = "`sparewheel resume` goes on from here"


@dataclass(frozen=True, slots=True)
class Place:
    """Which bucket of which storage is asked, and the clock that it is compared with."""

    name: str
    clock: Clock


@contextmanager
def asking(what: str, place: Place, *, changes: bool = False) -> Iterator[None]:
    """Give what our client or the SDK raises its place in our tree. `what` ends the sentence `cannot …`.

    Refused, by code: `wrong-secret`, `unknown-key`, `session-expired`, `clock-skew`, `no-right`, `public-blocked`,
    `not-your-bucket`, `no-bucket`, `bucket-name`, `wrong-region`, `storage-full`, `not-s3`, `storage-certificate`,
    `storage-refused`.
    ProviderFailed: `no-object`, `storage-busy`, `storage-unreachable`, `storage-garbled`, or a failure of the storage.
    OutcomeUnknown: no answer, or a 5xx, to what `changes` something.
    """
    try:
        yield
    except Exception as broken:
        if (found := _neutral(broken)) is None:
            raise
        told = _Told(f"cannot {what}", place, changes)
        raise (told.answered(found) if isinstance(found, Said) else told.unanswered(found)) from None


def _neutral(broken: Exception) -> Said | Unanswered | None:
    """None for what comes of neither client. The SDK has raised nothing where it is not even loaded."""
    if isinstance(broken, Said | Unanswered):
        return broken
    if "botocore" not in sys.modules:
        return None
    from launcher.providers.s3 import sdk

    return sdk.translated(broken)


# ── the table ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _No:
    """A refusal: the codes that storages have for it, what it means, what to do, and our code."""

    codes: Collection[str]
    reason: str
    hint: str
    code: str = "storage-refused"


_KEY_HINT = "check the access key: environment, 0600 file or profile, and that it belongs to this endpoint"
_SESSION = _No(
    ("ExpiredToken", "TokenRefreshRequired", "InvalidToken"),
    "the session has expired, or its token is not whole",
    "sign in again (new temporary keys: KEY:SECRET:TOKEN), then `sparewheel resume`",
    "session-expired",
)
_NAME = _No(("InvalidBucketName",), "the bucket's name is not valid", "3–63 lower-case letters, digits and hyphens",
            "bucket-name")  # fmt: skip
_NOES = (
    _No(("SignatureDoesNotMatch",), "the secret does not fit the access key", _KEY_HINT, "wrong-secret"),
    _No(("InvalidAccessKeyId",), "the access key is not known there", _KEY_HINT, "unknown-key"),
    _SESSION,
    _NAME,
    _No(
        ("BucketAlreadyExists",),
        "the bucket's name belongs to someone else",
        "choose another bucket name for the target: names are shared by all customers",
        "not-your-bucket",
    ),
    _No(("NoSuchBucket",), "there is no such bucket", "`sparewheel standby` makes it", "no-bucket"),
    _No(("QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "507"), "the storage is full, or your part of it",
        f"ask for more room, or remove old releases; then {RESUME}", "storage-full"),
    _No(("TooManyBuckets",), "the account may have no more buckets", "remove one, or ask for more", "storage-full"),
    _No(UNSUPPORTED, "this storage does not know how", "docs/storage.md says what is needed"),
)  # fmt: skip
_GARBLED = f"if its encryption is SSE-KMS, turn it to SSE-S3 (docs/storage.md); else {RESUME}"
_UNASKED: Mapping[Why, _No] = {
    Why.NO_SESSION: _No((), "the session has expired", "sign in again, then `sparewheel resume`", "session-expired"),
    Why.NO_KEY: _No((), "no usable access key", _KEY_HINT),
    Why.NO_PROFILE: _No((), "there is no such profile", _KEY_HINT),
    Why.NO_NAME: _NAME,
}
_REGION = frozenset(
    {
        *("301", "307", "PermanentRedirect", "TemporaryRedirect"),
        *("AuthorizationHeaderMalformed", "InvalidRegion"),
        *("IllegalLocationConstraintException", "InvalidLocationConstraint"),
    }
)
_SKEWED = frozenset({"RequestTimeTooSkewed", "RequestExpired"})
_DENIED = frozenset({"AccessDenied", "AllAccessDisabled", "AccountProblem", "401", "403"})
_BUSY = frozenset({"SlowDown", "ServiceUnavailable", "TooManyRequests", "OperationAborted", "429", "503"})
_NO_XML = ("text/", "application/json")
"""What a website or another interface says; then the SDK makes up a code, the status."""
_RIGHTS: Mapping[str, str] = {
    "CopyObject": "s3:GetObject there and s3:PutObject here",
    "DeleteObjects": "s3:DeleteObject",
    "DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "GetObject": "s3:GetObject, and s3:ListBucket (without it, what is missing looks forbidden)",
    "GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "ListObjectVersions": "s3:ListBucketVersions",
    "ListObjectsV2": "s3:ListBucket",
    "PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
}
"""What an operation needs, where the right is not called as the operation is."""


# ── telling ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Told:
    """One call, and how what came of it is told."""

    cannot: str
    place: Place
    changes: bool

    def answered(self, no: Said) -> SpareWheelError:
        """The storage said no."""
        error, reply = no.error, no.reply
        code, headers = error.code, reply.headers
        page = headers.get("content-type", "").startswith(_NO_XML) and (not code or code.isdigit())
        if page and reply.status < 500:
            return self.not_s3()
        if code == "NoSuchKey":
            return ProviderFailed(f"{self.cannot}: it is not there ({self.place.name})", hint=RESUME, code="no-object")
        if known := next((known for known in _NOES if code in known.codes), None):
            return self._refused(known.reason, known.hint, known.code)
        if code in _DENIED:
            return self._denied(_RIGHTS.get(no.operation, f"s3:{no.operation}"), error.message)
        if code in _REGION:
            return self._elsewhere(error, headers)
        if code in _SKEWED:
            return self._skewed(headers)
        return self._failed(error, reply)

    def not_s3(self) -> Refused:
        """An answer that no S3 gives: a web page, mostly."""
        hint = "check the endpoint: the address of the S3 interface itself, not of its console or of a website"
        return self._refused("what answers there is no S3", hint, "not-s3")

    def unanswered(self, broken: Unanswered) -> SpareWheelError:
        """Nothing came, or nothing could be asked."""
        if broken.why in _UNASKED:
            known = _UNASKED[broken.why]
            return self._refused(known.reason, known.hint, known.code)
        if broken.why is Why.NOT_S3:
            return self.not_s3()
        if broken.why in (Why.NO_TLS, Why.DISTRUSTED):
            return self._not_certified(broken.detail)
        if broken.why is Why.GARBLED:
            return ProviderFailed(f"{self.cannot}: {broken.why.value} ({self.place.name})", hint=_GARBLED,
                                  code="storage-garbled")  # fmt: skip
        if self.changes and broken.why is Why.SILENT:
            return self._unknown("no answer came")
        hint = "check the network and the endpoint, then `sparewheel resume`"
        return ProviderFailed(
            f"{self.cannot}: {self.place.name} cannot be reached", hint=hint, code="storage-unreachable"
        )

    # ── one by one ──

    def _refused(self, reason: str, hint: str, code: str) -> Refused:
        return Refused(f"{self.cannot}: {reason} ({self.place.name})", hint=hint, code=code)

    def _denied(self, right: str, said: str) -> Refused:
        if "BlockPublicPolicy" in said:
            hint = "lift the account's block on public access (S3 console, “Block Public Access”), or use another edge"
            return self._refused("the account blocks public access", hint, "public-blocked")
        hint = f"allow {right} to this key (docs/storage.md has the least policy), unless the bucket is someone else's"
        return self._refused("the key is known but may not do this", hint, "no-right")

    def _elsewhere(self, error: Error, headers: Mapping[str, str]) -> Refused:
        region = error.region or headers.get("x-amz-bucket-region") or ""
        reason = f"the bucket is in the region {region}" if region else "the bucket is in another region"
        return self._refused(reason, "correct the target's region, or its endpoint", "wrong-region")

    def _skewed(self, headers: Mapping[str, str]) -> Refused:
        away = skew(headers, self.place.clock)
        reason = f"its clock and this machine's are {spoken(away)} apart" if away else "this machine's clock is wrong"
        return self._refused(reason, "set this machine's clock, then `sparewheel resume`", "clock-skew")

    def _failed(self, error: Error, reply: Reply) -> SpareWheelError:
        code, status = error.code, 500 if error.code == "InternalError" else reply.status
        text = " ".join(error.message.split())[:200] or code
        if code in _BUSY:
            reason = f"{self.cannot}: the storage is too busy ({code}; {self.place.name})"
            return ProviderFailed(reason, hint=f"wait a minute; {RESUME}", code="storage-busy")
        if status >= 500 and self.changes:
            return self._unknown(f"the storage failed ({code})")
        if 400 <= status < 500:
            return self._refused(text, "docs/storage.md says what is needed of a storage", "storage-refused")
        return ProviderFailed(f"{self.cannot}: {text} ({self.place.name})", hint=RESUME)

    def _not_certified(self, fault: str) -> SpareWheelError:
        """A certificate that is not good stays so; a TLS that breaks off may be better later."""
        if not fault:
            hint = "check that the endpoint speaks HTTPS on this port, then `sparewheel resume`"
            reason = f"{self.cannot}: {self.place.name} does not come to HTTPS"
            return ProviderFailed(reason, hint=hint, code="storage-unreachable")
        hint = "check the endpoint's name; a private CA is told to the SDK by AWS_CA_BUNDLE"
        return self._refused(f"its certificate cannot be trusted: {fault}", hint, "storage-certificate")

    def _unknown(self, reason: str) -> OutcomeUnknown:
        hint = "`sparewheel resume` looks what is there"
        return OutcomeUnknown(f"{self.cannot}: {reason} ({self.place.name})", hint=hint)


def skew(headers: Mapping[str, str], clock: Clock) -> dt.timedelta | None:
    """How far the clocks are apart, by the answer's own date; None when it has none."""
    ahead = dates.ahead(headers, clock.now())
    return None if ahead is None else abs(ahead)


def spoken(length: dt.timedelta) -> str:
    """`7 min`, or `12 s`."""
    seconds = round(length.total_seconds())
    return f"{seconds // 60} min" if seconds >= 120 else f"{seconds} s"
