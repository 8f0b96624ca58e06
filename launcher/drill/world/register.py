"""The registries' own registers, by RDAP (RFC 9083): what is registered, and by 404 what is not."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from launcher.model import Availability

PATH = "/rdap/domain/"
MEDIA_TYPE = "application/rdap+json"


def answer(name: str, known: Availability | None) -> tuple[HTTPStatus, dict[str, Any]]:
    """The status and the document about a name, from what its registry knows (None: the TLD is nobody's here)."""
    match known:
        case Availability.TAKEN:
            return HTTPStatus.OK, _record(name, "active")
        case Availability.RESERVED:
            return HTTPStatus.OK, _record(name, "reserved")
        case Availability.AVAILABLE:
            return HTTPStatus.NOT_FOUND, _error(HTTPStatus.NOT_FOUND)
        case Availability.UNKNOWN:
            return HTTPStatus.SERVICE_UNAVAILABLE, _error(HTTPStatus.SERVICE_UNAVAILABLE)
        case None:
            return HTTPStatus.BAD_REQUEST, _error(HTTPStatus.BAD_REQUEST)


def _record(name: str, status: str) -> dict[str, Any]:
    return {"rdapConformance": ["rdap_level_0"], "objectClassName": "domain", "ldhName": name, "status": [status]}


def _error(status: HTTPStatus) -> dict[str, Any]:
    return {"rdapConformance": ["rdap_level_0"], "errorCode": int(status), "title": status.phrase}
