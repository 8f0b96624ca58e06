"""The theme's own modules, those that do not need Pelican: Markdown without markup, words, structured data."""

from __future__ import annotations

import datetime as dt
import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markupsafe import Markup

from tests.site.samples import THEME, theme_module

plain, words, schema = theme_module("site_markdown"), theme_module("site_words"), theme_module("site_schema")
ALLOWED = {
    *("p", "em", "strong", "code", "pre", "ul", "ol", "li", "a", "img", "br", "hr", "blockquote"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
DAY = dt.datetime(2026, 3, 10, 10, 30, tzinfo=dt.UTC)


def _html(text: str) -> str:
    return Markdown(extensions=["tables", plain.headings(), plain.Plain()]).convert(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <b>b</b>",
        '<img src=x onerror="x">',
        "<div>\n\n# x\n\n</div>",
        "<!-- x -->",
        "<?php ?>",
    ],
)
def test_raw_html_is_text(text: str) -> None:
    html = _html(text)
    assert not any(f"<{tag}" in html for tag in ("script", "b>", "img", "div", "!--", "?php"))
    assert "&lt;" in html


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript&#58;alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](vbscript:x)",
        "[x][y]\n\n[y]: data:text/html,x",
        "[x](//elsewhere.example/)",
        r"[x](\\\\elsewhere.example/)",
        "[x]({attach}/images/a.png)",
        "![x](https://elsewhere.example/a.png)",
        "![x](a.png)",
        "![x](data:image/png;base64,AAAA)",
        "<ftp://elsewhere.example>",
    ],
)
def test_addresses_that_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not allowed"):
        _html(text)


@pytest.mark.parametrize(
    "text",
    [
        "[x](https://canada.ca/)",
        "[x](mailto:a@b.example)",
        "<a@b.example>",
        "[x](tel:+15145550142)",
        "[x]({filename}/pages/faq.fr.md#lots)",
        "[x]({static}/files/a.pdf)",
        "![x]({static}/images/a.png)",
        "[x](#lots)",
        "[x](../faq/)",
    ],
)
def test_addresses_that_pass(text: str) -> None:
    html = _html(text)
    assert "href" in html or "src" in html


def test_small_markup() -> None:
    assert _html("# A\n\n## B") == '<h2 id="a">A</h2>\n<h2 id="b">B</h2>'
    assert 'class="right"' in _html("| a |\n|--:|\n| 1 |")
    assert "style" not in _html("| a |\n|:-:|\n| 1 |")
    assert _html("[TOC]") == "<p>[TOC]</p>"
    assert _html("&copy; &foo; &#0; &eacute; &#x80;") == "<p>&copy; &amp;foo; &amp;#0; &eacute; &amp;#x80;</p>"


@given(st.text(st.sampled_from("<>&\"'`[](){}!#*_-:;\\/ \n\tabscript0=x"), max_size=120))
def test_nothing_typed_becomes_a_forbidden_element(text: str) -> None:
    try:
        html = _html(text)
    except ValueError:  # an address that is refused
        return
    tags = {part.split(">")[0].split()[0].strip("/") for part in html.split("<")[1:] if part.split(">")[0].strip("/ ")}
    assert tags <= ALLOWED
    assert "on" not in {attribute.split("=")[0] for attribute in html.split()}


def test_moments() -> None:
    assert words.moment(DAY, "fr", "America/Toronto") == "10\xa0mars 2026, 6\xa0h\xa030"
    assert words.moment(DAY, "en", "America/Toronto") == "March\xa010, 2026, 6:30\xa0a.m."
    first = dt.datetime(2026, 8, 1, 12, tzinfo=dt.UTC)
    assert words.moment(first, "fr", "America/Toronto") == "1er\xa0août 2026, 8\xa0h"
    assert words.zone(DAY, "fr", "America/Toronto") == "heure de l’Est"
    assert words.zone(DAY, "en", "America/Toronto") == "Eastern Time"


def test_french_spaces_do_not_break() -> None:
    assert (
        words.bind("« Oui » : 18 000 sacs, 3 % à 6 h 30 !", "fr")
        == "«\xa0Oui\xa0»\xa0: 18\xa0000 sacs, 3\xa0% à 6\xa0h 30\xa0!"
    )
    assert words.bind(Markup('<a title="a : b">a : b</a>'), "fr") == '<a title="a : b">a\xa0: b</a>'
    assert words.bind("a : b", "en") == "a : b"


def test_telephones() -> None:
    assert words.tel("1 800 555-0142") == "18005550142"
    assert words.tel("+1 (514) 555-0142, poste 22") == "+15145550142"


def test_structured_data_cannot_end_its_element() -> None:
    body = schema.json_ld({"headline": "</script><!-- & \u2028", "empty": "", "none": None})
    assert "<" not in body
    assert json.loads(body) == {"headline": "</script><!-- & \u2028"}


def test_every_string_is_in_both_languages() -> None:
    strings = tomllib.loads((THEME / "strings.toml").read_text(encoding="utf-8"))
    for key, texts in strings.items():
        assert set(texts) == {"fr", "en"}, key
        assert all(texts.values()), key
        assert " :" not in texts["fr"], key
        assert "'" not in texts["fr"] + texts["en"], key
