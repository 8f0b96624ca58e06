"""The page: cards into one self-contained HTML file. Every text is escaped by the engine; no script, no network."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from jinja2 import Environment, StrictUndefined

from launcher.model import Keyword
from launcher.picture.cards import cards, is_pinned
from launcher.picture.wording import PINNED, STATES, TEXTS

_TEMPLATE, _STYLE = "words.html", "words.css"


def page(ranked: Sequence[Keyword], lang: str, subject: str = "") -> str:
    """The picture of ranked words in `fr` or `en`, for a browser, a telephone and a printer.

    `subject`: what the words are of, a crisis's id for example. The same words give the same file.
    """
    shown = cards(_by_group(ranked), lang)
    groups = [("pinned", *PINNED[lang], [card for card in shown if card.pinned])]
    for state, told in STATES[lang].items():
        groups.append((state.value, *told, [card for card in shown if card.state is state and not card.pinned]))
    engine = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return engine.from_string(_read(_TEMPLATE)).render(
        lang=lang,
        subject=subject,
        text=TEXTS[lang],
        style=_read(_STYLE),
        cards=shown,
        groups=[group for group in groups if group[3]],
        states={state: name for state, (name, _) in STATES[lang].items()},
        hot=any(card.state == "hot" for card in shown),
    )


def _by_group(ranked: Sequence[Keyword]) -> list[Keyword]:
    """In the order in which they are shown, so that the numbers run: pinned, then by state, best first in each."""
    order = list(STATES["en"])
    return sorted(ranked, key=lambda word: -1 if is_pinned(word) else order.index(word.state))


def _read(name: str) -> str:
    return (resources.files(__package__) / name).read_text("utf-8")
