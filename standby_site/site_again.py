"""Renders what changed since a build, without Pelican: a process that waits for jobs on its standard input.

    python -P site_again.py      one JSON line in, one JSON line out with the bytes of the files after it; until the end

Everything is rendered by the same modules and templates as in Pelican's process; only the reading of unchanged contents
is left out. Whatever it is not sure of it does not do: it says why, and the caller builds the whole site. Imports
neither Pelican nor the launcher.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import site_cards  # noqa: E402
import site_contents  # noqa: E402
import site_data  # noqa: E402
import site_index  # noqa: E402
import site_links  # noqa: E402
import site_outputs  # noqa: E402
import site_render  # noqa: E402
import site_templates  # noqa: E402
import site_text  # noqa: E402
import site_words  # noqa: E402
from site_cards import Card, Text  # noqa: E402
from site_index import Index, Unsure  # noqa: E402
from site_outputs import Output  # noqa: E402

_NO_WORDS = re.compile(r"<img[^>]*\salt=(?:\"\"|'')")
"""A picture that says nothing: Pelican refuses it."""
_ONE_DAY = dt.datetime.fromtimestamp(0, dt.UTC)
PROVEN = 2
"""Files that did not change and are rendered again all the same, to see that they are what they were."""


class Renderer:
    """What lives as long as the process: the templates, and those of the last site."""

    def __init__(self) -> None:
        site_templates.compile_all()
        for lang in site_words.LOCALES:  # what languages call months takes as long as a job: read it while nobody waits
            site_words.moment(_ONE_DAY, lang, "UTC")
        self._theme = site_index.theme(HERE)
        self._site = b""
        self._press: site_render.Press | None = None

    def _for(self, site: bytes) -> site_render.Press:
        """What renders that site."""
        if self._press is None or site != self._site:
            self._site, self._press = site, site_render.Press(site_data.load(site))
        return self._press

    def job(self, job: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """Do one job: what is told of the result, and the bytes of its files."""
        if site_index.theme(HERE) != self._theme:
            raise Unsure("the theme changed")
        site, folder = job["site"].encode(), Path(job["cache"])
        before = site_index.load(folder, job["index"], site_index.stamp(self._theme, site))
        site_index.sweep(folder, job["index"], before.texts)
        press = self._for(site)
        work = _Change(folder, before, job["sources"], job["texts"], press.site)
        outputs = {output.path: output for output in work.outputs()}
        changed = [output for output in outputs.values() if before.keys.get(output.path) != output.key]
        bodies = [press.bytes(output) for output in changed]
        same = _sample([one for one in outputs.values() if before.keys.get(one.path) == one.key], job["index"])
        proof = {one.path: hashlib.sha256(press.bytes(one)).hexdigest() for one in same}
        name = work.keep({path: output.key for path, output in outputs.items()})
        told = {
            "index": name,
            "files": [(output.path, len(body)) for output, body in zip(changed, bodies, strict=True)],
            "gone": sorted(before.keys.keys() - outputs.keys()),
            "links": sorted(work.linked),
            "proof": proof,
        }
        return told, bodies


class _Change:
    """One change of the contents: the cards that were, with those of the files that are new or others."""

    def __init__(
        self, folder: Path, before: Index, sources: Mapping[str, str], texts: Mapping[str, str], site: site_data.Site
    ) -> None:
        self._folder, self._before, self._sources, self._site = folder, before, sources, site
        self._bodies: dict[str, str] = {}
        same = {name for name, digest in sources.items() if before.sources.get(name) == digest}
        missing = sources.keys() - same - texts.keys()
        if missing:
            raise Unsure(f"{len(missing)} files are others than those that the index knows")
        self._fresh = {name: self._read(name, texts[name]) for name in sources if name not in same}
        cards = {name: card for name, card in before.cards().items() if name in same} | self._fresh
        self._cards = {name: cards[name] for name in sources}
        self._urls = {card.source: card.url for card in self._cards.values()}
        self.linked = {link[1] for card in self._cards.values() for link in card.links if link[0] == "static"}

    def outputs(self) -> Sequence[Output]:
        return list(site_outputs.every(site_contents.of(self._site, self._cards.values()), self._text))

    def keep(self, keys: Mapping[str, str]) -> str:
        """Write the index of what is now; its name."""
        before = self._before
        rows = {name: before.rows[name] for name in self._sources if name not in self._fresh}
        rows |= {name: site_index.row(card) for name, card in self._fresh.items()}
        index = Index(before.stamp, before.texts, rows, self._sources, keys, before.spots)
        return site_index.save(self._folder, index, self._bodies)

    def _read(self, name: str, text: str) -> Card:
        html, meta = site_text.read(name, text.encode(), self._site.main)
        if _NO_WORDS.search(html) or meta["status"] != "published":
            raise Unsure(f"{name} is for Pelican to judge")
        card = site_cards.make(name, meta, html)
        self._bodies[card.body] = html
        return card

    def _text(self, card: Card) -> Text:
        return Text(card, tuple(self._target(link) for link in card.links), self._html)

    def _target(self, link: site_links.Link) -> site_links.Target:
        target = site_links.resolved(link, self._urls)
        if target is None:
            raise Unsure(f"{link[2]} is for Pelican to find")
        return target

    def _html(self, text: Text, root: str) -> str:
        body = text.card.body
        html = self._bodies.get(body) or self._before.text(self._folder, body)
        return site_links.written(html, [target for target in text.targets if target], root)


def _sample(outputs: Sequence[Output], seed: str) -> list[Output]:
    """A few, others each time; never a picture, which takes as long as a hundred pages."""
    likely = [one for one in outputs if one.template != "card"]
    first, count = int(seed[:8], 16), len(likely)
    return [likely[(first + number * count // PROVEN) % count] for number in range(min(PROVEN, count))]


def main(jobs: BinaryIO, answers: BinaryIO) -> None:
    """Answer each job until the input ends."""
    renderer = Renderer()
    gc.disable()  # a job makes many things and few rings
    for line in jobs:
        bodies: list[bytes] = []
        try:
            told, bodies = renderer.job(json.loads(line))
        except Exception as error:  # whatever it is: a whole build says it as it should be said
            told = {"unsure": f"{error}" if isinstance(error, Unsure) else f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(told).encode() + b"\n")
        answers.writelines(bodies)
        answers.flush()
        gc.collect()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
