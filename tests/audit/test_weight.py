"""What a page weighs on the wire: a round trip carries the home page, and the first words of every other."""

from __future__ import annotations

import random
import re
import zlib
from pathlib import Path

from launcher.model import Mode
from tests.audit import edge, sites
from tests.audit.document import file
from tests.audit.sites import LANGUAGES, Audited

HOME = 6 * 1024
"""Bytes, compressed, that the home page of a fresh crisis may weigh."""
ROUND_TRIP = 10 * 1460
"""Bytes that a server may send before it hears of the first (RFC 6928: ten segments; 1460 bytes each on Ethernet)."""
OTHER_HEADERS = 500
"""Bytes of headers that servers add: date, tag, length, strict transport and their own."""
WORDS = [f"{a}{b}{c}" for a in "bcdlmprst" for b in "aeiou" for c in ("", "nt", "ls", "que", "ration")]
FIRST_WORDS = 40
"""Characters of text below the heading: a first instruction, or most of it."""


def test_the_home_page_of_a_fresh_crisis(live: Audited) -> None:
    for lang in LANGUAGES:
        assert len(edge.wire(file(live, live.of_kind("home", lang)).read_bytes())) <= HOME, lang


def test_the_first_words_are_in_the_first_round_trip(audited: Audited) -> None:
    for path in audited.paths:
        assert len(first_words(audited, path)) >= FIRST_WORDS, path


def first_words(audited: Audited, path: str) -> str:
    """What stands below the heading of what arrives first."""
    described = audited.files[file(audited, path).relative_to(audited.root).as_posix()]
    told = edge.headers(described)
    room = ROUND_TRIP - sum(len(f"{name}: {value}\r\n") for name, value in told.items()) - OTHER_HEADERS
    sent = (
        zlib.decompressobj(31).decompress(edge.wire(file(audited, path).read_bytes())[:room]).decode("utf-8", "ignore")
    )
    _, _, below = sent.partition("</h1>")
    return " ".join(re.sub(r"<[^>]*>?", " ", below).split())


def test_a_long_crisis_begins_as_fast(tmp_path: Path) -> None:
    """Two hundred updates later, the home page still comes in one round trip."""
    chance = random.Random(200)
    texts = sites.at_launch(sites.RECALL)
    for number in range(200):
        when = f"2026-03-{11 + number // 24:02}T{number % 24:02}:00:00-04:00"
        for lang in LANGUAGES:
            keys = {"Title": f"{lang} {number}", "Lang": lang, "Slug": f"n{number}-{lang}", "Twin": f"n{number}"}
            keys |= {"Kind": "update", "Date": when, "Summary": " ".join(chance.choices(WORDS, k=18))}
            head = "".join(f"{key}: {value}\n" for key, value in keys.items())
            texts[f"posts/n{number}.{lang}.md"] = f"{head}\nx\n"
    long = sites.built("long", texts, sites.site(sites.RECALL, Mode.LIVE), tmp_path)
    for lang in LANGUAGES:
        assert len(edge.wire(file(long, long.of_kind("home", lang)).read_bytes())) <= ROUND_TRIP
        assert len(first_words(long, long.of_kind("timeline", lang))) >= FIRST_WORDS
