"""Answers that were confirmed and made public, and that no page shows: a page that a writer edited keeps its words."""

from __future__ import annotations

from collections.abc import Iterator

from launcher.errors import Where
from launcher.model import Finding
from launcher.site import learnt
from launcher.site.rules import Whole


def check_all(whole: Whole) -> Iterator[Finding]:
    """One finding for each question and language that cannot be read anywhere."""
    for lang in whole.languages if whole.yardstick.answers else ():
        paths = [whole.path(one) for one in whole.going_out if one.meta.get("lang") == lang]
        shown = {number for path in paths for number in whole.learn(path, learnt.answers)}
        for number, answer in enumerate(whole.yardstick.answers):
            question = answer["question"].get(lang, "")
            if question and number not in shown:
                hint = "Its page was edited by hand: copy the question and the answer from the register into it."
                where = Where(str(whole.folder / "pages"))
                yield Finding("answer-not-shown", "warning", f"no page in `{lang}` shows “{question}”", hint, where)
