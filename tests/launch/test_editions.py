"""Editions on a sandbox: each at its own host, told of nowhere else, killed and taken back like the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from launcher.launch import acts, folder, journal, together
from launcher.launch import plan as plans
from launcher.launch.acts import Placed, Said
from launcher.launch.folder import LIVE, UNVERIFIED
from launcher.model import Front, Mode, Plan, Release, Step
from launcher.providers.sandbox.ports import SandboxDns
from launcher.site import release as releases
from tests.launch import test_plan
from tests.launch.stage import KILLED, STANDBY, Picture, Stage, death_at, on_stage
from tests.launch.test_plan import as_json_of, before, observed, release
from tests.launch.test_plan import step as step_of
from tests.launch.test_standing import AT
from tests.launch.test_two_tracks import FIRST, WAITS

NAME = "rappel-fromage.ca"
REGION, TOWN, LATE = f"montreal.{NAME}", f"sainte-claire.{NAME}", f"outaouais.{NAME}"
SETTINGS = """
editions:
  montreal: {scope: regional, name: {fr: "Grand Montréal", en: "Greater Montreal"}}
  sainte-claire: {scope: local, name: {fr: "Sainte-Claire", en: "Sainte-Claire"}}
  outaouais: {scope: regional, name: {fr: "Outaouais", en: "Outaouais"}}
"""
POST = """Title: {title}
Lang: {lang}
Slug: {twin}-{lang}
Twin: {twin}
Kind: question
Edition: {edition}
Date: 2026-03-10T06:30:00-04:00

{body}
"""


def write(posts: Path, edition: str, twin: str, body: str = "ZZ") -> None:
    for lang in ("fr", "en"):
        text = POST.format(title=f"ZZ{twin} {lang}", lang=lang, twin=twin, edition=edition, body=f"{body}{edition}")
        (posts / f"{twin}.{lang}.md").write_text(text, "utf-8")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A launch with a regional and a local edition, killed right after the yes."""
    with on_stage(tmp_path_factory.mktemp("begun") / "workspace") as stage:
        prepare(stage)
        killed = stage.launch({"steps": False})
        assert killed.code == KILLED, killed.stdout
        return stage


def prepare(stage: Stage) -> None:
    """Settings with editions, and a playbook with a post for two of them."""
    with (stage.root / "sparewheel.yaml").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    playbook = stage.root / "playbooks" / "product-recall"
    write(playbook / "posts", "montreal", "region")
    write(playbook / "posts", "sainte-claire", "town")
    told, posts = (playbook / "playbook.yaml").read_text("utf-8"), "\nposts:\n"
    more = "".join(f"  - {{template: posts/{name}}}\n" for name in ("region", "town"))
    assert told.count(posts) == 1
    (playbook / "playbook.yaml").write_text(told.replace(posts, posts + more), "utf-8")


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory, begun: Stage) -> Iterator[Stage]:
    """The same launch, resumed and left alone."""
    with on_stage(tmp_path_factory.mktemp("unbroken") / "workspace", begun) as stage:
        ended(stage, "resume")
        yield stage


@pytest.fixture
def resumed(tmp_path: Path, begun: Stage) -> Iterator[Stage]:
    with on_stage(tmp_path / "workspace", begun) as stage:
        ended(stage, "resume")
        yield stage


def ended(stage: Stage, *argv: str) -> dict[str, Any]:
    ran = stage.run(*argv)
    assert ran.code == 0, ran.stdout
    data: dict[str, Any] = ran.envelope["data"]
    return data


def serving(stage: Stage, *hosts: str) -> list[str | None]:
    return [stage.shows(host) for host in hosts]


def packed(stage: Stage, host: str) -> Release:
    """The release that was planned last for a host."""
    return releases.load(stage.crisis.folder, together.release_at(host, folder.standing(stage.crisis)))


