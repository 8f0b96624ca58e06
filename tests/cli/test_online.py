"""`keywords --online`: the best words are asked of servers that speak as the services do, here on this machine."""

from __future__ import annotations

import datetime as dt
import json
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import near, whole, wrong
from tests.launch.stage import Ran, Stage
from tests.online import Asked, Reply, Server, serving

PRESS = "Le barrage de la rivière Noire cède. Le barrage inonde trois rues. On évacue, car le barrage fuit."


def pageviews(asked: Asked) -> Reply:
    """Quiet for three months, then fifty times as many readers since yesterday; only the article `Barrage` exists."""
    *_, project, _, _, article, _, since, until = asked.path.split("/")
    if urllib.parse.unquote(article) != "Barrage":
        return Reply(b'{"detail": "no data"}', 404, {"Content-Type": "application/problem+json"})
    first, last = (dt.datetime.strptime(text, "%Y%m%d").replace(tzinfo=dt.UTC) for text in (since, until))
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    items = [
        {"project": project, "article": article, "granularity": "daily", "timestamp": f"{day:%Y%m%d}00", "views": views}
        for day, views in ((day, 5000 if day >= last - dt.timedelta(days=1) else 100 + day.day % 5) for day in days)
    ]
    return Reply(json.dumps({"items": items}).encode(), headers={"Content-Type": "application/json"})


@pytest.fixture
def service() -> Iterator[Server]:
    with serving(pageviews) as server:
        yield server


def configured(stage: Stage, url: str) -> None:
    file = stage.root / "sparewheel.yaml"
    file.write_text(file.read_text("utf-8") + f"\nsources:\n  lectures: {{kind: wikimedia, url: '{url}'}}\n", "utf-8")


def article(stage: Stage) -> str:
    (stage.root / "un.txt").write_text(f"source: test\nlang: fr\n\n{PRESS}\n", "utf-8")
    return "un.txt"


def dam(ran: Ran) -> dict[str, Any]:
    (word,) = [word for word in whole(ran).envelope["data"]["keywords"] if word["term"] == "barrage"]
    return dict(word)


def test_what_a_service_counts_becomes_evidence(room: Stage, service: Server) -> None:
    configured(room, service.url)
    before = dam(room.run("keywords", article(room)))
    after = dam(room.run("keywords", "un.txt", "--online"))
    assert (before["search"], after["search"]["latest"]) == (None, 5000)
    assert after["search"]["onset"] is not None
    assert any("/fr.wikipedia/all-access/user/Barrage/" in asked.path for asked in service.asked)


def test_nothing_is_sent_unless_it_is_asked_for(room: Stage, service: Server) -> None:
    configured(room, service.url)
    assert whole(room.run("keywords", article(room))).code == 0
    assert service.asked == []


def test_a_crisis_keeps_what_was_answered(tmp_path: Path, live: Stage, service: Server) -> None:
    with near(tmp_path / "workspace", live) as stage:
        configured(stage, service.url)
        stage.crisis.folder.joinpath("signals", "barrage.txt").write_text(f"lang: fr\n\n{PRESS}\n", "utf-8")
        assert dam(stage.run("keywords", "--online", "--pin", "barrage"))["search"] is not None
        assert [file.name for file in stage.crisis.folder.glob("signals/online/*")] != []
        asked = len(service.asked)
        assert dam(stage.run("keywords"))["search"] is not None
        assert len(service.asked) == asked


def test_without_a_network_the_files_still_speak(room: Stage, service: Server) -> None:
    configured(room, "http://127.0.0.1:9")
    ran = whole(room.run("keywords", article(room), "--online"))
    assert dam(ran)["search"] is None
    assert any("lectures cannot be reached" in message["message"] for message in ran.envelope["messages"])


def test_without_sources_it_says_where_to_name_some(room: Stage) -> None:
    assert "sources:" in wrong(room.run("keywords", article(room), "--online"), 3, "no-sources")
