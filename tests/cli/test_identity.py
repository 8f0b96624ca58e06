"""A crisis keeps the organisation's look, and reads it back from its own folder."""

from __future__ import annotations

from tests.cli.conftest import drill, whole
from tests.launch.stage import Stage

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#a11" d="M0 0h8v8H0z"/></svg>'


def test_the_logo_travels_with_the_crisis(room: Stage) -> None:
    settings = room.root / "sparewheel.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("organisation:\n", "organisation:\n  logo: ours.svg\n", 1), "utf-8")
    (room.root / "ours.svg").write_text(LOGO, "utf-8")
    assert whole(room.run("launch", *drill(room), "--yes")).code == 0
    (room.root / "ours.svg").unlink()
    ran = whole(room.run("check"))
    assert ran.envelope["error"] is None, ran.stdout
    assert (room.crisis.folder / "ours.svg").read_text("utf-8") == LOGO
