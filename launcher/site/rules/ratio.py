"""Speak of the subject more than of the project (seed row S10): people search the one and distrust the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from launcher.model import Finding
from launcher.site import learnt
from launcher.site.frontmatter import Document, Front
from launcher.site.rules import Whole, error

SUBJECT = ("subject",)
PROJECT = ("project", "benefits")


def check_all(whole: Whole) -> Iterator[Finding]:
    """Fewer words in a hundred on the subject than the playbook wants. Content without a project has no ratio."""
    wanted = whole.yardstick.subject_share
    about = [one for one in whole.going_out if one.meta.get("kind") in PROJECT] if wanted else []
    if not about:
        return
    subject, project = _share((one.meta.get("kind", ""), _words(one, whole)) for one in whole.going_out if _counts(one))
    if not project or subject * 100 >= wanted * (subject + project):
        return
    share = subject * 100 // (subject + project)
    longest = max(about, key=lambda one: _words(one, whole))
    message = f"{share}% of the words are about the subject ({subject} of {subject + project}); {wanted}% are wanted"
    hint = "Write more on the subject (Kind: subject), or shorten what is on the project and its benefits."
    yield error("more-project-than-subject", message, hint, longest.where("kind"))


def _counts(one: Front) -> bool:
    return one.meta.get("kind") in (*SUBJECT, *PROJECT)


def _words(one: Front, whole: Whole) -> int:
    return whole.learn(whole.path(one), learnt.words)


def _share(counted: Iterable[tuple[str, int]]) -> tuple[int, int]:
    subject = project = 0
    for kind, number in counted:
        subject, project = (subject + number, project) if kind in SUBJECT else (subject, project + number)
    return subject, project


def subject_share(documents: Sequence[Document]) -> tuple[int, int]:
    """How many words the documents have about the subject, and about the project."""
    return _share((one.meta.get("kind", ""), learnt.count(one)) for one in documents if _counts(one))
