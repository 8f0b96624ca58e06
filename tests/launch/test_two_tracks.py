"""Two tracks: live under a domain that is ours already, in the time of an upload; at the crisis name when it is had."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher.launch import folder
from launcher.model import Release
from launcher.site import release
from tests.launch.conftest import Begun, Unbroken
from tests.launch.stage import KILLED, STANDBY, Ran, Stage, death, death_at, on_stage
from tests.launch.test_kill import MOMENTS, SEED, full, killed, part_of, sliced
from tests.launch.test_publish_killed import apart_from_the_release, edit, sees

NAME, FIRST = "rappel-fromage.ca", f"rappel-fromage.{STANDBY}"
PAID = [(NAME, "18.00")]
WAITS = {"on": "register", "do": "customer-action", "polls": 1}
"""The registrar wants the person to do something; when it is asked again, it was done."""


@pytest.fixture
def begun(tmp_path: Path, two_tracks: Begun) -> Iterator[Stage]:
    """The yes was said; nothing was done yet."""
    with on_stage(tmp_path / "workspace", two_tracks.stage) as stage:
        yield stage


@pytest.fixture
def waiting(begun: Stage) -> Stage:
    """Live at the first address; the name waits for the person."""
    begun.script(WAITS)
    failed(begun.run("resume"), 4, "customer-action")
    assert state(begun) == (folder.FIRST, FIRST)
    return begun


def failed(ran: Ran, code: int, reason: str) -> None:
    """It ended so, and told where the pages are meanwhile."""
    assert (ran.code, ran.error["code"]) == (code, reason), ran.stdout
    (live,) = [one["message"] for one in ran.envelope["messages"] if one["code"] == "live"]
    assert live.startswith(f"https://{FIRST}/ ")


def ended(ran: Ran) -> dict[str, Any]:
    assert ran.code == 0, ran.stdout
    data: dict[str, Any] = ran.envelope["data"]
    return data


def state(stage: Stage) -> tuple[str, str | None]:
    data = stage.run("status").envelope["data"]
    return data["state"], data["live"]


def planned(stage: Stage) -> set[str]:
    """The kinds of the steps that the last command planned."""
    last = folder.standing(stage.crisis).plan
    assert last is not None
    return {step.kind for step in last.steps}


def at_first(stage: Stage) -> Release:
    """The release that was made last for the first address."""
    made = (step for plan in folder.standing(stage.crisis).plans for step in plan.steps)
    *_, last = (step.params["release"] for step in made if step.kind == "upload" and step.params["host"] == FIRST)
    return release.load(stage.crisis.folder, last)


def readers_at_first_see(stage: Stage, wanted: Release) -> bool:
    got = [stage.served(FIRST, "/" + file.path.removesuffix("index.html"))[:2] for file in wanted.files]
    return got == [(200, file.sha256) for file in wanted.files]


def text(stage: Stage, made: Release, path: str) -> str:
    file = next(file for file in made.files if file.path == path)
    return release.body(stage.crisis.folder, file).decode()


def leads_on(stage: Stage, path: str) -> bool:
    status, _, headers = stage.served(FIRST, path)
    return status in (301, 308) and headers["location"] == f"https://{NAME}{path}"


# ── the name is on its way ───────────────────────────────────────────────────────────────────────


def test_a_launch_goes_live_at_both_and_ends_at_the_name(unbroken_tracks: Unbroken) -> None:
    stage = unbroken_tracks.stage
    assert unbroken_tracks.picture.serving == {
        NAME: stage.release().id,
        f"www.{NAME}": f"https://{NAME}",
        FIRST: f"https://{NAME}",
    }
    assert all(leads_on(stage, path) for path in ("/", "/en/", "/none/"))
    told = json.loads((stage.crisis.folder / "report.json").read_text("utf-8"))
    lived = {one["host"]: one["elapsed_s"] for one in told["lived"]}
    assert lived.keys() == {FIRST, NAME}
    assert told["state"] == "live"
    steps = {one["step"].partition(":")[0]: one["seconds"] for one in told["chain"]}
    assert list(steps)[-2:] == ["prove", "move"]
    assert 0 < sum(steps.values()) - steps["move"] <= max(lived.values()), "one after another, within that time"
    page = (stage.crisis.folder / "report.md").read_text("utf-8")
    assert f"| Live at {FIRST} | after " in page
    assert f"| Live at {NAME} | after " in page


@pytest.mark.parametrize(
    ("rule", "code", "reason"),
    [
        pytest.param({"do": "customer-action", "polls": 2}, 4, "customer-action", marks=full),
        ({"do": "pending", "polls": 3}, 4, "provider-failed"),
        ({"do": "failed", "polls": 1}, 4, "registration-failed"),
        pytest.param({"do": "refused"}, 3, "registration-refused", marks=full),
        pytest.param({"do": "lost-before"}, 4, "registration-unknown", marks=full),
    ],
    ids=lambda value: value["do"] if isinstance(value, dict) else "",
)
def test_whatever_the_registrar_does_the_first_address_is_live_and_resume_goes_on(
    rule: dict[str, Any], code: int, reason: str, begun: Stage, unbroken_tracks: Unbroken
) -> None:
    patience(begun, "0m" if rule["do"] == "pending" else "30m")
    begun.script({"on": "register", **rule})
    failed(begun.run("resume"), code, reason)
    assert state(begun) == (folder.FIRST, FIRST)
    assert readers_at_first_see(begun, at_first(begun))
    assert begun.charges() == []
    told = begun.told("status").stdout
    assert f"{folder.FIRST}, https://{FIRST}/; https://{NAME}/ is on its way: `sparewheel resume`" in told
    again = begun.told("resume")
    assert again.code == code
    assert f"\nLive meanwhile: https://{FIRST}/ (on this machine: http://" in again.stderr
    begun.script()
    patience(begun, "30m")
    assert ended(begun.run("resume"))["live"] == NAME
    assert begun.picture() == unbroken_tracks.picture


def patience(stage: Stage, wait: str) -> None:
    """How long the launch waits for a provider."""
    file = stage.crisis.folder / "sparewheel.yaml"
    lines = file.read_text("utf-8").splitlines()
    (here,) = (number for number, line in enumerate(lines) if line.startswith("  max_wait:"))
    lines[here] = f"  max_wait: {wait}"
    file.write_text("\n".join(lines) + "\n", "utf-8")


def test_pages_that_no_reader_gets_send_nobody_on(begun: Stage, unbroken_tracks: Unbroken) -> None:
    lost = [{"do": "fail", "moment": "before", "name": "probe.fetch", "nth": nth} for nth in range(1, 400)]
    ran = begun.faulty({"faults": lost}, "resume")
    assert (ran.code, ran.error["code"]) == (5, "not-verified"), ran.stdout
    assert [one["code"] for one in ran.envelope["messages"]] == ["not-verified", "not-verified", "live"]
    assert begun.picture().serving[FIRST] == at_first(begun).id
    ended(begun.run("resume"))
    assert begun.picture() == unbroken_tracks.picture


# ── what writers do meanwhile ────────────────────────────────────────────────────────────────────


def test_what_is_published_meanwhile_is_what_stands_at_the_name(waiting: Stage, unbroken_tracks: Unbroken) -> None:
    launched = at_first(waiting)
    edit(waiting, "The first line more.")
    done = ended(waiting.run("publish"))
    assert (done["live"], done["domain"], done["changed"]) == (FIRST, NAME, ["en/about/index.html"])
    assert "register" not in planned(waiting)
    assert state(waiting) == (folder.FIRST, FIRST)
    kept = at_first(waiting)
    assert kept != launched
    assert readers_at_first_see(waiting, kept)
    assert report(waiting)["release"] == kept.id, "what readers get, not what waits for the name"
    edit(waiting, "The second line more.")
    ended(waiting.run("publish"))
    releases = waiting.run("status").envelope["data"]["releases"]
    assert releases == [launched.id, kept.id, at_first(waiting).id]
    assert ended(waiting.run("rollback"))["live"] == FIRST
    assert at_first(waiting) == kept
    assert readers_at_first_see(waiting, kept)
    assert waiting.charges() == []

    assert ended(waiting.run("resume"))["live"] == NAME
    stands = waiting.release()
    assert sees(waiting, stands)
    assert report(waiting)["release"] == stands.id
    assert "The first line more." in text(waiting, stands, "en/about/index.html")
    assert "The second line more." not in text(waiting, stands, "en/about/index.html")
    assert apart_from_the_release(waiting.picture()) == apart_from_the_release(unbroken_tracks.picture)
    assert all(leads_on(waiting, path) for path in ("/", "/en/about/", "/none/"))
    assert [one["host"] for one in report(waiting)["lived"]] == [FIRST, NAME]


def test_rollback_to_what_was_live_in_an_earlier_life_of_the_crisis(begun: Stage) -> None:
    begun.script({"on": "register", "do": "refused"})
    failed(begun.run("resume"), 3, "registration-refused")
    launched = at_first(begun)
    edit(begun, "A line before it was taken back.")
    ended(begun.run("publish"))
    ended(begun.run("undo", "--yes"))
    failed(begun.run("launch", "--crisis", begun.crisis.id, "--yes"), 3, "registration-refused")
    assert at_first(begun) != launched
    assert ended(begun.run("rollback"))["live"] == FIRST
    assert at_first(begun) == launched
    assert readers_at_first_see(begun, launched)


def test_rollback_brings_no_pages_back_that_bear_a_name_that_was_given_up(begun: Stage) -> None:
    begun.script({"on": "register", "do": "refused", "name": NAME}, {**WAITS, "name": "autre-nom.ca"})
    failed(begun.run("resume"), 3, "registration-refused")
    first = at_first(begun)
    edit(begun, "A line before the other name.")
    other = ("--crisis", begun.crisis.id, "--domain", "autre-nom.ca", "--yes")
    failed(begun.run("launch", *other), 4, "customer-action")
    assert at_first(begun) != first
    ran = begun.run("rollback")
    assert (ran.code, ran.error["code"]) == (3, "unknown-release")


def report(stage: Stage) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((stage.crisis.folder / "report.json").read_text("utf-8"))
    return told


def test_each_address_is_the_one_that_its_own_pages_bear(unbroken_tracks: Unbroken) -> None:
    """Canonical links, feeds and the sitemap; no page of the name knows of the first address."""
    stage = unbroken_tracks.stage
    for made, own, other in ((stage.release(), NAME, FIRST), (at_first(stage), FIRST, NAME)):
        assert f'rel="canonical" href="https://{own}/"' in text(stage, made, "index.html")
        bearing = {file.path for file in made.files if f"https://{own}/" in text_or_none(stage, made, file.path)}
        assert {"index.html", "sitemap.xml", "fr/feed.atom", "en/feed.atom"} <= bearing
        strangers = {file.path for file in made.files if f"//{other}" in text_or_none(stage, made, file.path)}
        assert strangers == set()


def text_or_none(stage: Stage, made: Release, path: str) -> str:
    """A file's text; empty for pictures and fonts."""
    file = next(file for file in made.files if file.path == path)
    return release.body(stage.crisis.folder, file).decode("utf-8", errors="ignore")


