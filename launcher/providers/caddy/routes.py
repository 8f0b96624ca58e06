"""What Caddy must be told so that a host shows a release: its JSON configuration, edited as values. Pure.

Ours are the routes whose `@id` begins with `sparewheel-`, what `caddy_certificates` says, and the server `sparewheel`
when no other listens on the HTTPS port. All the rest is carried over as it was read.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from launcher.errors import Refused
from launcher.providers.acme.pem import Pem
from launcher.providers.caddy import certificates
from launcher.providers.caddy.certificates import OURS, Issuing, Json, at, drop, put

HTTPS_PORT = 443
_RELEASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_NO_FILE = r"[\x00-\x1f\x7f\\?#%]|//|(^|/)\.\.?(/|$)"
"""A decoded path that no file of a release has: it could lead out of the release, or ask the storage for more."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Each page carries a stricter one with the digest of its style; this covers what is no page, and framing.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
_HSTS = {"Strict-Transport-Security": "max-age=31536000"}
_OF_STORAGE = ("Server", "X-Amz*", "X-Rgw-*", "X-Minio-*", "Access-Control-*", "Via", "Vary", "Last-Modified")
"""Not for readers. `Last-Modified` is when a file was uploaded: after a rollback it would keep the newer page alive."""
_OF_READERS = ("Authorization", "Cookie", "Referer", "User-Agent", "X-Amz-*", "X-Forwarded-*", "Accept-Encoding")
"""Not for the storage; a signature that is not ours would be refused there."""
_CONDITIONS = ("If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range")


@dataclass(frozen=True, slots=True)
class Shown:
    """Where releases lie (an S3 bucket at an endpoint, read without a key), and who certifies the hosts."""

    endpoint: str
    bucket: str
    issuing: Issuing


# ── reading and editing a configuration ──────────────────────────────────────────────────────────


def serving(config: Json, host: str) -> str | None:
    """What our route of the host leads to; None when there is none."""
    for route in _routes(config):
        if route.get("@id") == _id(host):
            return next((str(one[OURS]) for one in route["handle"] if OURS in one), None)
    return None


def pointed(config: Json, host: str, to: str, how: Shown, pem: Pem | None = None) -> Json:
    """The configuration in which the host leads there, with the certificate that we have for it. Refused when host or
    target cannot be one, or when we certify and have nothing for the host."""
    new = copy.deepcopy(config)
    route = _route(host, to, how)
    servers = (server.get("routes") for server in _servers(new).values())
    there = next((routes for routes in servers if at(routes, route["@id"]) is not None), None)
    put(_server(new)["routes"] if there is None else there, route)
    certificates.load(new, hosts(new), pem)
    if certificates.covered(new, host):
        certificates.order_none(new, host)
    elif how.issuing.given:
        hint = "`sparewheel resume` orders one before it tells the edge"
        raise Refused(f"we have no certificate for {host}", hint=hint, code="edge-no-certificate")
    else:
        certificates.order(new, host, how.issuing)
    return new


def withdrawn(config: Json, host: str) -> Json:
    """The configuration without our route and policy of this host, and without what was loaded for it alone."""
    new = copy.deepcopy(config)
    for server in _servers(new).values():
        drop(server.get("routes"), _id(host))
    certificates.order_none(new, host)
    certificates.load(new, hosts(new))
    return new


def https_port(config: Json) -> int:
    """Where this Caddy speaks HTTPS."""
    return int(config.get("apps", {}).get("http", {}).get("https_port") or HTTPS_PORT)


def _server(config: Json) -> Json:
    """The server on the HTTPS port, made ours when there is none: it answers for hosts that were pointed alone."""
    servers = config.setdefault("apps", {}).setdefault("http", {}).setdefault("servers", {})
    address = f":{https_port(config)}"
    for server in servers.values():
        if any(listen.endswith(address) for listen in server.get("listen", ())):
            server["routes"] = server.get("routes") or []
            joined: Json = server
            return joined
    others = {"@id": f"{OURS}-others", "handle": [_ANONYMOUS, _text(421, "No site answers for this name.")]}
    servers[OURS] = {"listen": [address], "routes": [others]}
    made: Json = servers[OURS]
    return made


def _servers(config: Json) -> Mapping[str, Json]:
    found: Mapping[str, Json] = config.get("apps", {}).get("http", {}).get("servers") or {}
    return found


def _routes(config: Json) -> Iterator[Json]:
    for server in _servers(config).values():
        yield from server.get("routes") or ()


def hosts(config: Json) -> list[str]:
    """The hosts that we show."""
    ours = (route for route in _routes(config) if str(route.get("@id", "")).startswith(f"{OURS}-"))
    return [host for route in ours for match in route.get("match", ()) for host in match.get("host", ())]


def _id(host: str) -> str:
    return f"{OURS}-{host}"


# ── one host's route ─────────────────────────────────────────────────────────────────────────────


def _route(host: str, to: str, how: Shown) -> Json:
    if not _HOST.fullmatch(host):
        raise Refused(f"{host!r} is no host", hint="A name like crise-eau.ca.", code="edge-host")
    inside = _redirect(to) if "://" in to else _release(to, how)
    return {
        "@id": _id(host),
        "match": [{"host": [host]}],
        "terminal": True,
        "handle": [{"handler": "vars", OURS: to}, _headers(how.issuing), _inside(inside)],
    }


def _inside(routes: Sequence[Json]) -> Json:
    return {"handler": "subroute", "routes": list(routes), "errors": _BROKEN}


