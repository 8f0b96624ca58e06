"""The proof: asks as a reader would, never through a provider's own interface.

Resolve the name at the zone's own servers, fetch every file by host name, compare its bytes with the release, then
what surrounds pages: 404, redirects, languages, the address that pages bear, and no mark of a rehearsal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from launcher.errors import ProviderFailed
from launcher.model import Check, File, Mode, Proof, Release, Response, Server
from launcher.services import World
from launcher.site import release as releases

CERTIFICATE = 180.0
"""Seconds that an edge may take to get a certificate; longer ones are for `resume`."""
_PAUSE = 2.0
_AT_ONCE = 8
_ABSENT = "/no-such-page-a3f9/"


def verify(world: World, folder: Path, zone: str, host: str, release: Release) -> Proof:
    """Every check, passed or failed; a check that cannot be made has failed. A host that is a zone has a `www` too."""
    front = world.edge.front(host)
    named = (host, f"www.{host}") if host == zone else (host,)
    addresses, resolved = _resolved(world, zone, named)
    at = Server(addresses[0], front.port, host) if addresses else None
    if at is None:
        return Proof(tuple(resolved))
    reader = _Reader(world, host, at, front.scheme)
    unreached = _unreached(reader, CERTIFICATE if front.certifies else world.max_wait)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        fetched = list(pool.map(lambda file: _fetched(reader, file), release.files))
    pages = [body for file, body, _ in fetched if file.content_type.startswith("text/html") and body is not None]
    checks = [
        *resolved,
        *unreached,
        *(check for _, _, check in fetched),
        *_around(reader, folder, release),
        *(_led_on(reader, other) for other in named[1:]),
        *_marks(release, pages),
        *_own_address(release, fetched),
        *(Check("resolver", True, text) for text in world.probe.unaware(host)),
    ]
    return Proof(tuple(checks), pages=len(pages))


class _Reader:
    """Someone with a browser, who reaches one host at one address."""

    def __init__(self, world: World, host: str, at: Server, scheme: str) -> None:
        self.world, self.host, self.at, self.scheme = world, host, at, scheme

    def get(self, path: str, host: str = "") -> Response | None:
        """The answer, or None when there was none."""
        try:
            return self.world.probe.fetch(host or self.host, path, self.at, self.scheme)
        except ProviderFailed:
            return None


def _unreached(reader: _Reader, patience: float) -> Sequence[Check]:
    """Why readers do not get at the host, if they do not. Waits while the edge has no certificate there yet: a CA takes
    from seconds to minutes; and an edge that was given one has to have it everywhere."""
    world, clock = reader.world, reader.world.clock
    end, waiting = clock.elapsed() + min(patience, world.max_wait), False
    while True:
        try:
            reader.world.probe.fetch(reader.host, "/", reader.at, reader.scheme)
            return ()
        except ProviderFailed as failed:
            if failed.reason_code not in ("certificate", "no-https") or clock.elapsed() >= end:
                return (Check(failed.reason_code, False, failed.message),)
        if not waiting:
            world.say(f"waiting until the edge shows a certificate for {reader.host}")
        waiting = True
        clock.sleep(_PAUSE)


def _resolved(world: World, zone: str, hosts: Sequence[str]) -> tuple[tuple[str, ...], list[Check]]:
    """Where the first host is, if every server of the zone tells the edge's addresses for all of them; an edge that is
    reached by another name has whichever addresses there are."""
    servers = world.dns.zone(zone) or ()
    wanted = tuple(sorted(a for a in world.edge.front(hosts[0]).addresses if ":" not in a))
    checks: list[Check] = []
    places: list[tuple[str, ...]] = []
    for name in hosts:
        for server in servers:
            found = _resolve(world, name, server)
            text = f"{name} is {', '.join(found) or 'not there'} at {server.name or server.address}"
            checks.append(Check("dns", found == wanted if wanted else bool(found), text))
            places.append(found)
    if not servers:
        checks.append(Check("dns", False, f"{zone} has no zone"))
    return (places[0] if places and all(check.ok for check in checks) else ()), checks


def _resolve(world: World, name: str, server: Server) -> tuple[str, ...]:
    try:
        return tuple(sorted(world.probe.resolve(name, "A", [server])))
    except ProviderFailed:
        return ()


def _fetched(reader: _Reader, file: File) -> tuple[File, bytes | None, Check]:
    """One file as a reader gets it; index.html by the address of its folder."""
    path = "/" + file.path.removesuffix("index.html")
    answer = reader.get(path)
    if answer is None:
        return file, None, Check("page", False, f"{path}: no answer")
    kind = answer.headers.get("content-type", "")
    same = hashlib.sha256(answer.body).hexdigest() == file.sha256
    ok = answer.status == 200 and same and kind == file.content_type
    found = f"{answer.status}, {kind or 'no type'}, {'the same' if same else 'other'} bytes"
    return file, answer.body, Check("page", ok, f"{path}: {found}")


def _around(reader: _Reader, folder: Path, release: Release) -> Iterator[Check]:
    missing = reader.get(_ABSENT)
    own = next((file for file in release.files if file.path == "404.html"), None)
    body = releases.body(folder / "releases", release, own) if own else b""
    ok = missing is not None and missing.status == 404 and missing.body == body
    yield Check("404", ok, f"a page that does not exist answers {missing.status if missing else 'nothing'}")
    for file in release.files:
        if file.path.count("/") == 1 and file.path.endswith("/index.html"):
            lang = file.path.split("/")[0]
            page = reader.get(f"/{lang}/")
            ok = page is not None and f'<html lang="{lang}'.encode() in page.body
            yield Check("language", ok, f"/{lang}/ is written in `{lang}`")


def _led_on(reader: _Reader, other: str) -> Check:
    answer = reader.get("/", other)
    to = answer.headers.get("location", "") if answer else ""
    ok = answer is not None and answer.status in (301, 308) and to == f"https://{reader.host}/"
    return Check("redirect", ok, f"{other} leads to {to or 'nowhere'}")


def _marks(release: Release, pages: Sequence[bytes]) -> Iterator[Check]:
    """A launch carries no mark of a rehearsal; a rehearsal carries it in every page."""
    for mode in (Mode.DORMANT, Mode.EXERCISE):
        marked = sum(f'data-mode="{mode}"'.encode() in page for page in pages)
        ok = marked == (len(pages) if release.mode is mode else 0) and bool(pages)
        yield Check(f"mark-{mode}", ok, f"{marked} of {len(pages)} pages bear the mark `{mode}`")
    hidden = sum(b'content="noindex' in page for page in pages)
    ok = hidden <= 1 if release.mode is Mode.LIVE else hidden == len(pages)
    yield Check("noindex", ok, f"{hidden} of {len(pages)} pages hide from search engines (the 404 page always does)")


def _own_address(release: Release, fetched: Sequence[tuple[File, bytes | None, Check]]) -> Iterator[Check]:
    home = next((body for file, body, _ in fetched if file.path == "index.html"), None) or b""
    ok = f'rel="canonical" href="{release.site_url}/"'.encode() in home
    yield Check(
        "address",
        ok,
        f"the home page calls itself {release.site_url}/" if ok else "the home page bears another address",
    )
