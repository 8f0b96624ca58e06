"""An edge of one's own: Caddy in front of any S3, told what to show through its admin interface alone.

Caddy 2.6 cannot sign what it asks of S3, so the storage lets the edge's address read `releases/`, and nobody else
anything (`reading_policy`). A change is one request that holds only if nothing else changed meanwhile; Caddy then goes
over from one configuration to the next at once, and lets answers that have begun come to their end.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import json
import socket
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from launcher.errors import OutcomeUnknown, Problem, ProviderFailed, Refused
from launcher.model import Front
from launcher.providers.acme.pem import Pem
from launcher.providers.caddy import routes
from launcher.providers.caddy.certificates import OURS, Json
from launcher.providers.caddy.routes import Shown

TIMEOUT = 30.0
"""Seconds for an answer of the admin interface; a change of a big configuration takes a few."""
_ATTEMPTS = 20
_MOVED = 412
_WHOLE = "/config/"
_HINT = "start it (`systemctl start caddy-api`), or open the way to it (`ssh -L 2019:127.0.0.1:2019 …`), then resume"


class CaddyEdge:
    """One Caddy. `admin` is `http://127.0.0.1:2019` or `unix:///run/caddy/admin.sock`; `addresses` are what readers
    connect to. `pems` gives the certificate that we have for a host: then it is shown, and Caddy orders none; a host
    that is pointed again shows a newer one. Nothing is connected before the first call."""

    def __init__(
        self, admin: str, addresses: Sequence[str], shown: Shown, pems: Callable[[str], Pem | None] | None = None
    ) -> None:
        self._admin = _Admin(admin)
        self._addresses = tuple(addresses)
        self._shown = shown
        self._pems = pems or _none
        self._seen: tuple[Json, str] | None = None
        """The configuration as it was read or made last, and the tag to change it with; empty: read it first."""

    def serving(self, host: str) -> str | None:
        """What the host answers with: the name of a place, the `https://…` it redirects to, or None."""
        return routes.serving(self._read(), host.lower())

    def point(self, host: str, to: str, changed: Collection[str] = ()) -> None:  # noqa: ARG002 - it keeps no copies
        """Serve this place, or redirect to this `https://…`, at once and whole. Refused when a key would go over a
        network."""
        pem = self._pems(host.lower())
        if pem and not _private(self._admin.address):
            hint = "Let it listen on 127.0.0.1 or a unix socket, and reach it through ssh."
            raise Refused(f"a private key is not sent to {self._admin}", hint=hint, code="edge-admin-open")
        self._change(lambda config: routes.pointed(config, host.lower(), to, self._shown, pem))

    def withdraw(self, host: str) -> None:
        """Stop answering for the host."""
        self._change(lambda config: routes.withdrawn(config, host.lower()))

    def front(self, host: str) -> Front:
        """Where readers arrive, over HTTPS; the other port leads there."""
        issuing = self._shown.issuing
        certifies = not issuing.given and self._pems(host.lower()) is None
        return Front(self._addresses, self._port(), "https", issuing.issuers, certifies=certifies)

    def window(self, host: str) -> str:
        """The site's own address."""
        port = self._port()
        return f"https://{host}/" if port == routes.HTTPS_PORT else f"https://{host}:{port}/"

    # ── beyond the port ──

    def refresh(self) -> None:
        """Show every host of ours with the certificate that we have for it now: one may have been renewed."""
        config, _ = self._admin.config()
        for host in routes.hosts(config):
            if to := routes.serving(config, host):
                self.point(host, to)

    def root(self) -> str:
        """The root of the CA inside Caddy, as PEM: what a rehearsal trusts. It is there once a host was pointed."""
        return str(self._admin.get(f"/pki/ca/{OURS}")["root_certificate"])

    def lacks(self) -> tuple[Problem, ...]:
        """What is not as it should be before a crisis, without changing anything. Raises ProviderFailed when Caddy
        cannot be asked."""
        found = []
        config, tag = self._admin.config()
        listens = config.get("admin", {}).get("listen") or self._admin.address
        if not _private(self._admin.address) or not _private(listens):
            hint = "Let it listen on 127.0.0.1 or a unix socket, and reach it through ssh."
            found.append(Problem("edge-admin-open", f"anyone who reaches {listens} can change the edge", hint))
        if not tag:
            hint = "Caddy 2.6 or later is needed."
            found.append(Problem("edge-too-old", f"the Caddy at {self._admin} cannot guard its changes", hint))
        if (config.get("admin", {}).get("config") or {}).get("persist") is False:
            hint = "Remove `persist: false`, and start Caddy with `--resume` (Debian: the service caddy-api)."
            found.append(Problem("edge-forgets", "Caddy would forget its hosts when it starts again", hint))
        return tuple(found)

    # ── inside ──

    def _port(self) -> int:
        return routes.https_port(seen[0] if (seen := self._seen) else self._read())

    def _read(self) -> Json:
        self._seen = seen = self._admin.config()
        return seen[0]

    def _change(self, edit: Callable[[Json], Json]) -> None:
        """Edit, write if nothing changed since it was read; nothing is sent when nothing differs. What was read a
        moment ago is edited first: that saves a round trip, and its tag says whether it still holds."""
        if (seen := self._seen) and seen[1] and edit(seen[0]) != seen[0] and self._made(edit(seen[0]), seen[1]):
            return
        for _ in range(_ATTEMPTS):
            config, tag = self._admin.config()
            wanted = edit(config)
            if wanted == config or self._made(wanted, tag):
                return
        raise ProviderFailed(f"the Caddy at {self._admin} is being changed by others", hint="`sparewheel resume`")

    def _made(self, wanted: Json, tag: str) -> bool:
        """Whether it went over to that; False: it is another one by now."""
        self._seen = None
        if not self._admin.replace(wanted, tag):
            return False
        self._seen = wanted, ""
        return True


