"""What the SDK raises, as what our own client would have raised: so that there is one table of what it means.

Nothing of the SDK's is chained: its texts hold account numbers and users' names.
"""

from __future__ import annotations

import ssl
from typing import Any

from botocore import exceptions as sdk
from botocore.parsers import ResponseParserError

from launcher.providers.s3.outcomes import Error, Reply, Said, Unanswered, Why

_EXPIRED = (sdk.SSOError, sdk.TokenRetrievalError, sdk.LoginError)
_KEYLESS = (sdk.NoCredentialsError, sdk.PartialCredentialsError, sdk.CredentialRetrievalError)
_UNREACHED = (sdk.EndpointConnectionError, sdk.ConnectTimeoutError, sdk.ProxyConnectionError)
_WHYS: tuple[tuple[tuple[type[Exception], ...], Why], ...] = (
    (_EXPIRED, Why.NO_SESSION),
    (_KEYLESS, Why.NO_KEY),
    ((sdk.ProfileNotFound,), Why.NO_PROFILE),
    ((sdk.ParamValidationError,), Why.NO_NAME),
    ((ResponseParserError,), Why.NOT_S3),
    (_UNREACHED, Why.UNREACHABLE),
    ((sdk.BotoCoreError,), Why.SILENT),
)


def translated(broken: Exception) -> Said | Unanswered | None:
    """None for what is not the SDK's."""
    if isinstance(broken, sdk.ClientError):
        return _said(broken)
    if isinstance(broken, sdk.SSLError):
        fault = _certificate_fault(broken)
        return Unanswered(Why.DISTRUSTED, fault) if fault else Unanswered(Why.NO_TLS)
    return next((Unanswered(why) for kinds, why in _WHYS if isinstance(broken, kinds)), None)


def _said(answered: Any) -> Said:
    error, meta = answered.response["Error"], answered.response.get("ResponseMetadata", {})
    told = Error(str(error.get("Code", "")), str(error.get("Message") or ""), str(error.get("Region") or ""))
    return Said(answered.operation_name, told, Reply(int(meta.get("HTTPStatusCode", 0)), meta.get("HTTPHeaders", {})))


def _certificate_fault(broken: BaseException) -> str:
    """What is wrong with the certificate, wherever in the SDK's errors that stands; empty: something else."""
    from urllib3.util.ssl_match_hostname import CertificateError

    seen: list[Any] = [broken]
    for one in seen:  # grows as it is walked: each error holds the one below it
        if isinstance(one, ssl.SSLCertVerificationError):
            return str(one.verify_message).rstrip(".")
        if isinstance(one, CertificateError):
            return f"it is for another name ({one})"
        if isinstance(one, BaseException):
            below = (getattr(one, "kwargs", {}).get("error"), getattr(one, "reason", None), *one.args)
            seen.extend(found for found in below if isinstance(found, BaseException) and found not in seen)
    return ""