def _redirect(to: str) -> Sequence[Json]:
    parts = urlsplit(to)
    if parts.scheme != "https" or not _HOST.fullmatch(parts.hostname or "") or parts.path.rstrip("/") or parts.query:
        raise Refused(f"{to!r} is neither a release nor https://…", code="edge-target")
    return [{"handle": [_moved(f"https://{parts.netloc}{{http.request.uri}}")]}]


def _release(release: str, how: Shown) -> Sequence[Json]:
    if not _RELEASE.fullmatch(release):
        raise Refused(f"{release!r} is neither a release nor https://…", code="edge-target")
    folder = f"{urlsplit(how.endpoint).path.rstrip('/')}/{how.bucket}/releases/{release}"
    lost = [{"handle": [_rewrite(f"{folder}/404.html"), _storage(how, _LOST, whole=True)]}]
    return [
        {"match": [{"not": [{"method": ["GET", "HEAD"]}]}], "handle": [_text(405, "Pages are for reading.")]},
        {"match": [_where(_PATH, _NO_FILE)], "handle": [_text(404, "There is no such page.")]},
        {"handle": [{"handler": "encode", "encodings": {"zstd": {}, "gzip": {}}, "prefer": ["zstd", "gzip"]}]},
        {
            "match": [_where(_PATH, "/$")],
            "handle": [_rewrite(f"{folder}{_PATH}index.html"), _storage(how, _found(lost))],
        },
        {"handle": [_rewrite(folder + _PATH), _storage(how, _found(_folder(how, lost)))]},
    ]


def _folder(how: Shown, lost: Sequence[Json]) -> Sequence[Json]:
    """`/fr` where only `/fr/` is: send the reader there, with the query."""
    there = [
        {"match": [_where(_ASKED, r"^(/[^?]*)\?(.*)$")], "handle": [_moved("{http.regexp.it.1}/?{http.regexp.it.2}")]},
        {"match": [_where(_ASKED, r"^/[^?]*$")], "handle": [_moved(f"{_ASKED}/")]},
        {"handle": [_text(404, "There is no such page.")]},
    ]
    answers: list[Json] = [{"match": {"status_code": [200]}, "routes": there}, {"routes": lost}]
    return [{"handle": [_rewrite(f"{_PATH}/index.html"), _storage(how, answers, whole=True)]}]


def _found(missing: Sequence[Json]) -> Sequence[Json]:
    """What the storage has goes to the reader. Without the right to list, it says 403 of what it does not have."""
    return [
        {"match": {"status_code": [200, 206, 304, 416]}, "routes": [{"handle": [{"handler": "copy_response"}]}]},
        {"match": {"status_code": [403, 404]}, "routes": missing},
        _BROKEN,
    ]


def _storage(how: Shown, answers: Sequence[Json], *, whole: bool = False) -> Json:
    """Ask the storage for the path that the request bears by now. `whole`: not a part, and even if it is unchanged."""
    parts = urlsplit(how.endpoint)
    secure = parts.scheme == "https"
    transport = {"protocol": "http", "compression": False, **({"tls": {}} if secure else {})}
    drop = [*_OF_READERS, *(_CONDITIONS if whole else ())]
    return {
        "handler": "reverse_proxy",
        "upstreams": [{"dial": f"{parts.hostname}:{parts.port or (443 if secure else 80)}"}],
        "transport": transport,
        "load_balancing": {"try_duration": 2_000_000_000, "try_interval": 100_000_000},
        "headers": {
            "request": {"set": {"Host": [parts.netloc]}, "delete": drop},
            "response": {"delete": list(_OF_STORAGE)},
        },
        "handle_response": list(answers),
    }


def _headers(issuing: Issuing) -> Json:
    """On every answer. A browser told to insist on HTTPS could never pass over the certificate of a rehearsal."""
    told = _HEADERS if issuing.internal else {**_HEADERS, **_HSTS}
    response = {"set": {name: [value] for name, value in told.items()}, "delete": ["Server"], "deferred": True}
    return {"handler": "headers", "response": response}


def _rewrite(path: str) -> Json:
    """Another path, and no query: to S3, `?acl` or `?versionId=` would be another question."""
    return {"handler": "rewrite", "uri": f"{path}?"}


def _where(placeholder: str, pattern: str) -> Json:
    """The pattern must not fit `<nil>`: Caddy 2.6 tries that too."""
    return {"vars_regexp": {placeholder: {"name": "it", "pattern": pattern}}}


def _moved(to: str) -> Json:
    return {"handler": "static_response", "status_code": 308, "headers": {"Location": [to]}}


def _text(status: int, text: str) -> Json:
    headers = {"Content-Type": ["text/plain; charset=utf-8"], "Cache-Control": ["no-store"]}
    return {"handler": "static_response", "status_code": status, "headers": headers, "body": f"{text}\n"}


_ANONYMOUS: Json = {"handler": "headers", "response": {"delete": ["Server"], "deferred": True}}
_PATH, _ASKED = "{http.request.uri.path}", "{http.request.orig_uri}"
_BROKEN: Json = {"routes": [{"handle": [_text(502, "The site cannot be read now. Please try again in a moment.")]}]}
_LOST: Sequence[Json] = [
    {
        "match": {"status_code": [200]},
        "routes": [
            {
                "handle": [
                    {"handler": "headers", "response": {"set": {"Cache-Control": ["no-cache"]}, "deferred": True}}
                ]
            },
            {"handle": [{"handler": "copy_response", "status_code": 404}]},
        ],
    },
    _BROKEN,
]
"""The release's own page for what it lacks; when even that cannot be read, the fault is not the reader's."""