def readers_get(stage: Stage, host: str, wanted: Release) -> bool:
    """Whether a reader of the host gets this release, every file of it."""
    got = [stage.served(host, "/" + file.path.removesuffix("index.html"))[:2] for file in wanted.files]
    return got == [(200, file.sha256) for file in wanted.files]


def everything(stage: Stage, wanted: Release) -> bytes:
    """Names and contents of a release, as it went out, in small letters."""
    files = ((file.path.encode(), releases.body(stage.crisis.folder, file)) for file in wanted.files)
    return b"\n".join(part for pair in files for part in pair).lower()


def world(stage: Stage) -> tuple[Picture, list[str | None], list[bool]]:
    hosts = (REGION, TOWN)
    return stage.picture(), serving(stage, *hosts), [readers_get(stage, host, packed(stage, host)) for host in hosts]


# ── a launch ─────────────────────────────────────────────────────────────────────────────────────


def test_each_is_live_at_its_own_host(unbroken: Stage) -> None:
    hosts = (NAME, REGION, TOWN)
    made = [packed(unbroken, host) for host in hosts]
    assert serving(unbroken, *hosts, LATE) == [*(one.id for one in made), None]
    assert all(readers_get(unbroken, host, one) for host, one in zip(hosts, made, strict=True))
    assert [one.site_url for one in made] == [f"https://{host}" for host in hosts]
    there = folder.standing(unbroken.crisis)
    assert (there.state, there.live) == (LIVE, NAME)
    assert {record.name for record in SandboxDns(unbroken.world()).records(NAME)} >= set(hosts)
    assert unbroken.served(f"www.{REGION}", "/")[0] != 200


def test_the_national_site_has_no_trace_of_the_local_one(unbroken: Stage) -> None:
    national, region, town = (everything(unbroken, packed(unbroken, host)) for host in (NAME, REGION, TOWN))
    assert b"sainte-claire" in town
    assert b"zztown" in town
    for other in (national, region):
        assert b"sainte-claire" not in other
        assert b"zztown" not in other
        assert b"town-fr" not in other
    assert b"https://montreal.rappel-fromage.ca/" in national
    assert b"zzregion" in region
    assert b"zzregion" not in national + town


def test_the_report_tells_of_each(unbroken: Stage) -> None:
    told = (unbroken.crisis.folder / "report.md").read_text("utf-8")
    assert all(f"| Live at {host} | after " in told for host in (NAME, REGION, TOWN))
    assert folder.read_json(unbroken.crisis.folder / "report.json")["proven"] == NAME


def test_killed_half_way_it_ends_as_an_unbroken_launch(tmp_path: Path, begun: Stage, unbroken: Stage) -> None:
    with on_stage(tmp_path / "workspace", begun) as stage:
        for name, nth in (("storage.put", 50), ("edge.point", 1), ("dns.change", 2), ("probe.fetch", 60)):
            assert stage.faulty(death_at(name, "after", nth), "resume").code == KILLED, (name, nth)
        ended(stage, "resume")
        assert world(stage) == world(unbroken)


# ── afterwards ───────────────────────────────────────────────────────────────────────────────────


