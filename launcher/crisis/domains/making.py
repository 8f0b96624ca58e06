"""Labels with what speaks for them. The list of names and the judgement of one that a person typed both ask here, so
that a name weighs the same in both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from launcher.crisis.domains import endings
from launcher.crisis.domains.grammar import Label, labels
from launcher.crisis.domains.ground import Ground, points, preference
from launcher.crisis.domains.verdict import reasons
from launcher.model import Keyword, Reason

PATTERN = 3.0
"""Points for the pattern that is liked best."""
SHAPES = {
    "incident": "what happened",
    "word": "the subject",
    "brand": "your brand",
    "answer": "a word that promises an answer",
}
"""What a part of a name is, told to people."""


@dataclass(frozen=True, slots=True)
class Made:
    """A label that a pattern made, and the word of the crisis that fills its `word` part."""

    label: Label
    keyword: Keyword | None
    pattern: str
    ground: Ground

    def why(self) -> tuple[Reason, ...]:
        """What speaks for it and against it, with any ending."""
        return (*weighed(self.label, self.keyword, self.ground), *_habit(self))

    @property
    def subject(self) -> str:
        """The word, or the brand, that it is about."""
        return self.keyword.term if self.keyword else self.label.words[0]


def made(ground: Ground) -> Iterator[Made]:
    """Every label of every pattern."""
    for pattern in ground.patterns:
        choices = ground.subjects.items() if "{word}" in pattern else [((), None)]
        for words, keyword in choices:
            for label in labels(pattern, {**ground.fillings, "word": [words]}, ground.lang):
                yield Made(label, keyword, pattern, ground)


def weighed(label: Label, keyword: Keyword | None, ground: Ground) -> tuple[Reason, ...]:
    """What a label's words are worth in this crisis, whoever made it."""
    return (*reasons(label, keyword, ground.incidents), *ground.about(label, keyword), *ground.audience)


def placed(tld: str, tlds: Sequence[str]) -> tuple[Reason, ...]:
    """What an ending adds to any label."""
    return (*preference("tld", tld, tlds, 6.0), *endings.reasons(tld))


def _habit(one: Made) -> tuple[Reason, ...]:
    """The place of its pattern among the playbook's and the language's own."""
    told = ", then ".join(SHAPES[part.kind] for part in one.label.parts)
    weight = points(one.pattern, one.ground.patterns, PATTERN)
    liked = "a way to build names that people know" if weight >= PATTERN / 2 else "not the usual way to build a name"
    return (Reason("pattern", f"{told}: {liked}", weight),)
