"""The chain from the root to a name, in a network namespace: knot as registry and primary, the steps `delegation` and
`sign`, and validating resolvers that tell what readers see. Run by `unshare -rn`; writes `told.json`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from launcher.errors import SpareWheelError
from launcher.launch.steps import delegation, sign
from launcher.launch.steps.kind import Kind, Scene
from launcher.model import Holding, Record, Server
from launcher.providers.network import NetworkProbe
from launcher.providers.registries.registries import Registries
from launcher.providers.registries.zones import Walk
from launcher.providers.system import SystemClock
from launcher.services import World
from tests.real.primary import NAMESERVERS, REGISTRY, Knot, primary, registry
from tests.real.resolver import Heard, Resolver, resolver

SIGNED, UNSIGNED = "rappel-fromage-aubepine.ca", "by-hand.ca"
ADDRESS = "192.0.2.80"
WRONG = f"12345 13 2 {'AB' * 32}"
EARLY, FRESH = "127.0.0.4", "127.0.0.5"


class Account:
    """A registrar's account that holds both names."""

    def holding(self, name: str) -> Holding:
        return Holding(name, auto_renew=False)


@dataclass
class Chain:
    """The world of this namespace, and what is told of it."""

    folder: Path
    ca: Knot
    own: Knot
    told: dict[str, Any] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def registry(self) -> Registries:
        walk = Walk(self.folder / "zones.json", time.time, roots=[Server(REGISTRY, 53, "root")])
        return Registries(walk.find, lambda _: None)

    @property
    def world(self) -> World:
        nobody = cast("Any", None)  # these steps store and serve nothing
        return World(
            target="chain",
            storage=nobody,
            shared=nobody,
            registrar=cast("Any", Account()),
            delegator=self.ca,
            dns=self.own.dns(),
            edge=nobody,
            probe=NetworkProbe(),
            clock=SystemClock(),
            registry=self.registry,
            max_wait=30.0,
        )

    def step(self, what: str, kind: Kind, name: str) -> None:
        """Apply it, and tell what came of it."""
        try:
            scene = self._scene()
            before = kind.before({"domain": name}, scene)
            outcome = kind.apply({"domain": name}, scene)
            after = kind.before({"domain": name}, scene)
            done = kind.done({"domain": name}, after)
            self.told[what] = {"before": before, "outcome": outcome, "after": after, "done": done}
        except SpareWheelError as error:
            self.told[what] = {"code": error.reason_code, "message": error.message, "hint": error.hint}

    def undo(self, what: str, kind: Kind, name: str, before: Any) -> None:
        assert kind.undo
        kind.undo({"domain": name}, before, self._scene())
        self.told[what] = list(self.registry.digests(name))

    def _scene(self) -> Scene:
        clock = SystemClock()
        return Scene(
            self.world, self.folder, "one", None, note=lambda **_: None, stopping=lambda: False, elapsed=clock.elapsed
        )

    def hear(self, what: str, name: str, kind: str = "A") -> None:
        """What readers see whose resolver has heard nothing of the name yet."""
        with self.resolver(FRESH) as fresh:
            self.note(what, fresh.ask(name, kind))

    def note(self, what: str, heard: Heard) -> None:
        self.told[what] = dataclasses.asdict(heard)

    @contextlib.contextmanager
    def resolver(self, address: str) -> Iterator[Resolver]:
        (anchor, _) = proven(".", self.ca.server)
        with resolver(self.folder / f"resolver-{next(self._numbers)}", address, REGISTRY, anchor) as there:
            yield there


def proven(zone: str, server: Server) -> tuple[str, ...]:
    """The DS records of a zone's key, once its server has signed it: SHA-256, then SHA-384."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with contextlib.suppress(SpareWheelError):
            if found := NetworkProbe(timeout=1.0).secured(zone, [server]):
                return found
        time.sleep(0.05)
    raise AssertionError(f"{zone} is not signed")


def main(folder: Path) -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with (
        registry(folder / "registry", 53, signed=True) as ca,
        primary(folder / "primary", 53, signed=True) as own,
    ):
        chain = Chain(folder, ca, own)
        ca.sign("ca", proven("ca", ca.server)[:1])
        _play(chain)
        (folder / "told.json").write_text(json.dumps(chain.told))


def _play(chain: Chain) -> None:
    host = chain.own.dns()
    host.create(SIGNED)
    for name in (SIGNED, UNSIGNED):
        host.change(name, [], [Record(name, "A", 60, (ADDRESS,))])
    chain.told["key"] = list(proven(SIGNED, chain.own.server))
    with chain.resolver(EARLY) as early:
        chain.note("asked too early", early.ask(SIGNED))
        chain.step("delegation", delegation.KIND, SIGNED)
        chain.told["parent"] = list(chain.registry.servers(SIGNED))
        chain.note("the early one afterwards", early.ask(SIGNED))
    chain.hear("no DS", SIGNED)
    chain.step("sign", sign.KIND, SIGNED)
    chain.hear("right DS", SIGNED)
    chain.hear("right DS, no such name", f"nothing.{SIGNED}")
    chain.undo("undone", sign.KIND, SIGNED, chain.told["sign"]["before"])
    chain.hear("DS taken back", SIGNED)
    _wrong(chain)


def _wrong(chain: Chain) -> None:
    """The registry has a DS from an earlier life of the names."""
    chain.ca.sign(SIGNED, [WRONG])
    chain.hear("wrong DS", SIGNED)
    chain.step("delegation under a wrong DS", delegation.KIND, SIGNED)
    chain.told["the wrong DS afterwards"] = list(chain.registry.digests(SIGNED))
    chain.step("sign over a wrong DS", sign.KIND, SIGNED)
    chain.hear("wrong DS replaced", SIGNED)
    chain.ca.delegate(UNSIGNED, NAMESERVERS)
    chain.ca.sign(UNSIGNED, [WRONG])
    chain.hear("wrong DS, unsigned zone", UNSIGNED)
    chain.step("delegation, unsigned zone", delegation.KIND, UNSIGNED)
    chain.hear("wrong DS taken away", UNSIGNED)
    chain.step("sign, unsigned zone", sign.KIND, UNSIGNED)
    chain.told["unsigned afterwards"] = list(chain.registry.digests(UNSIGNED))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