def test_what_writers_do_to_editions(resumed: Stage) -> None:
    """One comes later, killed on the way; a rollback to before it; back; its last post goes; all is taken back."""
    stage, posts = resumed, resumed.crisis.content / "posts"
    national, region, town = (packed(stage, host) for host in (NAME, REGION, TOWN))

    write(posts, "outaouais", "late")
    assert stage.faulty(death_at("edge.point", "after"), "publish", "--yes").code == KILLED
    ended(stage, "resume")
    late, listed = packed(stage, LATE), packed(stage, NAME)
    assert readers_get(stage, LATE, late)
    assert listed.id != national.id, "the national home has one region more"
    assert serving(stage, REGION, TOWN) == [region.id, town.id], "another edition is none of theirs"

    write(posts, "sainte-claire", "town", "More. ")
    changed = ended(stage, "publish", "--yes")["changed"]
    assert {path.split("/")[0] for path in changed} == {TOWN}
    assert serving(stage, NAME, LATE) == [listed.id, late.id]
    assert serving(stage, TOWN) != [town.id]

    ended(stage, "rollback")
    assert serving(stage, NAME, REGION, TOWN, LATE) == [listed.id, region.id, town.id, late.id]
    ended(stage, "rollback")
    assert serving(stage, NAME, REGION, TOWN) == [national.id, region.id, town.id]
    assert readers_get(stage, NAME, national)
    assert stage.served(LATE, "/")[0] in (301, 308), "it was not there then: its readers go to the name"
    ended(stage, "resume")
    assert serving(stage, LATE) == [f"https://{NAME}"]

    for file in posts.glob("town.*"):
        file.unlink()
    removed = ended(stage, "publish", "--yes")["removed"]
    assert {path.split("/")[0] for path in removed} == {TOWN}
    assert serving(stage, NAME, LATE, TOWN) == [listed.id, late.id, f"https://{NAME}"]
    ended(stage, "rollback", town.id)
    assert readers_get(stage, TOWN, town)

    ended(stage, "undo", "--yes")
    assert serving(stage, NAME, REGION, TOWN, LATE) == [None] * 4
    assert SandboxDns(stage.world()).records(NAME) == ()
    assert stage.stored() == {}


def test_while_the_name_is_on_its_way(tmp_path: Path) -> None:
    with on_stage(tmp_path / "workspace", standby=STANDBY) as stage:
        prepare(stage)
        stage.script(WAITS)
        assert stage.launch().error["code"] == "customer-action"
        assert not [
            word for word in (b"sainte-claire", b"montreal.") if word in everything(stage, packed(stage, FIRST))
        ]
        posts = stage.crisis.content / "posts"
        write(posts, "montreal", "region", "More. ")
        write(posts, "outaouais", "late")
        for file in posts.glob("town.*"):
            file.unlink()
        ran = stage.run("publish", "--yes")
        assert ran.code == 0, ran.stdout
        assert "edition-waits" in {one["code"] for one in ran.envelope["messages"]}
        assert serving(stage, LATE) == [None]

        ended(stage, "resume")
        assert all(readers_get(stage, host, packed(stage, host)) for host in (NAME, REGION, TOWN))
        assert b"more. montreal" in everything(stage, packed(stage, REGION))
        assert b"zztown" not in everything(stage, packed(stage, TOWN)), "what was taken away never goes out"
        ended(stage, "publish", "--yes")
        assert readers_get(stage, LATE, packed(stage, LATE))
        assert serving(stage, TOWN) == [f"https://{NAME}"]


# ── plans ────────────────────────────────────────────────────────────────────────────────────────

GIVEN = Front((), 443, "https", alias="", certifies=False)
PLACED = [Placed(f"montreal.{NAME}", NAME, release("c" * 16, f"montreal.{NAME}"))]


def launched(front: Front | None = None) -> Plan:
    seen = observed() if front is None else replace(observed(), front=front)
    return plans.to_launch("one", "sandbox", release(), seen, None, PLACED)


def republished(id: str, more: Sequence[Step]) -> Plan:
    site = Placed(NAME, NAME, release(id))
    return plans.to_publish("one", "sandbox", [site], Said("publish"), simulated=True, editions=more)


def test_an_edition_holds_up_nothing_of_the_name() -> None:
    for front in (None, GIVEN, Front(("192.0.2.1",), 443, "https", ("letsencrypt.org",))):
        plan = launched(front)
        for one in (step for step in plan.steps if not _of_editions(step)):
            assert not [need for need in before(plan, one.id) if _of_editions(step_of(plan, need))]
        ids = [step.id for step in plan.steps]
        assert all(ids.index(need) < ids.index(step.id) for step in plan.steps for need in step.needs)


