"""Answers that were confirmed and made public, and that no page shows: a page that a writer edited keeps its words."""

from __future__ import annotations

from collections.abc import Iterator

from launcher.errors import Where
from launcher.model import Finding
from launcher.site import reading
from launcher.site.rules import Content


def check(content: Content) -> Iterator[Finding]:
    """One finding for each question and language that cannot be read anywhere."""
    if not content.yardstick.answers:
        return
    for lang in content.languages:
        documents = [one for one in content.going_out if one.meta.get("lang") == lang]
        read = {passage.text for document in documents for passage in reading.passages(document)}
        for answer in content.yardstick.answers:
            question = answer["question"].get(lang, "")
            if question and question not in read:
                hint = "Its page was edited by hand: copy the question and the answer from the register into it."
                where = Where(str(content.folder / "pages"))
                yield Finding("answer-not-shown", "warning", f"no page in `{lang}` shows “{question}”", hint, where)
