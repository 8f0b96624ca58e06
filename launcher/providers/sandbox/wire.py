"""How the sandbox's world and its clients speak: files of the state directory, one HTTP call, JSON back to values."""

from __future__ import annotations

import datetime as dt
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused
from launcher.model import (
    Availability,
    Holding,
    Money,
    Operation,
    OperationState,
    Order,
    Quote,
    Record,
    as_json,
)

LOOPBACK = "127.0.0.1"
TIMEOUT = 30.0
"""Seconds that a client waits for an answer; scripted slowness is meant to stay below it."""

RUN_FILE = "world.json"
PORTS_FILE = "ports.json"
TOKEN_FILE = "token"  # noqa: S105 - a file's name
CREDENTIALS_FILE = "credentials"
OPTIONS_FILE = "options.json"
SCRIPT_FILE = "script.json"
LEDGER_FILE = "registrar.json"
LOG_FILE = "world.log"
LOCK_FILE = "lock"


@dataclass(frozen=True, slots=True)
class World:
    """One life of the sandbox: its process, its ports on 127.0.0.1, and the folder that outlives it.

    `fresh` is true for the `up` that started this life: no objects, zones or pointers are in it yet.
    """

    state: Path
    pid: int
    epoch: str
    started: dt.datetime
    edge_port: int
    storage_port: int
    dns_port: int
    control_port: int
    registry_port: int
    fresh: bool = False

    @property
    def storage_endpoint(self) -> str:
        """What an S3 client takes as its endpoint."""
        return f"http://{LOOPBACK}:{self.storage_port}"

    @property
    def credentials(self) -> Path:
        """The 0600 file with the storage's access key."""
        return self.state / CREDENTIALS_FILE


def read_world(state: Path) -> World | None:
    """The life that the run file tells of, alive or not; None when there is no readable run file."""
    try:
        found = json.loads((state / RUN_FILE).read_bytes())
        return World(
            state=state,
            pid=int(found["pid"]),
            epoch=str(found["epoch"]),
            started=dt.datetime.fromisoformat(found["started"]),
            edge_port=int(found["ports"]["edge"]),
            storage_port=int(found["ports"]["storage"]),
            dns_port=int(found["ports"]["dns"]),
            control_port=int(found["ports"]["control"]),
            registry_port=int(found["ports"]["registry"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


# ── one call ─────────────────────────────────────────────────────────────────────────────────────


def call(world: World, operation: str, body: Mapping[str, Any] | None = None, *, changes: bool = False) -> Any:
    """ONE attempt at an operation of the world; its JSON result.

    Raises Refused for a no, ProviderFailed for a failure, and OutcomeUnknown when `changes` is set, the request was
    sent and no answer came.
    """
    connection = http.client.HTTPConnection(LOOPBACK, world.control_port, timeout=TIMEOUT)
    try:
        _connect(connection)
        try:
            status, answer = _exchange(connection, world, operation, body or {})
        except (OSError, http.client.HTTPException, ValueError) as broken:
            raise _unanswered(operation, changes=changes) from broken
    finally:
        connection.close()
    if status == http.client.OK:
        return answer["result"]
    raise _failure(operation, status, answer)


def _connect(connection: http.client.HTTPConnection) -> None:
    try:
        connection.connect()
    except OSError as refused:
        raise ProviderFailed(
            "the sandbox is not running",
            hint="`sparewheel sandbox up` starts it; `sparewheel resume` rebuilds what it held",
            code="sandbox-down",
        ) from refused


def _exchange(
    connection: http.client.HTTPConnection, world: World, operation: str, body: Mapping[str, Any]
) -> tuple[int, dict[str, Any]]:
    connection.request("POST", f"/call/{operation}", json.dumps(as_json(body)), _headers(world))
    response = connection.getresponse()
    answer = json.loads(response.read())
    if not isinstance(answer, dict):
        raise ValueError("not an answer of the sandbox")
    return response.status, answer


def _headers(world: World) -> dict[str, str]:
    try:
        token = (world.state / TOKEN_FILE).read_text(encoding="ascii")
    except OSError as missing:
        raise ProviderFailed(
            f"the sandbox's token cannot be read: {missing.strerror}",
            hint="`sparewheel sandbox down`, then `sparewheel sandbox up`",
        ) from missing
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


def _unanswered(operation: str, *, changes: bool) -> ProviderFailed:
    message = f"the sandbox gave no answer to {operation}"
    if changes:
        return OutcomeUnknown(message, hint="it may have acted: `sparewheel resume` asks it before anything else")
    return ProviderFailed(message, hint="nothing was changed: `sparewheel resume` asks again")


def _failure(operation: str, status: int, answer: Mapping[str, Any]) -> Refused | ProviderFailed:
    error = answer.get("error") or {}
    message = str(error.get("message") or f"the sandbox answered {status} to {operation}")
    code = str(error.get("code") or "provider-failed")
    if status in (http.client.CONFLICT, http.client.BAD_REQUEST):
        return Refused(message, hint=str(error.get("hint") or ""), code=code)
    if error.get("hint"):
        hint = str(error["hint"])
    elif status == http.client.TOO_MANY_REQUESTS:
        hint = "too many calls: wait a minute, then `sparewheel resume`"
    elif status == http.client.UNAUTHORIZED:
        hint = "another workspace's sandbox may be on this port: see `sparewheel sandbox status`"
    else:
        hint = "`sparewheel resume` asks the sandbox what it did, then goes on"
    return ProviderFailed(message, hint=hint, code=code)


# ── JSON back to values ──────────────────────────────────────────────────────────────────────────


def to_money(found: Mapping[str, Any] | None) -> Money | None:
    """`{"amount": "18.00", "currency": "CAD"}`, or None."""
    return Money(Decimal(found["amount"]), found["currency"]) if found else None


def to_quote(found: Mapping[str, Any]) -> Quote:
    """`{"name", "availability", "price"}`."""
    return Quote(found["name"], Availability(found["availability"]), to_money(found["price"]))


def to_order(found: Mapping[str, Any]) -> Order:
    """`{"name", "years", "max_price", "key"}`. ValueError without a price."""
    price = to_money(found["max_price"])
    if price is None:
        raise ValueError("an order needs a max_price")
    return Order(str(found["name"]), int(found["years"]), price, str(found["key"]))


def to_operation(found: Mapping[str, Any]) -> Operation:
    """`{"id", "name", "state", "submitted"}`, and once there are any, `charge` and `message`."""
    return Operation(
        id=str(found["id"]),
        name=str(found["name"]),
        state=OperationState(found["state"]),
        submitted=dt.datetime.fromisoformat(found["submitted"]),
        charge=to_money(found.get("charge")),
        message=str(found.get("message", "")),
    )


def to_holding(found: Mapping[str, Any] | None) -> Holding | None:
    """`{"name", "auto_renew", "nameservers"}`, or None."""
    return Holding(found["name"], bool(found["auto_renew"]), tuple(found["nameservers"])) if found else None


def to_record(found: Mapping[str, Any]) -> Record:
    """`{"name", "type", "ttl", "values"}`, the values sorted."""
    values = tuple(sorted(str(value) for value in found["values"]))
    return Record(str(found["name"]), str(found["type"]).upper(), int(found["ttl"]), values)
