"""Links inside the site: by file, to what is published, in the page's language, to a heading that is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher.site.rules import Content, links, targets
from tests.site.rules.against import every, whole

PAGE = "Title: {kind}\nLang: {lang}\nSlug: {kind}\nTwin: {kind}\nKind: {kind}\nOrder: 1\n\n{body}\n"


def content(tmp_path: Path, body: str) -> Content:
    for kind, text in (("home", body), ("faq", "## Où l’acheter?\n\n## Où l’acheter?\n")):
        for lang in ("fr", "en"):
            file = tmp_path / "pages" / f"{kind}.{lang}.md"
            file.parent.mkdir(exist_ok=True)
            file.write_text(PAGE.format(kind=kind, lang=lang, body=text if lang == "fr" else "Text."), "utf-8")
    (tmp_path / "files").mkdir()
    (tmp_path / "files/lots.pdf").write_bytes(b"%PDF")
    return every(whole(tmp_path))


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("[a]({filename}/pages/faq.fr.md)", []),
        ("[a]({filename}faq.fr.md)", []),
        ("[a]({filename}../pages/faq.fr.md#ou-lacheter)", []),
        ("[a]({filename}/pages/faq.fr.md#ou-lacheter_1)", []),
        ("[a]({filename}/pages/faq.fr.md#News)", []),
        ("[a](https://example.org/) [b](tel:+18005550142) [c](mailto:a@example.org)", []),
        ("[d](#suite)\n\n## Suite", []),
        ("[a]({static}/files/lots.pdf)", []),
        (r"\[a\](faq.fr.md)", []),
        ("[a](faq.fr.md)", ["link-by-path"]),
        ("[a](/fr/faq/)", ["link-by-path"]),
        ("[a][1]\n\n[1]: faq.fr.md", ["link-by-path"]),
        ("[a]({filename}/pages/none.fr.md) [b]({filename}/posts/x.fr.md)", ["dead-link", "dead-link"]),
        ("[a]({static}/files/none.pdf)", ["dead-link"]),
        ("[a]({filename}/pages/faq.en.md)", ["other-language"]),
        ("[d](#x)\n\n## Suite", ["dead-anchor"]),
        ("[a]({filename}/pages/faq.fr.md#prix)", ["dead-anchor"]),
    ],
)
def test_links(tmp_path: Path, body: str, codes: list[str]) -> None:
    assert [one.code for one in links.check(content(tmp_path, body))] == codes


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("[1 800 555-0142](tel:+18005550142)", []),
        ("[+1 800 555-0142 poste 12](tel:+18005550142)", []),
        ("[811](tel:811)", []),
        ("[a@example.org](mailto:a@example.org?subject=x)", []),
        ("[example.org](https://www.example.org/rappel)", []),
        ("[le rappel](https://example.org/rappel)", []),
        ("[1 800 555-0142](tel:+18005550124)", ["link-differs"]),
        ("[a@example.org](mailto:b@example.org)", ["link-differs"]),
        ("[example.org](https://example.net/)", ["link-differs"]),
        ("[](https://example.org/)", ["link-without-text"]),
        ("[cliquez ici](https://example.org/)", ["vague-link"]),
        ("[x](tel:)", ["dead-link"]),
        ("[x](mailto:moi)", ["dead-link"]),
        ("[x](https://)", ["dead-link"]),
        ("[x](http://localhost:8000/)", ["link-in-house"]),
        ("[x](https://intranet/rappel)", ["link-in-house"]),
        ("[x](http://192.168.1.4/a)", ["link-in-house"]),
    ],
)
def test_targets(tmp_path: Path, body: str, codes: list[str]) -> None:
    assert [one.code for one in targets.check(content(tmp_path, body))] == codes


def test_the_place_is_the_character(tmp_path: Path) -> None:
    (one,) = links.check(content(tmp_path, "Voir la\n\nsuite, [ici-même](faq.fr.md)."))
    assert (one.where.line, one.where.column) == (10, 8)
