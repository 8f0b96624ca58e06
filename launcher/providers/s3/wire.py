"""Requests of one bucket: signed, sent, and sent again where that may help and can do no harm."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from launcher.providers.s3 import address, dates, signature, xml
from launcher.providers.s3.address import Address
from launcher.providers.s3.connection import Stale
from launcher.providers.s3.outcomes import Error, Reply, Request, Said, Unanswered, Why
from launcher.providers.s3.pool import Pool
from launcher.providers.s3.route import Route
from launcher.providers.s3.signature import Keys, Scope
from launcher.services import Clock

ATTEMPTS = 5
"""How often a call is sent that got no answer, a 5xx or SlowDown; what S3 does may be done twice. Between them it
waits, some seconds altogether."""
LONGEST = 20.0
"""Seconds of one pause."""
MOST = 1 << 30
"""Bytes of an object that is read: it is held in memory."""
_CORRECTIONS = 2
_AGAIN = frozenset({429, 500, 502, 503, 504})
_BUSY = frozenset(
    {
        *("InternalError", "RequestTimeout", "SlowDown", "Throttling", "ThrottlingException", "TooManyRequests"),
        *("RequestLimitExceeded", "BandwidthLimitExceeded", "PriorRequestNotComplete"),
    }
)
_ELSEWHERE = frozenset({"PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "301", "307"})
_SKEWED = frozenset({"RequestTimeTooSkewed", "RequestExpired"})
_CLOCKS = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Course:
    """For which region a request is signed, how far the storage's clock is ahead of ours, and to which host of AWS it
    was sent on."""

    region: str
    ahead: dt.timedelta = dt.timedelta()
    host: str = ""


class Wire:
    """To be shared between threads. What it learns of the bucket's region and of the storage's clock, it remembers."""

    def __init__(
        self, bucket: str, endpoint: str | None, region: str, keys: Callable[[], Keys], clock: Clock, route: Route
    ) -> None:
        self._bucket = bucket
        self._endpoint = endpoint
        self._keys = keys
        self._clock = clock
        self._route = route
        self._course = _Course(region)
        self._pool = Pool(route.connection)

    def ask(self, request: Request) -> Reply:
        """The answer, if it is good. Raises Said when the storage says no, and Unanswered."""
        for attempt in range(1, ATTEMPTS):
            try:
                return self._attempt(request)
            except (Said, Unanswered) as failed:
                if request.once or not passing(failed):
                    raise
            self.wait(attempt)
        return self._attempt(request)

    def wait(self, attempt: int) -> None:
        """Before the next attempt: longer each time, and not the same for all who wait."""
        chance = int.from_bytes(os.urandom(2), "big") / (1 << 16)
        self._clock.sleep(chance * min(2 ** (attempt - 1), LONGEST))

    # ── one attempt, and what may have to be put right in it ──

    def _attempt(self, request: Request) -> Reply:
        course, left = self._course, _CORRECTIONS
        while error := _error(request, reply := self._answer(request, course)):
            better = self._better(course, error, reply) if left else None
            if better is None:
                raise Said(request.operation, error, reply)
            course, left = better, left - 1
        if left < _CORRECTIONS and not course.host:
            self._course = course
        return reply

    def _better(self, course: _Course, error: Error, reply: Reply) -> _Course | None:
        """What the storage itself says is wrong with the way that it was asked; None: that does not help."""
        if error.code in _ELSEWHERE:
            return self._elsewhere(course, error, reply)
        ahead = dates.ahead(reply.headers, self._clock.now()) if error.code in _SKEWED else None
        if ahead is None or abs(ahead - course.ahead) < _CLOCKS:
            return None
        return replace(course, ahead=ahead)

    def _elsewhere(self, course: _Course, error: Error, reply: Reply) -> _Course | None:
        region = reply.headers.get("x-amz-bucket-region") or error.region
        if region and region != course.region:
            return replace(course, region=region) if address.REGION.fullmatch(region) else None
        host = urlsplit(reply.headers.get("location", "")).hostname or ""
        if self._endpoint or course.host or not host.endswith(address.AWS):
            return None  # nobody but AWS leads to another host
        return replace(course, host=host)

    # ── one exchange ──

    def _answer(self, request: Request, course: _Course) -> Reply:
        to = address.of(self._endpoint, self._bucket, course.region)
        if course.host:
            to = replace(to, host=course.host)
        head, most = self._head(request, course, to), xml.MOST if request.document else MOST
        connection = self._pool.take(to)
        try:
            reply = connection.exchange(head, request.body, most)
        except Stale:
            if request.once:
                raise Unanswered(Why.SILENT) from None
            connection = self._pool.fresh(to)
            reply = connection.exchange(head, request.body, most)
        self._pool.give(to, connection)
        return reply

    def _head(self, request: Request, course: _Course, to: Address) -> bytes:
        path = signature.path(f"/{request.key}") if request.key is not None else ""
        path, query = f"{to.root}{path}" or "/", signature.query(request.query)
        headers = {"host": to.named, **request.headers}
        if request.signed:
            scope, now = Scope(course.region), self._clock.now() + course.ahead
            headers = signature.signed(request.method, path, query, headers, request.body, self._keys(), scope, now)
        before, more = self._route.asked_for(to)
        headers |= more
        if request.method != "GET":
            headers["content-length"] = str(len(request.body))
        target = f"{before}{path}?{query}" if query else f"{before}{path}"
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"{request.method} {target} HTTP/1.1\r\n{lines}\r\n".encode("latin-1")


def passing(failed: Said | Unanswered) -> bool:
    """Whether it may be better in a moment."""
    if isinstance(failed, Unanswered):
        return failed.why in (Why.UNREACHABLE, Why.SILENT, Why.NO_TLS)
    return failed.reply.status in _AGAIN or failed.error.code in _BUSY


def _error(request: Request, reply: Reply) -> Error | None:
    """What the answer says is wrong. A copy may begin as a success, and end as none."""
    if 200 <= reply.status < 300 and not (request.document and xml.is_error(reply.body)):
        return None
    return xml.error(reply)
