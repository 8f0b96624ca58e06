"""The proof fails when what it proves breaks: each test breaks one thing in a real sandbox world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from launcher.errors import ProviderFailed
from launcher.launch import engine, journal, observe, plan
from launcher.launch.verify import verify
from launcher.model import Front, Mode, Money, Proof, Release, Response, Server, Site
from launcher.providers.network import NetworkProbe
from launcher.providers.registries import registries
from launcher.providers.sandbox.ports import SandboxDns, SandboxEdge, SandboxRegistrar
from launcher.providers.sandbox.process import World as Life
from launcher.providers.system import SystemClock
from launcher.services import World
from launcher.site import release as releases
from tests.online import StillClock
from tests.worlds import BUCKET, fresh_name, storage, world

__all__ = ["world"]

MARK = {Mode.LIVE: ("live", ""), Mode.EXERCISE: ("exercise", '<meta name="robots" content="noindex">')}


def page(lang: str, mode: Mode, url: str) -> str:
    mark, robots = MARK[mode]
    head = f'{robots}<link rel="canonical" href="{url}/">'
    return f'<!doctype html><html lang="{lang}" data-mode="{mark}"><head>{head}</head><body>{lang}</body></html>'


def pack(root: Path, url: str, mode: Mode = Mode.LIVE, *, marked: Mode | None = None) -> Release:
    """A small release in `root/releases`; `marked`: what its pages say of themselves."""
    site = Site(mode, url, ("fr", "en"), {"fr": "X", "en": "X"}, "UTC", {})
    for path, lang in (("index.html", "fr"), ("fr/index.html", "fr"), ("en/index.html", "en"), ("404.html", "fr")):
        file = root / "out" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page(lang, marked or mode, url), "utf-8")
    packed = releases.pack(root / "out", site)
    releases.save(packed, root / "out", root)
    return packed


class Live:
    """A release that went live at a name of its own."""

    def __init__(self, life: Life, root: Path, mode: Mode = Mode.LIVE, marked: Mode | None = None) -> None:
        self.root, self.domain = root, fresh_name()
        self.world = World(
            target="sandbox",
            storage=storage(life),
            shared=storage(life),
            registrar=SandboxRegistrar(life),
            delegator=SandboxRegistrar(life),
            dns=SandboxDns(life),
            edge=SandboxEdge(life, BUCKET),
            probe=NetworkProbe(),
            clock=SystemClock(),
            registry=registries.of_sandbox(life),
            simulated=("all",),
        )
        self.release = pack(root, f"https://{self.domain}", mode, marked=marked)

    def launch(self) -> Live:
        price = self.world.registrar.quote([self.domain])[0].price
        whole = plan.to_launch("c", "sandbox", self.release, observe.observe(self.world, self.domain, price))
        steps = replace(whole, steps=tuple(step for step in whole.steps if step.kind != "prove"))
        with journal.opened(self.root, self.world.clock.now) as lines:
            engine.run(steps, engine.Stage(self.world, self.root, lines))
        return self

    def proof(self) -> Proof:
        return verify(self.world, self.root, self.domain, self.domain, self.release)

    def failed(self) -> set[str]:
        return {check.code for check in self.proof().failures}


@pytest.fixture
def live(world: Life, tmp_path: Path) -> Live:
    return Live(world, tmp_path).launch()


def test_a_whole_site_passes(live: Live) -> None:
    proof = live.proof()
    assert proof.failures == ()
    assert proof.pages == 4
    assert {check.code for check in proof.checks} == {
        *("dns", "page", "404", "redirect", "language", "mark-dormant", "mark-exercise", "noindex", "address")
    }


def test_other_bytes(world: Life, tmp_path: Path) -> None:
    made = Live(world, tmp_path).launch()
    made.world.edge.point(made.domain, pack_with(made, "en/index.html", "tampered"))
    assert made.failed() == {"page", "language"}


def pack_with(made: Live, path: str, text: str) -> str:
    """The release again under another id, with one page's bytes changed."""
    other = "f" * 16
    for file in made.release.files:
        body = releases.body(made.root, file)
        made.world.storage.put(f"releases/{other}/{file.path}", text.encode() if file.path == path else body, file)
    return other


def test_nothing_is_served(live: Live) -> None:
    live.world.edge.withdraw(live.domain)
    assert {"page", "404", "language"} <= live.failed()


def test_the_name_leads_nowhere(live: Live) -> None:
    live.world.dns.change(live.domain, remove=live.world.dns.records(live.domain), add=[])
    assert live.failed() == {"dns"}


def test_no_zone(live: Live) -> None:
    live.world.dns.delete(live.domain)
    assert live.failed() == {"dns"}


def test_www_does_not_redirect(live: Live) -> None:
    live.world.edge.withdraw(f"www.{live.domain}")
    assert live.failed() == {"redirect"}


@pytest.mark.parametrize(
    ("mode", "marked", "failed"),
    [
        (Mode.LIVE, Mode.EXERCISE, {"mark-exercise", "noindex"}),
        (Mode.EXERCISE, Mode.LIVE, {"mark-exercise", "noindex"}),
        (Mode.EXERCISE, Mode.EXERCISE, set[str]()),
    ],
)
def test_marks_of_a_rehearsal(world: Life, tmp_path: Path, mode: Mode, marked: Mode, failed: set[str]) -> None:
    assert Live(world, tmp_path, mode, marked).launch().failed() == failed


def test_pages_that_bear_another_address(world: Life, tmp_path: Path) -> None:
    made = Live(world, tmp_path).launch()
    moved = Release(made.release.id, "https://other.example", made.release.mode, made.release.files)
    assert {check.code for check in verify(made.world, made.root, made.domain, made.domain, moved).failures} == {
        "address"
    }


def test_what_we_hold_is_not_bought_again(live: Live) -> None:
    price = Money.read({"amount": "18.00", "currency": "CAD"})
    again = observe.observe(live.world, live.domain, price)
    assert again.held
    assert plan.to_launch("c", "sandbox", live.release, again).cost is None


@dataclass
class _Late:
    """The sandbox as a reader would ask it, over an HTTPS whose certificate comes with the third question."""

    probe: NetworkProbe
    asked: int = 0

    def resolve(self, name: str, type: str, servers: Sequence[Server]) -> tuple[str, ...]:
        return self.probe.resolve(name, type, servers)

    def secured(self, name: str, servers: Sequence[Server]) -> tuple[str, ...]:
        return self.probe.secured(name, servers)

    def unaware(self, name: str) -> tuple[str, ...]:
        return self.probe.unaware(name)

    def fetch(self, host: str, path: str, at: Server, scheme: str) -> Response:
        self.asked += 1
        if self.asked <= 2:
            raise ProviderFailed("the certificate is not there", code="certificate")
        return self.probe.fetch(host, path, at, scheme.removesuffix("s"))


class _Https(SandboxEdge):
    def front(self, host: str) -> Front:
        return replace(super().front(host), scheme="https")


def test_the_proof_waits_for_a_certificate_that_is_on_its_way(world: Life, tmp_path: Path) -> None:
    live = Live(world, tmp_path).launch()
    clock, said = StillClock(), list[str]()
    late = replace(
        live.world, probe=_Late(NetworkProbe()), edge=_Https(world, BUCKET), clock=clock, say=said.append, max_wait=60.0
    )
    assert verify(late, live.root, live.domain, live.domain, live.release).ok
    assert (clock.waits, len(said)) == ([2.0, 2.0], 1)
