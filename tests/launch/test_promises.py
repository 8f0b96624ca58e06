"""Readers are told an hour: what the files that go out promise, and what `status` says once it is past."""

from __future__ import annotations

from pathlib import Path

from launcher.launch import promises
from launcher.site import fronts
from tests.site.samples import homes, write

FIRST, SECOND = "2026-03-10T10:30:00-04:00", "2026-03-10T16:30:00-04:00"


def made(content: Path) -> tuple[str, bool]:
    found = promises.made_in(fronts.read(content))
    return found.hour, found.last


def test_the_latest_hour_that_readers_are_told(tmp_path: Path) -> None:
    content = homes(tmp_path)
    assert made(content) == ("", False)
    write(content, "posts/one.fr", kind="statement", next_update=SECOND)
    write(content, "posts/two.fr", kind="update", next_update=FIRST)
    assert made(content) == (SECOND, False)


def test_a_draft_and_what_waits_for_its_hour_promise_nothing(tmp_path: Path) -> None:
    content = homes(tmp_path)
    write(content, "posts/one.fr", kind="update", next_update=SECOND, status="draft")
    write(content, "posts/two.fr", kind="release", next_update=SECOND, embargo="2026-03-10T09:00:00-04:00")
    (content / "posts/broken.fr.md").write_text("no front matter", "utf-8")
    assert made(content) == ("", False)


def test_after_the_last_word_nothing_is_owed_until_someone_speaks_again(tmp_path: Path) -> None:
    content = homes(tmp_path)
    write(content, "posts/end.fr", kind="closing", date="2026-03-12T09:00:00-04:00")
    assert made(content) == ("", True)
    write(content, "posts/again.fr", kind="update", date="2026-03-13T09:00:00-04:00", next_update=SECOND)
    assert made(content) == (SECOND, False)
