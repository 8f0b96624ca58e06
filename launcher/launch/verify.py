"""The proof: asks as a reader would, never through a provider's own interface.

Resolve the name at the zone's own servers, fetch the files by host name, compare their bytes with the release, then
what surrounds pages: 404, redirects, languages, the address that pages bear, and no mark of a rehearsal.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from launcher.errors import ProviderFailed
from launcher.launch.deploy.difference import differing
from launcher.model import Check, File, Mode, Proof, Release, Response, Server
from launcher.services import World
from launcher.site import release as releases

CERTIFICATE = 180.0
"""Seconds that an edge may take to get a certificate; longer ones are for `resume`."""
_PAUSE = 2.0
_AT_ONCE = 32
_TRIES, _AGAIN = 3, 0.2
"""How often a page is asked for that does not answer, and the seconds that are waited longer each time."""
_ABSENT = "/no-such-page-a3f9/"


def verify(world: World, folder: Path, zone: str, host: str, release: Release, since: Release | None = None) -> Proof:
    """Every check, passed or failed; a check that cannot be made has failed. A host that is a zone has a `www` too.

    `since` is a release that was proven there before: then what differs from it is asked for, what must not be there
    any more, and home pages; names and records have not changed with it.
    """
    front = world.edge.front(host)
    known = [address for address in front.addresses if ":" not in address]
    if since is not None and known:
        reader = _Reader(world, host, Server(known[0], front.port, host), front.scheme)
        checks, pages = _pages(reader, folder, release, since)
        return Proof(tuple(checks), pages)
    named = (host, f"www.{host}") if host == zone else (host,)
    addresses, resolved = _resolved(world, zone, named)
    if not addresses:
        return Proof(tuple(resolved))
    reader = _Reader(world, host, Server(addresses[0], front.port, host), front.scheme)
    unreached = _unreached(reader, CERTIFICATE if front.certifies else world.max_wait)
    checks, pages = _pages(reader, folder, release, since)
    led = (_led_on(reader, other) for other in named[1:])
    unaware = (Check("resolver", True, text) for text in world.probe.unaware(host))
    return Proof((*resolved, *unreached, *checks, *led, *unaware), pages)


def _pages(reader: _Reader, folder: Path, release: Release, since: Release | None) -> tuple[list[Check], int]:
    """What the files of a release, asked for all at once, tell; and how many of them are pages."""
    changed, gone = differing(since, release)
    wanted = [file for file in release.files if since is None or file.path in changed or _home(file)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        lost = pool.submit(reader.get, _ABSENT)
        taken = [pool.submit(_taken_away, reader, path) for path in gone]
        fetched = list(pool.map(lambda file: _fetched(reader, file), wanted))
    pages = [body for file, body, _ in fetched if file.content_type.startswith("text/html") and body is not None]
    checks = [
        *(check for _, _, check in fetched),
        *(one.result() for one in taken),
        _lost(lost.result(), folder, release),
        *_languages(fetched),
        *_marks(release, pages),
        *_own_address(release, fetched),
    ]
    return checks, len(pages)


def _home(file: File) -> bool:
    return file.path == "index.html" or (file.path.count("/") == 1 and file.path.endswith("/index.html"))


class _Reader:
    """Someone with a browser, who reaches one host at one address."""

    def __init__(self, world: World, host: str, at: Server, scheme: str) -> None:
        self.world, self.host, self.at, self.scheme = world, host, at, scheme

    def get(self, path: str, host: str = "") -> Response | None:
        """The answer, or None when there was none. Asked again, as browsers do: an edge that goes over to another site
        may drop who is just coming in."""
        for attempt in range(_TRIES):
            with contextlib.suppress(ProviderFailed):
                return self.world.probe.fetch(host or self.host, path, self.at, self.scheme)
            self.world.clock.sleep(_AGAIN * attempt)
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


def _taken_away(reader: _Reader, path: str) -> Check:
    """Whoever took a page away means it."""
    address = "/" + path.removesuffix("index.html")
    answer = reader.get(address)
    ok = answer is not None and answer.status == 404
    return Check("gone", ok, f"{address} was taken away, and answers {answer.status if answer else 'nothing'}")


def _lost(missing: Response | None, folder: Path, release: Release) -> Check:
    own = next((file for file in release.files if file.path == "404.html"), None)
    body = releases.body(folder, own) if own else b""
    ok = missing is not None and missing.status == 404 and missing.body == body
    return Check("404", ok, f"a page that does not exist answers {missing.status if missing else 'nothing'}")


def _languages(fetched: Sequence[tuple[File, bytes | None, Check]]) -> Iterator[Check]:
    for file, body, _ in fetched:
        if _home(file) and "/" in file.path:
            lang = file.path.split("/")[0]
            ok = body is not None and f'<html lang="{lang}'.encode() in body
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
