"""Links inside the site: by file, to what is published, in the page's language."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from launcher.site.check import findings

PAGE = "Title: {kind}\nLang: {lang}\nSlug: {kind}\nTwin: {kind}\nKind: {kind}\nOrder: 1\n{more}\n{body}\n"


def content(tmp_path: Path, body: str) -> Path:
    for kind, text in (("home", body), ("faq", "Texte.")):
        for lang in ("fr", "en"):
            file = tmp_path / "pages" / f"{kind}.{lang}.md"
            file.parent.mkdir(exist_ok=True)
            file.write_text(PAGE.format(kind=kind, lang=lang, more="", body=text if lang == "fr" else "Text."), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("[a]({filename}/pages/faq.fr.md)", []),
        ("[a]({filename}faq.fr.md)", []),
        ("[a]({filename}../pages/faq.fr.md#x)", []),
        ("[a](https://example.org/) [b](tel:+1) [c](mailto:a@example.org) [d](#x)", []),
        (r"\[a\](faq.fr.md)", []),
        ("[a](faq.fr.md)", ["link-by-path"]),
        ("[a](/fr/faq/)", ["link-by-path"]),
        ("[a][1]\n\n[1]: faq.fr.md", ["link-by-path"]),
        ("[a]({filename}/pages/none.fr.md) [b]({filename}/posts/x.fr.md)", ["dead-link", "dead-link"]),
        ("[a]({filename}/pages/faq.en.md)", ["other-language"]),
    ],
)
def test_links(tmp_path: Path, body: str, codes: list[str]) -> None:
    found = findings(content(tmp_path, body), ("fr", "en"), dt.datetime.now(dt.UTC))
    assert [one.code for one in found] == codes
    assert all(one.where.line == 8 + body.count("\n") for one in found)
