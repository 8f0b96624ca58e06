"""AWS's JSON 1.1 protocol, played by the service model that botocore sends by.

What the model does not allow is refused, in what comes and in what goes; signatures are computed again, with the secret
that the service knows.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.loaders import Loader
from botocore.model import ServiceModel

from tests.wire.server import Answer, Request

MEDIA_TYPE = "application/x-amz-json-1.1"
SKEW = dt.timedelta(minutes=5)
EXPIRED_TOKEN = "the token of a session that has expired"
_SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(\w+)/\d{8}/([\w-]+)/([\w-]+)/aws4_request, SignedHeaders=([\w;-]+), Signature=(\w+)"
)


class Wrong(Exception):
    """The service does not even look at what is asked."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.answer = failure(code, message, status)


def failure(code: str, message: str, status: int = 400) -> Answer:
    """An error as the protocol writes it."""
    return Answer(status, json.dumps({"__type": code, "message": message}).encode(), MEDIA_TYPE)


class Api:
    """One service, by its model. `secrets` are those of the access keys that it knows."""

    def __init__(self, service: str, secrets: Mapping[str, str]) -> None:
        self.model = ServiceModel(Loader().load_service_model(service, "service-2"), service)
        self._secrets = secrets

    def read(self, request: Request, now: dt.datetime) -> tuple[str, dict[str, Any]]:
        """The operation and its parameters. Raises Wrong."""
        signed_by(request, self._secrets, now, service=self.model.endpoint_prefix)
        prefix, _, operation = request.headers.get("x-amz-target", "").partition(".")
        if prefix != self.model.metadata["targetPrefix"] or operation not in self.model.operation_names:
            raise Wrong("UnknownOperationException", "there is no such operation")
        if request.headers.get("content-type") != MEDIA_TYPE:
            raise Wrong("UnknownOperationException", f"the body is not {MEDIA_TYPE}", 404)
        params = json.loads(request.body)
        check(self.model.operation_model(operation).input_shape, params, operation)
        return operation, params

    def write(self, operation: str, result: Mapping[str, Any]) -> Answer:
        """The result as the protocol writes it. A result that the model does not know is a bug of the front."""
        told = _plain(result)
        check(self.model.operation_model(operation).output_shape, told, operation)
        return Answer(200, json.dumps(told).encode(), MEDIA_TYPE)


def signed_by(request: Request, secrets: Mapping[str, str], now: dt.datetime, service: str) -> str:
    """The access key that signed it. Raises Wrong: no key, an unknown one, another secret, another time or region."""
    found = _SIGNED.fullmatch(request.headers.get("authorization", ""))
    if not found:
        raise Wrong("MissingAuthenticationTokenException", "Missing Authentication Token")
    key, region, signed_for, names, signature = found.groups()
    if key not in secrets:
        raise Wrong("UnrecognizedClientException", "The security token included in the request is invalid.")
    if request.headers.get("x-amz-security-token") == EXPIRED_TOKEN:
        raise Wrong("ExpiredTokenException", "The security token included in the request is expired")
    stamp = dt.datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    if abs(now - stamp) > SKEW:
        early = "is now earlier than" if stamp < now else "is still later than"
        raise Wrong(
            "InvalidSignatureException",
            f"Signature {'expired' if stamp < now else 'not yet current'}: {stamp:%Y%m%dT%H%M%SZ} {early} the limit",
        )
    if (region, signed_for) != ("us-east-1", service):
        raise Wrong("InvalidSignatureException", "Credential should be scoped to a valid region.")
    if signature != _signature(request, names.split(";"), Credentials(key, secrets[key]), signed_for, region):
        raise Wrong("InvalidSignatureException", "The request signature we calculated does not match yours.")
    return key


def _signature(request: Request, names: list[str], keys: Credentials, service: str, region: str) -> str:
    headers = {name: request.headers[name] for name in names}
    again = AWSRequest(request.method, f"http://{request.headers['host']}{request.path}", headers, request.body)
    again.context["timestamp"] = request.headers["x-amz-date"]
    auth = SigV4Auth(keys, service, region)
    signature: str = auth.signature(auth.string_to_sign(again, auth.canonical_request(again)), again)
    return signature


# ── shapes ───────────────────────────────────────────────────────────────────────────────────────


def check(shape: Any, value: Any, path: str) -> None:
    """Raises Wrong unless the value is one of the shape: members, types, enums, lengths, ranges, patterns."""
    _TYPES[shape.type_name](shape, value, path)
    known = getattr(shape, "enum", None)
    if known and value not in known:
        raise Wrong("InvalidInput", f"{path} is not one of the known values")


def _structure(shape: Any, value: Any, path: str) -> None:
    _of(dict, value, path)
    for name in shape.required_members:
        if name not in value:
            raise Wrong("InvalidInput", f"{path}.{name} is missing")
    for name, member in value.items():
        if name not in shape.members:
            raise Wrong("SerializationException", f"{path} has no member {name}")
        check(shape.members[name], member, f"{path}.{name}")


def _list(shape: Any, value: Any, path: str) -> None:
    _of(list, value, path)
    _within(shape, len(value), path)
    for member in value:
        check(shape.member, member, path)


def _string(shape: Any, value: Any, path: str) -> None:
    _of(str, value, path)
    _within(shape, len(value), path)
    pattern = shape.metadata.get("pattern")
    if pattern and not re.fullmatch(pattern, value):
        raise Wrong("InvalidInput", f"{path} does not have its form")


def _number(shape: Any, value: Any, path: str) -> None:
    _of((int, float), value, path)
    _within(shape, value, path)


def _integer(shape: Any, value: Any, path: str) -> None:
    _of(int, value, path)
    _within(shape, value, path)


def _of(kind: Any, value: Any, path: str) -> None:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise Wrong("SerializationException", f"{path} has the wrong type")


def _within(shape: Any, size: float, path: str) -> None:
    if not shape.metadata.get("min", size) <= size <= shape.metadata.get("max", size):
        raise Wrong("InvalidInput", f"{path} is out of its range")


_TYPES = {
    "boolean": lambda shape, value, path: _of(bool, value, path),
    "double": _number,
    "integer": _integer,
    "list": _list,
    "string": _string,
    "structure": _structure,
    "timestamp": _number,
}


def _plain(value: Any) -> Any:
    """JSON of the protocol: times are seconds, and what is None is not there."""
    if isinstance(value, dt.datetime):
        return value.timestamp()
    if isinstance(value, Mapping):
        return {name: _plain(member) for name, member in value.items() if member is not None}
    return [_plain(member) for member in value] if isinstance(value, list | tuple) else value