def test_undo_takes_back_both_tracks(waiting: Stage) -> None:
    ended(waiting.run("resume"))
    gone = ended(waiting.run("undo", "--yes"))
    assert {step["step"] for step in gone["steps"] if not step["ok"]} == {f"zone:{NAME}", f"register:{NAME}"}
    down = waiting.picture()
    assert set(down.serving.values()) == {None}
    assert (down.records, down.stored, down.charges) == ((), {}, PAID)


def test_undo_while_the_name_is_on_its_way(waiting: Stage) -> None:
    ended(waiting.run("undo", "--yes"))
    down = waiting.picture()
    assert set(down.serving.values()) == {None}
    assert (down.records, down.stored, down.charges) == ((), {}, [])
    assert state(waiting) == (folder.TAKEN_BACK, None)


def test_a_publish_at_a_name_that_could_not_be_proven_sends_the_readers_of_the_first_address_on_too(
    waiting: Stage, unbroken_tracks: Unbroken
) -> None:
    """Or they would be left with pages that nobody publishes to any more."""
    files = len(unbroken_tracks.picture.files)
    late = range(files + 1, 3 * files)  # the first address is looked at again before the registrar has answered
    lost = [{"do": "fail", "moment": "before", "name": "probe.fetch", "nth": nth} for nth in late]
    assert waiting.faulty({"faults": lost}, "resume").code == 5
    assert waiting.served(FIRST, "/")[0] == 200
    edit(waiting, "The line that puts it right.")
    done = ended(waiting.run("publish"))
    assert (state(waiting), done["live"]) == ((folder.LIVE, NAME), NAME)
    assert "register" not in planned(waiting)
    assert leads_on(waiting, "/en/about/")
    assert sees(waiting, waiting.release())


