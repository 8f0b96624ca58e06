"""Agreeing: a publish from a page of the preview: look, read what would change, say yes. Only on this machine."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from launcher.errors import Problem, SpareWheelError
from launcher.launch.conduct import Conducted
from launcher.launch.publish import Change
from launcher.model import Finding
from launcher.preview import answers, drawing, wording
from launcher.preview.answers import Answer
from launcher.preview.desk import Desk
from launcher.preview.drawing import Place
from launcher.preview.outgoing import Outgoing


class Agreeing:
    """What a person was shown last is what goes out; `told` hears of it when it did."""

    def __init__(self, desk: Desk, outgoing: Outgoing, told: Callable[[Conducted], None]) -> None:
        self._desk, self._outgoing, self._told = desk, outgoing, told
        self._token = secrets.token_urlsafe(16)
        self._shown: Change | None = None

    def answer(self, what: str, asked: Mapping[str, str], form: Mapping[str, str]) -> Answer | None:
        """The page for `look` (nothing is done), `changes` and `publish` (only with the token of that page)."""
        lang = answers.language(self._desk.view, asked)
        if what == "look":
            return self._page("look", lang)
        stage = {"changes": self._changes, "publish": self._publish}.get(what)
        if stage is None or not hmac.compare_digest(form.get("token", "").encode(), self._token.encode()):
            return None
        try:
            return stage(lang, form)
        except SpareWheelError as error:
            return self._page("refused", lang, problems=error.problems)

    def _changes(self, lang: str, _form: Mapping[str, str]) -> Answer:
        change = self._shown = self._outgoing.changes()
        files = [(path, wording.say(lang, "changed")) for path in change.changed]
        files += [(path, wording.say(lang, "removed")) for path in change.removed]
        told: list[tuple[str, tuple[Finding, ...]]] = [
            (wording.say(lang, "doubts"), change.doubts),
            (wording.say(lang, "remarks"), change.findings),
        ]
        return self._page("agree", lang, files=files, told=told, plan=change.plan.checksum)

    def _publish(self, lang: str, form: Mapping[str, str]) -> Answer:
        change, self._shown = self._shown, None
        if change is None or form.get("plan") != change.plan.checksum:
            return self._page("refused", lang, problems=(Problem("stale", wording.say(lang, "stale")),))
        done = self._outgoing.publish(change)
        self._told(done)
        note = wording.say(lang, "published-note", release=done.plan.release, seconds=round(done.elapsed_s, 2))
        return self._page("done", lang, address=done.site_url, note=note)

    def _page(self, stage: str, lang: str, **values: Any) -> Answer:
        return answers.own(drawing.publishing(stage, lang, Place(), token=self._token, **values))
