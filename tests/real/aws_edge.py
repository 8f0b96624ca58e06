"""CloudFront's edge on 127.0.0.80, ports 80 and 443: what moto holds of distributions, functions, policies and the
bucket, shown to readers over TLS as AWS describes it. No cache, one point of presence.

The function runs in one Node that lives as long as the edge. Who asks for a name is shown a certificate for the names
of its distribution once ACM has issued one that covers them; before that, CloudFront's own.
"""

from __future__ import annotations

import contextlib
import gzip
import http.server
import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from launcher.drill.world.servers import Listening, Running
from launcher.model import Response
from tests.real.aws_certificates import Authority
from tests.real.aws_cloud import Cloud
from tests.real.cloudfront import RUN, allows, event
from tests.real.cloudfront_server import Completed

EDGE = "127.0.0.80"
OWN = "*.cloudfront.net"
_COMPRESSED = range(1_000, 10_000_001)
"""Bytes: CloudFront leaves smaller and bigger files as they are."""
_SECURITY: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "ContentTypeOptions": ("x-content-type-options", lambda _: "nosniff"),
    "FrameOptions": ("x-frame-options", lambda told: str(told["FrameOption"])),
    "ReferrerPolicy": ("referrer-policy", lambda told: str(told["ReferrerPolicy"])),
    "ContentSecurityPolicy": ("content-security-policy", lambda told: str(told["ContentSecurityPolicy"])),
    "StrictTransportSecurity": ("strict-transport-security", lambda told: f"max-age={told['AccessControlMaxAgeSec']}"),
}


