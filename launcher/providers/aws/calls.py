"""AWS: how its clients are made, and what its refusals mean for a person. Every provider of AWS imports this.

    with asking("make the zone", changes=True):
        self._client.create_hosted_zone(…)

No message repeats what AWS said of who asks, and nothing of the SDK's is chained: its texts hold account numbers,
users' names, and what was sent.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError

RESUME = "`sparewheel resume` goes on from here"
ATTEMPTS = 5
"""How often a call is sent that may be sent again; a purchase says `attempts=1`."""
CONNECT, READ = 5.0, 60.0
"""Seconds for a connection, and for an answer: a purchase may think for long."""
_NONE: Mapping[str, tuple[str, str]] = {}


def client(
    service: str,
    *,
    profile: str | None = None,
    region: str = "us-east-1",
    endpoint: str | None = None,
    attempts: int = ATTEMPTS,
) -> Any:
    """A client of this service, safe to share between threads; nothing is sent yet.

    Without `profile` the SDK's own chain says who asks (environment, files, roles); without `endpoint` the SDK's
    own rules say where (`AWS_ENDPOINT_URL_<SERVICE>` is for tests). Refused when there is no such profile.
    """
    import boto3.session  # 0.35 s: paid only by a command that needs it
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT,
        read_timeout=READ,
        retries={"mode": "standard", "total_max_attempts": attempts},
        proxies={} if on_loopback(endpoint) else None,
    )
    with asking("sign in"):
        session = boto3.session.Session(profile_name=profile, region_name=region)
        return session.client(service, endpoint_url=endpoint, config=config)  # type: ignore[call-overload]


def on_loopback(endpoint: str | None) -> bool:
    """Whether the endpoint is on this machine: a proxy of the environment has no business there."""
    return endpoint is not None and urlsplit(endpoint).hostname in ("127.0.0.1", "localhost", "::1")


@contextmanager
def passing_over(*codes: str) -> Iterator[None]:
    """Go on after the block when AWS answers with one of these codes: what was asked is so already, or not there."""
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as answered:
        if answered.response["Error"]["Code"] not in codes:
            raise


@contextmanager
def asking(what: str, *, changes: bool = False, noes: Mapping[str, tuple[str, str]] = _NONE) -> Iterator[None]:
    """Give the SDK's errors their place in our tree. `what` ends the sentence `AWS: cannot …`; `changes`: no answer
    means that we do not know whether it was done (OutcomeUnknown). `noes`: what this service's own codes mean, as our
    code and a hint; AWS's sentence is told with them.

    Refused: `aws-refused` (key, rights, anything else that a repetition will not mend), `session-expired`,
    `clock-skew`. ProviderFailed: `throttled`, or a failure of AWS or of the way there.
    """
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        yield
    except ClientError as answered:
        raise _from_answer(what, answered, changes, noes) from None
    except (BotoCoreError, ResponseParserError) as broken:
        raise _from_sdk(what, broken, changes) from None


# ── what AWS answered ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _No:
    """A refusal: the codes that AWS has for it, what it means, what to do, and our code."""

    codes: Collection[str]
    reason: str
    hint: str
    code: str = "aws-refused"


_KEY_HINT = "check the profile or the access key: environment, ~/.aws, and that it is of the right account"
_SESSION = _No(
    ("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"),
    "the session has expired",
    "sign in again (`aws sso login`, or new temporary keys), then `sparewheel resume`",
    "session-expired",
)
_CLOCK = _No(
    ("RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"),
    "this machine's clock and AWS's differ by more than some minutes",
    "set the clock, then `sparewheel resume`",
    "clock-skew",
)
_NOES = (
    _SESSION,
    _CLOCK,
    _No(
        ("InvalidClientTokenId", "InvalidAccessKeyId", "UnrecognizedClientException", "AuthFailure", "InvalidToken"),
        "the access key or its session token is not known there",
        _KEY_HINT,
    ),
    _No(
        ("SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature", "IncompleteSignatureException"),
        "the secret does not fit the access key",
        _KEY_HINT,
    ),
    _No(("MissingAuthenticationToken", "MissingAuthenticationTokenException"), "no access key was sent", _KEY_HINT),
    _No(("OptInRequired", "SubscriptionRequiredException"), "the account may not use this service yet",
        "finish the account's set-up in the AWS console"),
)  # fmt: skip
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized", "403"})
_THROTTLED = frozenset(
    {
        *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException"),
        *("TooManyRequestsException", "RequestLimitExceeded", "PriorRequestNotComplete", "SlowDown", "429"),
    }
)
_ACTION = re.compile(r"perform: ([\w-]+:\w+)")
_PERSONAL = re.compile(r"arn:\S+|\b\d{12}\b")
"""Where AWS's texts say who asked: users' names, account numbers."""


def _from_answer(what: str, answered: Any, changes: bool, noes: Mapping[str, tuple[str, str]]) -> SpareWheelError:
    response: dict[str, Any] = answered.response
    code, said = str(response["Error"].get("Code", "")), str(response["Error"].get("Message") or "")
    status = int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if no := _no_of(code, said):
        return Refused(f"AWS: cannot {what}: {no.reason}", hint=no.hint, code=no.code)
    if code in _DENIED:
        return _denied(what, said, answered.operation_name)
    if code in _THROTTLED:
        hint = f"wait a minute; {RESUME}"
        return ProviderFailed(f"AWS: cannot {what}: too many requests ({code})", hint=hint, code="throttled")
    if status >= 500 and changes:
        return _unknown(what, f"AWS failed ({code})")
    reason = f"AWS: cannot {what}: {_one_line(said) or code} ({code})"
    if code in noes or 400 <= status < 500:
        ours, hint = noes.get(code, ("aws-refused", "mend what AWS says, then `sparewheel resume`"))
        return Refused(reason, hint=hint, code=ours)
    return ProviderFailed(reason, hint=RESUME)


def _no_of(code: str, said: str) -> _No | None:
    if any(sign in said.lower() for sign in ("signature expired", "signature not yet current")):
        return _CLOCK  # one code for a wrong secret and for a wrong clock
    return next((no for no in _NOES if code in no.codes), None)


def _denied(what: str, said: str, operation: str) -> Refused:
    found = _ACTION.search(said)
    action = found[1] if found else operation
    hint = f"allow {action} to the key that asks: the least policy is in the documentation; then `sparewheel resume`"
    return Refused(f"AWS: cannot {what}: {action} is denied", hint=hint, code="aws-refused")


def _one_line(said: str) -> str:
    return " ".join(_PERSONAL.sub("…", said).split())


# ── when no answer came ──────────────────────────────────────────────────────────────────────────


def _from_sdk(what: str, broken: Exception, changes: bool) -> SpareWheelError:
    from botocore import exceptions as sdk

    if isinstance(broken, sdk.SSOError | sdk.TokenRetrievalError | sdk.LoginError):
        return Refused(f"AWS: cannot {what}: {_SESSION.reason}", hint=_SESSION.hint, code=_SESSION.code)
    if isinstance(broken, sdk.EndpointConnectionError | sdk.ConnectTimeoutError | sdk.ProxyConnectionError):
        return _unreachable(what)
    if isinstance(broken, sdk.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(broken):
        return _unreachable(what, "who answers is not AWS: its certificate is not trusted")
    if isinstance(broken, sdk.HTTPClientError | sdk.SSLError | sdk.IncompleteReadError) or not isinstance(
        broken, sdk.BotoCoreError
    ):  # sent, perhaps; and what is no error of the SDK's is an answer that it cannot read
        return _unknown(what, "no answer came") if changes else _unreachable(what, "no answer came")
    if isinstance(broken, sdk.ParamValidationError):
        names = ", ".join(sorted(set(re.findall(r"parameter (?:in \w+: )?\"?([\w.\[\]]+)", str(broken)))))
        return Refused(f"AWS: cannot {what}: no such value is taken for: {names or 'this'}", code="aws-refused")
    reason = f"no usable access key, or wrong settings ({type(broken).__name__.removesuffix('Error')})"
    return Refused(f"AWS: cannot {what}: {reason}", hint=_KEY_HINT, code="aws-refused")


def _unreachable(what: str, reason: str = "it cannot be reached") -> ProviderFailed:
    hint = "check the network, then `sparewheel resume`"
    return ProviderFailed(f"AWS: cannot {what}: {reason}", hint=hint, code="unreachable")


def _unknown(what: str, reason: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"AWS: cannot {what}: {reason}, and it may be done", hint="`sparewheel resume` looks what is there"
    )
