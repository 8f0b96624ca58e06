"""Speak of the subject more than of the project (seed row S10): people search the one and distrust the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from launcher.model import Finding
from launcher.site import reading
from launcher.site.frontmatter import Document
from launcher.site.rules import Content, error

SUBJECT = ("subject",)
PROJECT = ("project", "benefits")
_WORD = re.compile(r"[^\W_]+")


def check(content: Content) -> Iterator[Finding]:
    """Fewer words in a hundred on the subject than the playbook wants. Content without a project has no ratio."""
    wanted = content.yardstick.subject_share
    subject, project = subject_share(content.going_out)
    if not wanted or not project or subject * 100 >= wanted * (subject + project):
        return
    share = subject * 100 // (subject + project)
    longest = max((one for one in content.going_out if one.meta.get("kind") in PROJECT), key=words)
    message = f"{share}% of the words are about the subject ({subject} of {subject + project}); {wanted}% are wanted"
    hint = "Write more on the subject (Kind: subject), or shorten what is on the project and its benefits."
    yield error("more-project-than-subject", message, hint, longest.where("kind"))


def subject_share(documents: Sequence[Document]) -> tuple[int, int]:
    """How many words the documents have about the subject, and about the project."""
    counted = dict.fromkeys((*SUBJECT, *PROJECT), 0)
    for document in documents:
        if document.meta.get("kind") in counted:
            counted[document.meta["kind"]] += words(document)
    return sum(counted[kind] for kind in SUBJECT), sum(counted[kind] for kind in PROJECT)


def words(document: Document) -> int:
    """How many words a reader of its body reads."""
    return sum(len(_WORD.findall(passage.text)) for passage in reading.body(document))