def _of_editions(step: Step) -> bool:
    return REGION in str(step.params) or "*." in str(step.params)


def test_its_certificate_names_no_edition_and_comes_after_the_names_own() -> None:
    plan = launched(GIVEN)
    own, wide = (step for step in plan.steps if step.kind == "certificate")
    assert (own.params["names"], wide.params["names"]) == ([NAME, f"www.{NAME}"], [f"*.{NAME}"])
    assert own.id in wide.needs, "a CA looks in the same place for both"
    assert wide.id in before(plan, f"serve:{REGION}:{'c' * 16}")
    assert wide.id not in before(plan, f"serve:{NAME}:{'a' * 16}")
    whole = plans.whole([plan, republished("b" * 16, plans.again(PLACED[0], simulated=True, said=Said("publish")))])
    assert [step.id for step in whole.steps if step.kind == "certificate"] == [own.id, wide.id]


def test_what_a_later_plan_leaves_out_is_not_wanted_any_more() -> None:
    whole = plans.whole([launched(), republished("b" * 16, [])])
    assert not [step.id for step in whole.steps if _of_editions(step)]


def test_a_host_that_leads_on_has_no_release() -> None:
    on = acts.redirect(REGION, NAME, simulated=True, needs=())
    whole = plans.whole([launched(), republished("b" * 16, [on])])
    assert {step.id for step in whole.steps if _of_editions(step)} == {f"serve:{REGION}", f"records:{REGION}"}
    settled = plans.to_settle(whole, sign=False)
    assert {step.id for step in settled.steps if _of_editions(step)} == {f"records:{REGION}"}


def test_what_is_published_before_the_name_is_there_goes_to_its_editions_too() -> None:
    early, placed = test_plan.two_tracks(), PLACED[0]
    at_hosts = plans.at_hosts_under(NAME, PLACED, GIVEN, simulated=True)
    newer = replace(placed, release=release("d" * 16, REGION))
    published = test_plan.published_at_first("2" * 16, "b" * 16)
    published = replace(published, steps=(*published.steps, acts.upload(newer, simulated=True)))
    whole = plans.whole([replace(early, steps=(*early.steps, *at_hosts)), published])
    ids = {step.id for step in whole.steps if REGION in step.id}
    assert ids == {f"records:{REGION}", f"serve:{REGION}:{'d' * 16}", f"prove:{REGION}:{'d' * 16}"}


def test_a_name_that_is_given_up_takes_its_editions_along() -> None:
    other = plans.to_launch("one", "sandbox", release(host="rappel-lait.ca"), observed("rappel-lait.ca"))
    left = plans.left_behind([launched(GIVEN)], other)
    assert {f"serve:{REGION}:{'c' * 16}", f"records:{REGION}", f"upload:{'c' * 16}:a", f"certificate:*.{NAME}"} <= left


@pytest.mark.parametrize(
    ("proofs", "state"),
    [
        ((("done", NAME), ("done", REGION)), LIVE),
        ((("done", REGION), ("done", NAME)), LIVE),
        ((("done", NAME),), UNVERIFIED),
        ((("failed", REGION), ("done", NAME)), UNVERIFIED),
        ((("done", NAME), ("failed", REGION)), UNVERIFIED),
    ],
)
def test_all_of_it_is_live_only_with_its_editions(
    proofs: Sequence[tuple[str, str]], state: str, tmp_path: Path
) -> None:
    ids = {NAME: "a" * 16, REGION: "c" * 16}
    with journal.opened(tmp_path, lambda: AT) as lines:
        lines.append("plan", plan=as_json_of(launched()), checksum="c")
        for kind, host in proofs:
            lines.append(kind, f"prove:{host}:{ids[host]}")
    there = folder.standing(folder.Crisis("one", "product-recall", "sandbox", Mode.LIVE, AT, tmp_path))
    assert (there.state, there.live) == (state, NAME)
