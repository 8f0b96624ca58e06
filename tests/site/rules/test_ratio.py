from __future__ import annotations

from pathlib import Path

import pytest

from launcher.model import Yardstick
from launcher.site import frontmatter
from launcher.site.rules import ratio
from tests.site import samples
from tests.site.rules.against import codes, look


def write(content: Path, subject: int, project: int, benefits: int) -> None:
    for kind, words in (("subject", subject), ("project", project), ("benefits", benefits)):
        samples.write(content, f"pages/{kind}.fr", "**mot** " * words or "—", kind=kind)


@pytest.mark.parametrize(
    ("subject", "project", "benefits", "found"),
    [(60, 40, 0, []), (60, 20, 20, []), (59, 41, 0, [("error", "more-project-than-subject")]), (10, 0, 0, [])],
)
def test_more_on_the_subject(
    content: Path, subject: int, project: int, benefits: int, found: list[tuple[str, str]]
) -> None:
    write(content, subject, project, benefits)
    assert codes(look(ratio, content, Yardstick(subject_share=60))) == found
    assert look(ratio, content) == []


def test_the_figures_are_told_at_the_longest_page(content: Path) -> None:
    write(content, 10, 5, 15)
    (one,) = look(ratio, content, Yardstick(subject_share=60))
    assert "33% of the words are about the subject (10 of 30); 60% are wanted" in one.message
    assert one.where.file.endswith("benefits.fr.md")


def test_drafts_do_not_count(content: Path) -> None:
    write(content, 10, 5, 0)
    samples.write(content, "pages/more.fr", "mot " * 100, kind="project", status="draft")
    assert look(ratio, content, Yardstick(subject_share=60)) == []
    documents = [frontmatter.read(file) for file in sorted(content.rglob("*.md"))]
    assert ratio.subject_share(documents) == (10, 105)
