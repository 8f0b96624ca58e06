"""A publish from the preview is that of the command: looked at, agreed to, proven; or refused with its reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from launcher.cli.house import reached
from launcher.launch import folder, journal
from launcher.launch.folder import Crisis
from launcher.workspace import Workspace
from tests.cli.conftest import snapshot
from tests.launch.stage import Stage
from tests.preview.looking import Answer, Preview, previewing, twin
from tests.worlds import ended


@pytest.fixture
def out(live: Stage) -> Iterator[Preview]:
    """A preview of a crisis that is live; its content is put back."""
    content = live.crisis.content
    before = snapshot(content)
    with previewing(live.crisis, live.workspace, lambda: reached(live.crisis, live.workspace)) as running:
        yield running
    for path in [*content.rglob("*")]:
        if path.is_file() and str(path.relative_to(content)) not in before:
            path.unlink()
    for name, data in before.items():
        (content / name).write_bytes(data)


def posted(preview: Preview, what: str, page: Answer) -> Answer:
    """The form of a page, sent as its button does."""
    form = dict(re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"', page.text))
    here = preview.session.address.rstrip("/")
    return preview.get(f"/_/{what}?lang=en", method="POST", form=form, Origin=here)


def test_looked_at_and_published(out: Preview, live: Stage) -> None:
    for lang in ("fr", "en"):
        out.post(f"point.{lang}.md").write_text(twin(lang, f"ZZOUT {lang}"), "utf-8")
    domain = folder.standing(live.crisis).domain
    before = live.served(domain, "/en/point-en/")
    agreed = posted(out, "changes", out.get("/_/publish?lang=en"))
    assert "en/point-en/index.html" in agreed.text
    assert live.served(domain, "/en/point-en/") == before, "nothing is out before the yes"
    done = posted(out, "publish", agreed)
    assert "It is live" in done.said
    assert live.served(domain, "/en/point-en/")[0] == 200
    told = next(event for event in out.told if event.kind == "published")
    assert told.data["release"] == live.release().id
    again = posted(out, "publish", agreed)
    assert "Nothing was published" in again.said, "what was shown goes out once"


def test_what_the_gate_refuses(out: Preview, live: Stage) -> None:
    out.post("alone.fr.md").write_text(twin("fr", "[TODO]", slug="alone"), "utf-8")
    seen = live.stored()
    refused = posted(out, "changes", out.get("/_/publish?lang=en"))
    assert "Nothing was published" in refused.said
    assert "alone.fr.md" in refused.said
    assert 'name="plan"' not in refused.text
    assert live.stored() == seen


def test_another_command_has_the_crisis(out: Preview, live: Stage) -> None:
    for lang in ("fr", "en"):
        out.post(f"busy.{lang}.md").write_text(twin(lang, "x", slug="busy"), "utf-8")
    agreed = posted(out, "changes", out.get("/_/publish?lang=en"))
    with journal.opened(live.crisis.folder, lambda: out.clock[0]):
        refused = posted(out, "publish", agreed)
    assert "another command is working on the crisis" in refused.said
    assert out.get("/").status == 200


def test_a_crisis_that_is_not_launched_is_shown_and_not_published(crisis: tuple[Crisis, Workspace]) -> None:
    state = crisis[1].state(crisis[0].target)
    with ended(state), previewing(*crisis, lambda: reached(*crisis)) as preview:
        assert preview.get("/").status == 200
        refused = posted(preview, "changes", preview.get("/_/publish"))
        assert "not live" in refused.said
