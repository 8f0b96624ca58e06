"""Pings after a publish. IndexNow: a list of pages for search engines (indexnow.org/documentation). WebSub: a hub hears
which feeds changed, and tells their readers (W3C WebSub, §6; how a hub is told is PubSubHubbub 0.4, §7.1).

Nothing depends on them: each is asked for a moment, at the same time as the others, and a failure is but a warning.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from launcher.addresses import indexnow_key
from launcher.errors import ProviderFailed
from launcher.model import Check
from launcher.providers.pings.posting import SECONDS, Letter, post
from launcher.services import Clock

MOST = 10_000
"""Pages in one list of IndexNow's."""
_SAID: Mapping[tuple[str, int], str] = {
    ("IndexNow", 403): "the key file is not on the site, or not seen yet",
    ("IndexNow", 422): "it says that these pages are not of this site",
    ("IndexNow", 429): "it was told too often",
    ("WebSub", 404): "it knows no such feed",
}


class WebPings:
    """Who is told: the addresses of an IndexNow endpoint and of a WebSub hub; empty: nobody. `trust`: a CA's roots,
    instead of this machine's."""

    def __init__(self, clock: Clock, *, indexnow: str = "", websub: str = "", trust: Path | None = None) -> None:
        self._clock = clock
        self._indexnow = indexnow
        self._websub = websub
        self._trust = trust

    def tell(self, host: str, urls: Sequence[str], feeds: Sequence[str]) -> tuple[Check, ...]:
        """Tell which pages and feeds of the host changed; what is at another host is left out. Takes three seconds at
        most. A check for each letter, none of them needed."""
        letters = [*self._pages(host, _at(host, urls)), *self._feeds(_at(host, feeds))]
        answers: dict[int, Check] = {}

        def send(number: int, letter: Letter) -> None:
            answers[number] = _checked(letter, self._trust)

        # No pool: it would keep the process alive for whoever does not answer.
        sending = [threading.Thread(target=send, args=pair, daemon=True) for pair in enumerate(letters)]
        until = self._clock.elapsed() + SECONDS
        for one in sending:
            one.start()
        for one in sending:
            one.join(max(0.0, until - self._clock.elapsed()))
        return tuple(answers.get(number) or _late(letter) for number, letter in enumerate(letters))

    def _pages(self, host: str, urls: Sequence[str]) -> Iterator[Letter]:
        key = indexnow_key(host)
        for first in range(0, len(urls) if self._indexnow else 0, MOST):
            some = urls[first : first + MOST]
            told = {"host": host, "key": key, "keyLocation": f"https://{host}/{key}.txt", "urlList": list(some)}
            about = "1 page" if len(some) == 1 else f"{len(some)} pages"
            yield Letter(
                "IndexNow", about, self._indexnow, "application/json; charset=utf-8", json.dumps(told).encode()
            )

    def _feeds(self, feeds: Sequence[str]) -> Iterator[Letter]:
        for feed in feeds if self._websub else ():
            body = urlencode({"hub.mode": "publish", "hub.url": feed}).encode()
            yield Letter("WebSub", urlsplit(feed).path, self._websub, "application/x-www-form-urlencoded", body)


def _at(host: str, urls: Sequence[str]) -> list[str]:
    return [url for url in urls if urlsplit(url).netloc == host]


def _checked(letter: Letter, trust: Path | None) -> Check:
    try:
        status = post(letter, trust)
    except ProviderFailed as failed:
        return _check(letter, False, f"was not told of {letter.about}: {failed.message}")
    if 200 <= status < 300:
        return _check(letter, True, f"was told of {letter.about}")
    why = _SAID.get((letter.name, status), "it was not followed" if 300 <= status < 400 else "it said no")
    return _check(letter, False, f"was not told of {letter.about}: {why} ({status})")


def _late(letter: Letter) -> Check:
    return _check(letter, False, f"was not told of {letter.about}: no answer came (too slow)")


def _check(letter: Letter, ok: bool, text: str) -> Check:
    return Check(f"ping-{letter.name.lower()}", ok, f"{letter.name} {text}", needed=False)
