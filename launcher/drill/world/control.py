"""The one door for the clients: `POST /call/<operation>` with JSON, a bearer token, and scripted bad luck.

Open to anyone, as it is at a registry: `GET /rdap/domain/<name>`.
"""

from __future__ import annotations

import datetime as dt
import hmac
import http.server
import json
import logging
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from launcher.drill.world import register
from launcher.drill.world.delegated import NAMESERVER
from launcher.drill.world.edge import Edge
from launcher.drill.world.registrar import Registrar
from launcher.drill.world.script import OPERATIONS, Luck, Script, read_rules
from launcher.drill.world.servers import Listening
from launcher.drill.world.sites import Windows
from launcher.drill.world.zones import Zones
from launcher.errors import ProviderFailed, Refused, SpareWheelError
from launcher.model import as_json
from launcher.providers.sandbox.wire import LOOPBACK, to_operation, to_order, to_record

log = logging.getLogger(__name__)

MAX_BODY = 8 * 2**20
"""Bytes that a call may carry."""

Body = Mapping[str, Any]
Act = Callable[[Body, Luck], Any]


class Control:
    """What can be asked of the world, by the operation's name."""

    def __init__(
        self, registrar: Registrar, zones: Zones, edge: Edge, windows: Windows, script: Script, edge_port: int
    ) -> None:
        self.registrar = registrar
        self.zones = zones
        self.edge = edge
        self.windows = windows
        self.script = script
        self.edge_port = edge_port

    def operations(self) -> dict[str, Act]:
        """Every call that the clients make."""
        return self._registrar() | self._dns() | self._edge() | self._drill()

    def _registrar(self) -> dict[str, Act]:
        ask = self.registrar
        return {
            "quote": lambda body, luck: ask.quote([str(name) for name in body["names"]], luck),
            "register": lambda body, luck: ask.register(to_order(body["order"]), luck),
            "operations": lambda body, _: ask.operations(dt.datetime.fromisoformat(body["since"])),
            "operation": lambda body, _: ask.operation(body["id"]),
            "holding": lambda body, _: ask.holding(body["name"]),
            "delegate": lambda body, luck: ask.delegate(body["name"], body["nameservers"], luck),
            "sign": lambda body, luck: ask.sign(body["name"], body["digests"], luck),
        }

    def _dns(self) -> dict[str, Act]:
        zones = self.zones
        return {
            "dns.zone": lambda body, _: [NAMESERVER] if zones.get(body["zone"]) else None,
            "dns.create": lambda body, _: self._create(body["zone"]),
            "dns.records": lambda body, _: sorted(zone.sets.values()) if (zone := zones.get(body["zone"])) else [],
            "dns.change": lambda body, _: zones.change(
                body["zone"], [to_record(one) for one in body["remove"]], [to_record(one) for one in body["add"]]
            ),
            "dns.delete": lambda body, _: zones.delete(body["zone"]),
        }

    def _edge(self) -> dict[str, Act]:
        front = {"addresses": [LOOPBACK], "port": self.edge_port, "scheme": "http"}
        return {
            "edge.serving": lambda body, _: self.edge.serving(body["host"]),
            "edge.point": lambda body, _: self._point(body["host"].lower(), body["to"], body["bucket"]),
            "edge.withdraw": lambda body, _: self.edge.withdraw(body["host"]),
            "edge.front": lambda *_: front,
            "edge.window": lambda body, _: self.windows.address(body["host"].lower()),
        }

    def _drill(self) -> dict[str, Act]:
        return {
            "script": lambda body, _: self.script.replace(read_rules(body["rules"])),
            "restore": lambda body, _: self.registrar.restore([to_operation(one) for one in body["operations"]]),
            "charges": lambda *_: self.registrar.charges(),
        }

    def _create(self, zone: str) -> list[str]:
        self.zones.create(zone)
        return [NAMESERVER]

    def _point(self, host: str, to: str, bucket: str) -> None:
        if "://" not in to:
            self.windows.open(host)  # before the switch: if its port is held, nothing has changed
        self.edge.point(host, to, bucket)


class ControlServer(Listening):
    """Serves the calls on a socket that listens already. `health` is told to anyone who asks; `stop` ends the world."""

    def __init__(
        self, listener: socket.socket, control: Control, token: str, health: Mapping[str, Any], stop: Callable[[], None]
    ) -> None:
        super().__init__(listener, ControlHandler)
        self.acts = control.operations()
        self.known = control.registrar.known
        self.script = control.script
        self.token = token
        self.health = health
        self.stop = stop