# ── an address that cannot be proven ─────────────────────────────────────────────────────────────


def without(host: str, stage: Stage, *argv: str) -> Ran:
    """The command, while no reader gets to this host."""
    return stage._run("tests.launch.unreachable", host, *argv, "--json")


def test_what_is_corrected_reaches_the_first_address_while_the_name_cannot_be_proven(begun: Stage) -> None:
    assert without(NAME, begun, "resume").code == 5
    assert state(begun) == (folder.UNVERIFIED, FIRST)
    launched = at_first(begun)
    edit(begun, "The correction.")
    ran = without(NAME, begun, "publish")
    assert (ran.code, ran.error["code"]) == (5, "not-verified"), "the name is asked again"
    assert state(begun) == (folder.UNVERIFIED, FIRST)
    corrected = at_first(begun)
    assert "The correction." in text(begun, corrected, "en/about/index.html")
    assert readers_at_first_see(begun, corrected)
    assert sees(begun, begun.release()), "what stands at the name is as new"
    assert without(NAME, begun, "rollback").code == 5
    assert at_first(begun) == launched
    assert readers_at_first_see(begun, launched)
    ended(begun.run("publish"))
    assert state(begun) == (folder.LIVE, NAME)
    assert "The correction." in text(begun, begun.release(), "en/about/index.html")
    assert sees(begun, begun.release())
    assert leads_on(begun, "/en/about/")
    assert begun.charges() == PAID