def reading_policy(bucket: str, addresses: Sequence[str]) -> Json:
    """The bucket policy that lets these addresses read releases whose id they know, and list nothing. Bound to
    addresses, it is no public one: S3's block on public access may stay on."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "TheEdgeReadsReleases",
                "Effect": "Allow",
                "Principal": {"AWS": ["*"]},
                "Action": ["s3:GetObject"],
                "Resource": [f"arn:aws:s3:::{bucket}/releases/*"],
                "Condition": {"IpAddress": {"aws:SourceIp": [str(ipaddress.ip_network(one)) for one in addresses]}},
            }
        ],
    }


def _none(_: str) -> None:
    """We have no certificates."""


class _Admin:
    """Caddy's admin interface."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._parts = urlsplit(address)

    def __str__(self) -> str:
        return self.address

    def config(self) -> tuple[Json, str]:
        """The whole configuration as it is, and the tag that tells whether it is still the same."""
        status, tag, body = self._read(_WHOLE)
        if status != http.client.OK:
            raise self._no(status, body)
        return json.loads(body) or {}, tag

    def get(self, path: str) -> Any:
        """What is at the path."""
        status, _, body = self._read(path)
        if status != http.client.OK:
            raise self._no(status, body)
        return json.loads(body)

    def _read(self, path: str) -> tuple[int, str, bytes]:
        with self._awaiting(changes=False):
            return self._call("GET", path)

    def replace(self, config: Json, tag: str) -> bool:
        """Go over to this configuration; False when it is no longer the one of the tag."""
        with self._awaiting(changes=True):
            guard = {"If-Match": tag} if tag else {}
            status, _, body = self._call("POST", _WHOLE, json.dumps(config).encode(), guard)
        if status not in (http.client.OK, _MOVED):
            raise self._no(status, body)
        return status == http.client.OK

    def _call(self, method: str, path: str, body: bytes = b"", more: Json | None = None) -> tuple[int, str, bytes]:
        """Status, tag and body. At each change Caddy opens this interface anew and drops who is just coming in: asked
        again, for a change that was made would not be made twice (its tag no longer fits)."""
        for _ in range(_ATTEMPTS):
            with contextlib.suppress(ConnectionError):
                return self._once(method, path, body, more or {})
        return self._once(method, path, body, more or {})

    def _once(self, method: str, path: str, body: bytes, more: Json) -> tuple[int, str, bytes]:
        connection = self._connection()
        try:
            connection.connect()
            connection.request(method, path, body, {"Content-Type": "application/json", **more})
            answer = connection.getresponse()
            return answer.status, *_whole(answer)
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self._parts.scheme == "unix":
            return _UnixConnection(self._parts.path)
        return http.client.HTTPConnection(self._parts.hostname or "", self._parts.port or 2019, timeout=TIMEOUT)

    @contextlib.contextmanager
    def _awaiting(self, *, changes: bool) -> Iterator[None]:
        try:
            yield
        except (ConnectionError, FileNotFoundError, socket.gaierror) as refused:
            raise ProviderFailed(f"no Caddy answers at {self}: {refused}", hint=_HINT, code="edge-down") from refused
        except (OSError, http.client.HTTPException, ValueError) as broken:
            kind = OutcomeUnknown if changes else ProviderFailed
            raise kind(
                f"the Caddy at {self} gave no answer", hint="`sparewheel resume` looks what it shows"
            ) from broken

    def _no(self, status: int, body: bytes) -> Refused | ProviderFailed:
        """Its own words, in one line; what was sent is never repeated."""
        try:
            said = str(json.loads(body)["error"]).splitlines()[0][:300]
        except (ValueError, KeyError, TypeError, IndexError):
            said = f"status {status}"
        if status == http.client.FORBIDDEN:
            hint = "The port at this end must be the one it listens on, or be among its `admin.origins`."
            return Refused(f"the Caddy at {self} does not let us in: {said}", hint=hint, code="edge-refused")
        hint = "Nothing was changed: what it served, it serves. See Caddy's log, then `sparewheel resume`."
        return ProviderFailed(f"the Caddy at {self} says no: {said}", hint=hint, code="edge-failed")


def _private(address: str) -> bool:
    """Whether only this machine reaches it: an address as we write it, or as Caddy does (`127.0.0.1:2019`)."""
    parts = urlsplit(address if "://" in address else f"//{address}")
    return address.startswith("unix") or parts.hostname in ("127.0.0.1", "localhost", "::1")


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a socket in the file system; there Caddy wants no host."""

    def __init__(self, path: str) -> None:
        super().__init__("", timeout=TIMEOUT)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(TIMEOUT)
        self.sock.connect(self._path)


def _whole(answer: http.client.HTTPResponse) -> tuple[str, bytes]:
    """Tag and body. Caddy says the tag after the body, where http.client does not look."""
    if not answer.chunked:
        return answer.headers.get("ETag", ""), answer.read()
    body = b""
    while size := int(answer.fp.readline().split(b";")[0], 16):
        body += answer.fp.read(size)
        answer.fp.readline()
    return http.client.parse_headers(answer.fp).get("ETag", ""), body