class ControlHandler(http.server.BaseHTTPRequestHandler):
    """One call per request: authorise, suffer the script, act, answer."""

    server: ControlServer
    protocol_version = "HTTP/1.1"
    timeout = 30.0
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave together

    def do_GET(self) -> None:
        if self.path == "/health":
            self._send(HTTPStatus.OK, self.server.health)
        elif self.path.startswith(register.PATH):
            self._tell(self.path.removeprefix(register.PATH).lower())
        else:
            self._send(HTTPStatus.NOT_FOUND, _error("not-found", "POST /call/<operation>"))

    def _tell(self, name: str) -> None:
        """What the register says of a name, or what the script makes of it."""
        luck = self.server.script.luck("rdap", {name})
        status, answer = _struck(luck) or register.answer(name, self.server.known(name))
        if answer is None:
            self._drop()
        else:
            self._send(status, answer, register.MEDIA_TYPE)

    def do_POST(self) -> None:
        began = time.monotonic()
        operation = self.path.removeprefix("/call/")
        status, answer = self._outcome(operation)
        if answer is None:
            self._drop()
        else:
            self._send(status, answer)
        log.info("%s %s %.1f ms", operation, int(status) if answer else "dropped", (time.monotonic() - began) * 1000)
        if operation == "stop" and status == HTTPStatus.OK:
            self.wfile.flush()
            self.server.stop()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: `do_POST` writes one line per call, without what it carried."""

    def _outcome(self, operation: str) -> tuple[HTTPStatus, Any]:
        """Status and JSON to answer with; None for no answer at all."""
        sent = self.headers.get("Authorization", "")
        if not hmac.compare_digest(sent.encode(), f"Bearer {self.server.token}".encode()):
            self.close_connection = True  # its body stays unread
            return HTTPStatus.UNAUTHORIZED, _error("unauthorized", "the token is not this sandbox's")
        try:
            return self._call(operation, self._body())
        except Refused as no:
            return HTTPStatus.CONFLICT, _error(no.reason_code, no.message, no.hint)
        except ProviderFailed as failed:
            return HTTPStatus.SERVICE_UNAVAILABLE, _error(failed.reason_code, failed.message, failed.hint)
        except SpareWheelError as bad:
            return HTTPStatus.BAD_REQUEST, _error(bad.reason_code, bad.message, bad.hint)
        except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as bad:
            log.warning("%s was called with what it cannot read: %r", operation, bad)
            return HTTPStatus.BAD_REQUEST, _error("bad-call", f"{operation} was called with what it cannot read")
        except Exception:
            log.exception("%s broke", operation)
            return HTTPStatus.INTERNAL_SERVER_ERROR, _error("bug", f"the sandbox broke in {operation}: see its log")

    def _call(self, operation: str, body: Body) -> tuple[HTTPStatus, Any]:
        if operation == "stop":
            return HTTPStatus.OK, {"result": True}
        act = self.server.acts.get(operation)
        if act is None:
            return HTTPStatus.NOT_FOUND, _error("not-found", f"there is no operation {operation}")
        luck = self.server.script.luck(operation, set(_names(body))) if operation in OPERATIONS else Luck()
        if struck := _struck(luck):
            return struck
        result = {"result": as_json(act(body, luck))}
        return HTTPStatus.OK, None if "lost-after" in luck else result

    def _body(self) -> Body:
        length = int(self.headers.get("Content-Length", "0"))
        if not 0 <= length <= MAX_BODY:
            self.close_connection = True
            raise ValueError("a body of this size is not read")
        found = json.loads(self.rfile.read(length) or b"{}")
        if not isinstance(found, dict):
            raise TypeError("the body is no JSON object")
        return found

    def _send(self, status: HTTPStatus, answer: Any, media_type: str = "application/json") -> None:
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _drop(self) -> None:
        """End the connection with nothing said."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


def _struck(luck: Luck) -> tuple[HTTPStatus, Any] | None:
    """What bad luck answers before anything is done; None when it lets the call pass, perhaps late."""
    if slow := luck.first("slow"):
        time.sleep(slow.seconds)
    if "lost-before" in luck:
        return HTTPStatus.NO_CONTENT, None
    if "rate-limit" in luck:
        return HTTPStatus.TOO_MANY_REQUESTS, _error("rate-limit", "too many requests")
    if "error" in luck:
        return HTTPStatus.SERVICE_UNAVAILABLE, _error("scripted-error", "the provider is out of order")
    return None


def _names(body: Body) -> Iterator[str]:
    """The names that a call is about: what a rule's `name` is compared with."""
    order = body.get("order")
    single = (body.get("name"), body.get("zone"), body.get("host"), body.get("id"))
    several = body.get("names", ())
    ordered = (order.get("name"),) if isinstance(order, Mapping) else ()
    return (str(name).lower() for name in (*single, *several, *ordered) if name)


def _error(code: str, message: str, hint: str = "") -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "hint": hint}}