class Edge:
    """Every distribution of the account. `undeployed` hosts still see CloudFront's own certificate, for so many
    connections more."""

    def __init__(self, cloud: Cloud, authority: Authority, node: str) -> None:
        self._cloud, self._authority = cloud, authority
        self._node = subprocess.Popen([node, str(RUN)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._running = threading.Lock()
        self.undeployed: dict[str, int] = {}

    def end(self) -> None:
        self._node.communicate(timeout=10)

    def address(self, domain: str) -> str | None:
        """Where a distribution's own name leads; None: there is none of that name."""
        every = self._cloud.cloudfront.distributions.values()
        return EDGE if any(one.domain_name == domain for one in every) else None

    def context(self, host: str) -> ssl.SSLContext:
        """With the certificate that a reader of this host is shown."""
        found = self._distribution(host)
        if self.undeployed.get(host):
            self.undeployed[host] -= 1
        elif found and self._certified(found):
            return self._authority.context(found.Aliases["Items"])
        return self._authority.context([OWN])

    def answer(self, host: str, target: str, accepts: str) -> Response:
        """What a reader gets: by the function, the bucket, or the page for what is not there."""
        found = self._distribution(host)
        if found is None:
            return Response(403, {"content-type": "text/html"}, b"")
        made = self._made(found, host, target)
        if "statusCode" in made:
            headers = {name: one["value"] for name, one in made["headers"].items()}
            answer = Response(made["statusCode"], headers, made.get("body", "").encode())
        else:
            answer = self._object(found, made["uri"], 200) or self._lost(found)
        return _compressed(_told(found, answer), accepts) if found.DefaultCacheBehavior.compress else answer

    # ── inside ──

    def _distribution(self, host: str) -> Any:
        every = [one for one in self._cloud.cloudfront.distributions.values() if one.Enabled]
        names = (host, f"*.{host.partition('.')[2]}")
        return next((one for name in names for one in every if name in one.Aliases.get("Items", [])), None)

    def _certified(self, found: Any) -> bool:
        arn = found.ViewerCertificate.acm_certificate_arn
        issued = next((one for one in self._cloud.certificates if one.arn == arn and one.status == "ISSUED"), None)
        names = set(issued.sans) if issued else set()
        return all(name in names or f"*.{name.partition('.')[2]}" in names for name in found.Aliases["Items"])

    def _made(self, found: Any, host: str, target: str) -> dict[str, Any]:
        """What the function makes of the request."""
        arn = found.DefaultCacheBehavior.function_associations["Items"][0]["FunctionARN"]
        code = self._cloud.cloudfront.functions[arn.rpartition("/")[2]].live.code
        line = json.dumps({"code": code if isinstance(code, str) else code.decode(), "events": [event(host, target)]})
        assert self._node.stdin
        assert self._node.stdout
        with self._running:
            self._node.stdin.write(f"{line}\n")
            self._node.stdin.flush()
            (answer,) = json.loads(self._node.stdout.readline())
        return dict(answer)

    def _object(self, found: Any, path: str, status: int) -> Response | None:
        """Asked by CloudFront, for this distribution: the bucket's policy must let it. None: the bucket says 403."""
        (origin,) = found.Origins["Items"]
        bucket, key = origin.domain_name.partition(".s3.")[0], unquote(path).removeprefix("/")
        policy = json.loads(self._cloud.s3.get_bucket(bucket).policy or '{"Statement": []}')
        let = any(allows(one, found.arn, f"arn:aws:s3:::{bucket}/{key}") for one in policy["Statement"])
        signs = origin.origin_access_control_id in self._cloud.cloudfront.origin_access_controls
        there = self._cloud.s3.get_object(bucket, key) if let and signs else None
        if there is None:
            return None
        kept = {name.lower(): value for name, value in there.metadata.items()}
        told = {name: kept[name] for name in ("content-type", "cache-control") if name in kept}
        return Response(status, {**told, "last-modified": there.last_modified_RFC1123, "etag": there.etag}, there.value)

    def _lost(self, found: Any) -> Response:
        told = next(one for one in found.CustomErrorResponses["Items"] if one["ErrorCode"] == 403)
        page = self._object(found, told["ResponsePagePath"], int(told["ResponseCode"]))
        return page or Response(403, {"content-type": "application/xml"}, b"")


def _told(found: Any, answer: Response) -> Response:
    """With the headers that its policy adds, without those that it removes."""
    policy = next(
        one["ResponseHeadersPolicyConfig"]
        for one in Completed.policies
        if one["Id"] == found.DefaultCacheBehavior.response_headers_policy_id
    )
    gone = {one["Header"].lower() for one in policy["RemoveHeadersConfig"]["Items"]}
    headers = {name: value for name, value in answer.headers.items() if name not in gone}
    headers |= {name: spelled(policy["SecurityHeadersConfig"][kind]) for kind, (name, spelled) in _SECURITY.items()}
    headers |= {one["Header"].lower(): one["Value"] for one in policy["CustomHeadersConfig"]["Items"]}
    return Response(answer.status, headers, answer.body)


def _compressed(answer: Response, accepts: str) -> Response:
    text = answer.headers.get("content-type", "").startswith(("text/", "application/j", "image/svg"))
    if not (text and "gzip" in accepts and len(answer.body) in _COMPRESSED):
        return answer
    return Response(answer.status, {**answer.headers, "content-encoding": "gzip"}, gzip.compress(answer.body))


# ── on the wire ──────────────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def edge(cloud: Cloud, folder: Path, node: str) -> Iterator[tuple[Edge, Path]]:
    """It listens; where the roots are that its readers trust."""
    folder.mkdir()
    authority, running = Authority(folder), Running()
    there = Edge(cloud, authority, node)
    for port in (80, 443):
        running.serve("edge", _Server(socket.create_server((EDGE, port)), there))
    try:
        yield there, authority.roots
    finally:
        running.end()
        there.end()


class _Server(Listening):
    def __init__(self, listener: socket.socket, there: Edge) -> None:
        self.tls = _by_name(there) if listener.getsockname()[1] == 443 else None
        super().__init__(listener, _Handler)
        self.there = there


def _by_name(there: Edge) -> ssl.SSLContext:
    """Each reader is shown the certificate of the name that he asks for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    def named(connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
        connection.context = there.context(name or "")

    context.sni_callback = named
    return context


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server
    timeout = 30.0
    wbufsize = -1

    def setup(self) -> None:
        if self.server.tls:
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def do_GET(self) -> None:
        host, accepts = self.headers.get("Host", "").lower(), self.headers.get("Accept-Encoding", "")
        if self.server.tls is None:
            self._send(Response(301, {"location": f"https://{host}{self.path}"}, b""))
        else:
            self._send(self.server.there.answer(host, self.path, accepts))

    def _send(self, answer: Response) -> None:
        self.send_response_only(answer.status)
        for name, value in {**answer.headers, "content-length": str(len(answer.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""
