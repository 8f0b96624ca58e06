"""The standby site's generators. Imports Pelican (AGPL-3.0): runs in its separate process only."""

from __future__ import annotations

import gc
import hashlib
import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

import site_contents
import site_halves
import site_index
import site_links
import site_outputs
import site_reader
import site_render
from pelican import Pelican
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator, StaticGenerator
from site_cards import Card, Text
from site_outputs import Output

logger = logging.getLogger(__name__)
FILES = ("images", "files")
"""The folders of the content from which a page may link a file."""


class Shared(Generator):  # type: ignore[misc]
    """Generators that share one template environment, so that it is made once; the pages' own is in site_templates."""

    _first: ClassVar[Any] = None
    env: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        Shared._first = Shared._first or self
        self.env = Shared._first.env


class Posts(Shared, ArticlesGenerator):  # type: ignore[misc]
    """Reads the posts, on all processors; what is made of them is Outputs'."""

    def generate_context(self) -> None:
        """Convert first, then as Pelican does."""
        files = [str(Path(self.path, name)) for name in sorted(self.get_files(["posts", "pages"]))]
        site_reader.Markdown.read_ahead(files, self.settings["DEFAULT_LANG"])
        super().generate_context()

    def generate_output(self, writer: Any) -> None:
        """None here."""


class Pages(Shared, PagesGenerator):  # type: ignore[misc]
    """Reads the pages."""

    def generate_output(self, writer: Any) -> None:
        """None here."""


class Outputs(Shared):
    """Writes every file that is not linked: what site_outputs makes of the contents that Pelican read."""

    def generate_output(self, _writer: Any) -> None:
        """Write them, and the index for who builds again after a change (site_index)."""
        site = self.settings["SITE"]
        contents = self.context["generated_content"]
        cards = [content.card for content in contents.values()]
        urls = {card.source: card.url for card in cards}

        def text(card: Card) -> Text:
            targets = tuple(site_links.resolved(link, urls) for link in card.links)
            return Text(card, targets, lambda text, root: contents[text.card.source].get_content(root))

        outputs = list(site_outputs.every(site_contents.of(site, cards), text))
        press = site_render.Press(site)
        gc.freeze()
        for _ in site_halves.each(lambda share: self._write(press, share), outputs):
            pass
        if "SPAREWHEEL_CACHE" in os.environ:
            bodies = {card.body: contents[card.source]._content for card in cards}
            self._keep(Path(os.environ["SPAREWHEEL_CACHE"]), cards, outputs, bodies)

    def _keep(self, folder: Path, cards: Sequence[Card], outputs: Sequence[Output], bodies: Mapping[str, str]) -> None:
        site = Path(os.environ["SPAREWHEEL_SITE"]).read_bytes()
        stamp = site_index.stamp(site_index.theme(Path(self.theme)), site)
        sources = {card.source: hashlib.sha256(Path(self.path, card.source).read_bytes()).hexdigest() for card in cards}
        keys = {output.path: output.key for output in outputs}
        rows = {card.source: site_index.row(card) for card in cards}
        index = site_index.Index(stamp, site_index.fresh(), rows, sources, keys, {})
        Path("index").write_text(site_index.save(folder, index, bodies), encoding="ascii")

    def _write(self, press: site_render.Press, outputs: Sequence[Output]) -> None:
        made: set[Path] = set()
        for output in outputs:
            file = Path(self.output_path, output.path)
            if file.parent not in made:
                file.parent.mkdir(parents=True, exist_ok=True)
                made.add(file.parent)
            file.write_bytes(press.bytes(output))


class Files(StaticGenerator):  # type: ignore[misc]
    """Copies the files that published pages link, from the folders meant for it and from nowhere else."""

    def generate_context(self) -> None:
        """Refuse what is outside or missing, then as Pelican does."""
        for link in sorted(self.context["static_links"]):
            path = PurePosixPath(link)
            if path.parts[:1] not in [(folder,) for folder in FILES] or ".." in path.parts:
                logger.error("Linked file '%s' is not under images/ or files/", link)
            elif not Path(self.path, link).is_file():
                logger.error("Linked file '%s' does not exist", link)
        super().generate_context()


class CrisisSite(Pelican):  # type: ignore[misc]
    """Pelican with the generators above and no others."""

    def _get_generator_classes(self) -> list[type[Generator]]:
        return [Posts, Pages, Outputs, Files]