def test_a_first_address_that_leads_on_is_no_proof_of_it(begun: Stage) -> None:
    ended(begun.run("resume"))
    edit(begun, "A line that is killed.")
    assert begun.faulty(death_at("storage.put", "before"), "publish").code == KILLED
    begun.script({"on": "dns.records", "do": "error", "name": NAME})
    assert begun.run("launch", "--crisis", begun.crisis.id, "--yes").code != 0
    assert leads_on(begun, "/en/about/")
    assert state(begun) == (folder.UNFINISHED, NAME)
    begun.script()
    ended(begun.run("resume"))
    edit(begun, "The correction.")
    assert ended(begun.run("publish"))["live"] == NAME
    assert "The correction." in text(begun, begun.release(), "en/about/index.html")
    assert sees(begun, begun.release())


@pytest.mark.parametrize("command", ["rollback", "publish"])
def test_what_is_advised_works_where_the_first_address_could_not_be_proven_again(command: str, waiting: Stage) -> None:
    launched = at_first(waiting)
    edit(waiting, "A line.")
    assert without(FIRST, waiting, "publish").code == 5
    assert state(waiting) == (folder.UNVERIFIED, FIRST)
    edit(waiting, "Another line.")
    ended(waiting.run(command))
    assert state(waiting) == (folder.FIRST, FIRST)
    assert readers_at_first_see(waiting, at_first(waiting))
    assert (at_first(waiting) == launched) == (command == "rollback")
    assert waiting.charges() == []


def test_the_first_address_is_kept_up_without_the_domain_in_the_settings(waiting: Stage) -> None:
    for file in (waiting.root / "sparewheel.yaml", waiting.crisis.folder / "sparewheel.yaml"):
        told, line = file.read_text("utf-8"), f"    standby: {STANDBY}\n"
        assert line in told
        file.write_text(told.replace(line, ""), "utf-8")
    launched = at_first(waiting)
    edit(waiting, "A line without it.")
    ended(waiting.run("publish"))
    assert readers_at_first_see(waiting, at_first(waiting))
    ended(waiting.run("rollback"))
    assert at_first(waiting) == launched
    assert readers_at_first_see(waiting, launched)
    assert ended(waiting.run("resume"))["live"] == NAME
    assert leads_on(waiting, "/en/about/")


