"""The door of AWS as it is played: keys, signatures and rights, and what the weather does to a request.

moto looks at keys and rights by itself; but it signs what AWS does not where a request has no body, and writes refusals
that no SDK reads.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from moto.iam.access_control import IAMRequest
from werkzeug.exceptions import HTTPException

from tests.wire.aws_json import EXPIRED_TOKEN

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SKEW = dt.timedelta(minutes=15)
"""What S3 forgives."""


@dataclass
class Weather:
    """What goes wrong, at this moment, whoever asks: `ahead` is how far AWS's clock is before ours, `throttled` has the
    services that answer so many calls more with "slow down", and `strangers` the buckets of other accounts."""

    ahead: dt.timedelta = dt.timedelta()
    throttled: dict[str, int] = field(default_factory=dict)
    strangers: Collection[str] = ()

    @contextlib.contextmanager
    def turned(self, **bad: Any) -> Iterator[None]:
        """It is so while the block lasts."""
        before = {name: getattr(self, name) for name in bad}
        for name, value in bad.items():
            setattr(self, name, value)
        yield
        for name, value in before.items():
            setattr(self, name, value)

    def now(self) -> dt.datetime:
        """AWS's time."""
        return dt.datetime.now(dt.UTC) + self.ahead

    def refusal(self, environ: WSGIEnvironment) -> tuple[str, str, str] | None:
        """The service, its code and what it says; None: the request goes on."""
        scope = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")[2].partition(",")[0].split("/")
        if len(scope) < 5:
            return "s3", "AccessDenied", "Access Denied"
        service = scope[3]
        if environ.get("HTTP_X_AMZ_SECURITY_TOKEN") == EXPIRED_TOKEN:
            return (
                service,
                _EXPIRED.get(service, "ExpiredToken"),
                "The security token included in the request is expired",
            )
        stamp = dt.datetime.strptime(environ["HTTP_X_AMZ_DATE"], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
        if self.now() - stamp > SKEW:
            code, said = _SKEWED.get(service, _EARLIER)
            return service, code, said
        if self.throttled.get(service):
            self.throttled[service] -= 1
            return service, _SLOWER.get(service, "Throttling"), "Rate exceeded"
        if service == "s3" and environ["PATH_INFO"].split("/")[1] in self.strangers:
            return service, "AccessDenied", "Access Denied"
        return None


_EXPIRED = {"acm": "ExpiredTokenException"}
_EARLIER = ("SignatureDoesNotMatch", "Signature expired: this is now earlier than the limit")
_SKEWED = {
    "s3": ("RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
    "acm": ("InvalidSignatureException", _EARLIER[1]),
}
_SLOWER = {"s3": "SlowDown", "acm": "ThrottlingException"}


class Gate:
    """Lets through what is signed and what the weather allows; moto then looks at signature and rights."""

    def __init__(self, inside: WSGIApplication, weather: Weather) -> None:
        self._inside, self._weather = inside, weather

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if (no := self._weather.refusal(environ)) is None:
            return self._inside(environ, start_response)
        status, kind, body = _written(*no)
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]


def _written(service: str, code: str, said: str) -> tuple[str, str, bytes]:
    """A refusal in the protocol of the service."""
    status = "503 Slow Down" if code == "SlowDown" else "400 Bad Request" if service == "acm" else "403 Forbidden"
    if service == "acm":
        return status, "application/x-amz-json-1.1", json.dumps({"__type": code, "message": said}).encode()
    error = f"<Error><Code>{code}</Code><Message>{said}</Message></Error>"
    whole = error if service == "s3" else f"<ErrorResponse>{error}</ErrorResponse>"
    return status, "text/xml", whole.encode()


class Asked(IAMRequest):
    """A request that IAM judges, but for those of S3."""

    def _create_aws_request(self) -> Any:
        self._data = {}
        return super()._create_aws_request()

    def _raise_signature_does_not_match(self) -> NoReturn:
        raise self._no("SignatureDoesNotMatch", "The request signature we calculated does not match")

    def _raise_invalid_access_key(self, _: str) -> NoReturn:
        raise self._no("InvalidClientTokenId", "The security token included in the request is invalid.")

    def _raise_access_denied(self) -> NoReturn:
        said = f"User: {self._access_key.arn} is not authorized to perform: {self._action}"
        raise self._no("AccessDeniedException" if self._service == "acm" else "AccessDenied", said)

    def _no(self, code: str, said: str) -> HTTPException:
        _, _, body = _written(self._service, code, said)
        made = HTTPException(body.decode())
        made.code = 400 if self._service == "acm" else 403
        return made
