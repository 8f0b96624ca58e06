"""Facts are text: whatever is typed is what a reader sees, through the very Markdown of the site."""

from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from launcher.site.content import escape, one_line
from tests.site import samples

site_markdown = samples.theme_module("site_markdown")

MARK = "QQ"
PLACES = {
    "paragraph": "{x}",
    "middle": "Avant {x} après.",
    "glued": "a{x}b",
    "between facts": "{x} {x}",
    "quoted": "« {x} », ({x}), “{x}”",
    "strong": "**{x}**",
    "emphasis": "*{x}*",
    "item": "- {x}\n- z",
    "numbered item": "1. {x}\n2. z",
    "labelled item": "- **Produit :** {x}",
    "heading": "## {x}",
    "heading with words": "### Le {x}",
    "first cell": "| A | B |\n|---|---|\n| {x} | z |",
    "last cell": "| A | B |\n|---|---|\n| z | {x} |",
    "header cell": "| {x} | B |\n|---|---|\n| z | y |",
    "link text": "[{x}](tel:+1)",
    "link text among words": "[voir {x} ici]({filename}/pages/home.fr.md)",
    "second line": "first\n{x}\nthird",
    "after a list": "- a\n\n{x}",
    "inside an item": "- a\n\n    {x}\n\n- b",
    "quotation": "> {x}",
    "before a rule": "{x}\n\n---",
}
PIECES = [
    *"\\`*_{}[]()#+-.!|<>&;:\"'=~^ \n\t1ax/@$%,?é\u00a0\u2028\u0301",
    *[
        "&amp;",
        "&lt;",
        "&#60;",
        "&copy;",
        "<b>",
        "</p>",
        "<!--",
        "-->",
        "<?",
        "![a](b)",
        "[a](b)",
        "](",
        "][",
        "[a]: b",
    ],
    *[
        "- ",
        "* ",
        "1. ",
        "1) ",
        "# ",
        "#",
        "===",
        "---",
        "    ",
        "  \n",
        "\n\n",
        "> ",
        "***",
        "___",
        "``",
        "```",
        "~~~",
    ],
    *[
        "\\\\",
        "\\|",
        "{filename}",
        "{static}/x",
        "{: #a }",
        "[^1]",
        "*[a]: b",
        ": ",
        "http://a.b",
        "<http://a>",
        "<a@b.c>",
    ],
    *["klzzwxh:0001", "wzxhzdk:0", "[TOC]", "javascript:", "🧀", "שלום", "\u200f"],
]
TYPED = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join),
    st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=30),
).filter(str.strip)


def collapsed(words: str) -> str:
    return re.sub(r"[ \t\r\n\f\v]+", " ", words).strip()


def shown(source: str) -> tuple[list[tuple[str, list[tuple[str, str]]]], str]:
    """The elements with their attributes (but for headings' ids, made of their words), and the text."""
    made = Markdown(
        extensions=["tables", "sane_lists", "meta", site_markdown.headings(), site_markdown.Plain()]
    ).convert(f"Title: x\n\n{source}")
    tree = html5lib.parseFragment(made, namespaceHTMLElements=False)
    elements = [(str(e.tag), sorted(i for i in e.attrib.items() if i[0] != "id")) for e in tree.iter()]
    return elements, "".join(tree.itertext())


@settings(max_examples=600, deadline=None)
@given(typed=TYPED, place=st.sampled_from(sorted(PLACES)))
def test_what_is_typed_is_what_is_read(typed: str, place: str) -> None:
    elements, words = shown(PLACES[place].replace("{x}", escape(typed)))
    expected, around = shown(PLACES[place].replace("{x}", MARK))
    assert elements == expected
    assert collapsed(words) == collapsed(around.replace(MARK, collapsed(typed)))


@pytest.mark.parametrize("place", sorted(PLACES))
@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "{{ x }}",
        "{% x %}",
        "]:",
        "[a]: b",
        "# h",
        "- i",
        "1. i",
        "| a | b |",
        "&copy;",
        "C#",
        "\\",
        "[a](b)",
        "![a](b)",
        "`c",
        "***",
        "===",
        "a_b_c",
        "\\*",
    ],
)
def test_the_known_bad_ones(place: str, typed: str) -> None:
    elements, words = shown(PLACES[place].replace("{x}", escape(typed)))
    expected, around = shown(PLACES[place].replace("{x}", MARK))
    assert (elements, collapsed(words)) == (expected, collapsed(around.replace(MARK, typed)))


_ADDRESS = st.text(st.sampled_from("abz019-._~!$&*+,;=:@%/?#|^"), max_size=20)


@given(rest=_ADDRESS)
def test_an_address_leads_where_it_says(rest: str) -> None:
    address = f"https://a.example/{rest}"
    elements, words = shown(f"[{escape(address)}]({escape(address)})")
    assert [attributes for tag, attributes in elements if tag == "a"] == [[("href", address)]]
    assert words == address


@given(TYPED)
def test_front_matter_stays_one_line(typed: str) -> None:
    assert one_line(typed) == collapsed(typed).strip()
    assert not {"\n", "\r"} & set(one_line(typed))