# ── the world is lost ────────────────────────────────────────────────────────────────────────────


def test_the_world_is_lost_while_the_name_is_on_its_way(waiting: Stage, unbroken_tracks: Unbroken) -> None:
    """A writer need not know: what readers have is made again, nothing is bought, nobody is sent to the name."""
    launched = at_first(waiting)
    waiting.power_cut()
    edit(waiting, "A line after the restart.")
    ended(waiting.run("publish"))
    assert planned(waiting) == {"upload", "serve", "records", "prove"}
    assert state(waiting) == (folder.FIRST, FIRST)
    assert readers_at_first_see(waiting, at_first(waiting))
    waiting.power_cut()
    ended(waiting.run("rollback"))
    assert at_first(waiting) == launched
    assert readers_at_first_see(waiting, launched)
    assert waiting.charges() == []
    waiting.power_cut()
    ended(waiting.run("resume"))
    assert waiting.picture() == unbroken_tracks.picture


def test_the_world_is_lost_when_both_are_live(waiting: Stage, unbroken_tracks: Unbroken) -> None:
    ended(waiting.run("resume"))
    waiting.power_cut()
    ended(waiting.run("resume"))
    assert waiting.picture() == unbroken_tracks.picture
    edit(waiting, "A line after the restart.")
    waiting.power_cut()
    ended(waiting.run("publish"))
    assert sees(waiting, waiting.release())
    assert apart_from_the_release(waiting.picture()) == apart_from_the_release(unbroken_tracks.picture)


# ── names ────────────────────────────────────────────────────────────────────────────────────────


def test_another_name_after_a_no_keeps_the_first_address(begun: Stage) -> None:
    begun.script({"on": "register", "do": "taken-meanwhile"})
    failed(begun.run("resume"), 3, "name-taken")
    before = begun.release()
    begun.script()
    ended(begun.run("launch", "--crisis", begun.crisis.id, "--domain", "autre-nom.ca", "--yes"))
    assert state(begun) == (folder.LIVE, "autre-nom.ca")
    there = begun.picture()
    assert there.serving == {
        "autre-nom.ca": begun.release().id,
        "www.autre-nom.ca": "https://autre-nom.ca",
        FIRST: "https://autre-nom.ca",
    }
    assert there.charges == [("autre-nom.ca", "18.00")]
    assert sees(begun, begun.release())
    assert not [key for key in there.stored if before.id in key]
    assert begun.served(NAME, "/")[0] == 421
    assert begun.left_of(NAME) == (None, (), None, None)
    begun.power_cut()
    ended(begun.run("resume"))
    assert begun.picture() == there
    assert begun.left_of(NAME) == (None, (), None, None)


def test_a_purchase_that_is_open_keeps_its_name(waiting: Stage) -> None:
    ran = waiting.run("launch", "--crisis", waiting.crisis.id, "--domain", "autre-nom.ca", "--yes")
    assert (ran.code, ran.error["code"]) == (3, "purchase-open")


def test_two_crises_with_the_same_label_have_two_first_addresses(unbroken_tracks: Unbroken, tmp_path: Path) -> None:
    with on_stage(tmp_path / "workspace", unbroken_tracks.stage) as stage:
        drill = stage.root / "playbooks" / "product-recall" / "drill"
        other = stage.root / "other.yaml"
        other.write_text((drill / "facts.yaml").read_text("utf-8").replace("Aubépine", "Boréale"), "utf-8")
        given = ("--playbook", "product-recall", "--facts", str(other), "--domain", "rappel-fromage.com", "--yes")
        data = ended(stage.run("launch", *given))
        assert {one["host"] for one in data["lived"]} == {f"rappel-fromage-com.{STANDBY}", "rappel-fromage.com"}
        one, two = folder.every(stage.workspace)
        assert {folder.standing(crisis).plans[0].first for crisis in (one, two)} == {
            FIRST,
            f"rappel-fromage-com.{STANDBY}",
        }
        ended(stage.run("resume", "--crisis", one.id))
        assert leads_on(stage, "/en/")


# ── killed ───────────────────────────────────────────────────────────────────────────────────────


def recover(stage: Stage, whole: Unbroken) -> None:
    ended(stage.run("resume"))
    assert stage.picture() == whole.picture
    assert stage.charges() == PAID


@full
def test_killed_after_every_switch_of_the_edge(begun: Stage, unbroken_tracks: Unbroken) -> None:
    """The first address, the name, its `www`, and the first address once more: some at once, some one after another."""
    deaths = 0
    while (ran := begun.faulty(death_at("edge.point", "after"), "resume")).code == KILLED:
        deaths += 1
        assert deaths <= 4
    assert ran.code == 0, ran.stdout
    assert deaths >= 3, "the name's, its www's and the move need each other"
    recover(begun, unbroken_tracks)


@full
@pytest.mark.parametrize(
    "points",
    [
        (("storage.put", "after"), ("edge.point", "before"), ("dns.change", "after"), ("probe.fetch", "after")),
        (("registrar.register", "after"), ("registrar.operations", "before"), ("probe.fetch", "before")),
    ],
    ids=lambda points: points[0][0],
)
def test_killed_on_either_track(points: tuple[tuple[str, str], ...], begun: Stage, unbroken_tracks: Unbroken) -> None:
    for name, moment in points:
        assert begun.faulty(death_at(name, moment), "resume").code == KILLED, (name, moment)
    recover(begun, unbroken_tracks)


def test_killed_while_the_name_is_on_its_way_and_in_the_publish_of_it(
    waiting: Stage, unbroken_tracks: Unbroken
) -> None:
    edit(waiting, "A line that is killed.")
    assert waiting.faulty(death_at("edge.point", "before"), "publish").code == KILLED
    assert state(waiting)[0] == folder.UNFINISHED
    assert waiting.faulty(death_at("registrar.operation", "after"), "resume").code == KILLED
    ended(waiting.run("resume"))
    assert "A line that is killed." in text(waiting, waiting.release(), "en/about/index.html")
    assert sees(waiting, waiting.release())
    assert apart_from_the_release(waiting.picture()) == apart_from_the_release(unbroken_tracks.picture)


@full
def test_killed_while_what_was_made_for_a_refused_name_is_taken_back(begun: Stage) -> None:
    begun.script({"on": "register", "do": "refused", "nth": 1})
    failed(begun.run("resume"), 3, "registration-refused")
    other = ("launch", "--crisis", begun.crisis.id, "--domain", "autre-nom.ca", "--yes")
    assert begun.faulty(death_at("dns.delete", "after"), *other).code == KILLED
    assert begun.faulty(death_at("dns.delete", "before"), "resume").code == KILLED
    assert ended(begun.run("resume"))["live"] == "autre-nom.ca", "the yes was for this one"
    assert begun.charges() == [("autre-nom.ca", "18.00")]
    assert begun.left_of(NAME) == (None, (), None, None)


def test_killed_at_seeded_points_of_two_tracks(begun: Stage, unbroken_tracks: Unbroken) -> None:
    luck = random.Random(SEED)
    for number in sorted(luck.sample(range(1, len(unbroken_tracks.calls) + 1), 4)):
        ran = begun.faulty(death(number, luck.choice(MOMENTS)), "resume")
        assert ran.code in (KILLED, 0), (number, ran.stdout)  # what is done already makes the way shorter
    recover(begun, unbroken_tracks)


@full
@sliced
def test_killed_at_every_call_of_two_tracks(
    part: int, tmp_path: Path, two_tracks: Begun, unbroken_tracks: Unbroken
) -> None:
    points = list(itertools.product(range(1, len(unbroken_tracks.calls) + 1), MOMENTS))
    for number, moment in part_of(points, part):
        with on_stage(tmp_path / f"{number}-{moment}", two_tracks.stage) as stage:
            killed(stage, number, moment, unbroken_tracks)
            recover(stage, unbroken_tracks)
