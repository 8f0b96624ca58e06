"""A workspace that commands are run in, in processes of their own, and the picture of the world they leave."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from launcher.connect.sandbox import BUCKET
from launcher.launch import folder, journal
from launcher.launch.deploy.depot import look
from launcher.launch.deploy.state import SIDES, side_of
from launcher.launch.folder import Crisis
from launcher.model import Release, Server
from launcher.providers.network import NetworkProbe
from launcher.providers.s3.storage import S3Storage
from launcher.providers.sandbox.ports import SandboxDns, SandboxEdge, SandboxRegistrar
from launcher.providers.sandbox.process import status
from launcher.providers.sandbox.wire import World, call
from launcher.site import release
from launcher.workspace import Workspace
from tests.launch import forked
from tests.worlds import ended, kill

ROOT = Path(__file__).resolve().parents[2]
KILLED = -signal.SIGKILL
STANDBY = "urgence.test"
"""A domain that is ours already; a stage has it when it was made so."""
PATIENCE = 60.0
"""Seconds that a command may take on a busy machine."""


@dataclass(frozen=True)
class Ran:
    """What a command said and how it ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def envelope(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.stdout)
        return found

    @property
    def error(self) -> dict[str, str]:
        found: dict[str, str] = self.envelope["error"]
        return found


@dataclass(frozen=True)
class Picture:
    """All that the world shows after a command, but for what differs from life to life (ports, ids, times)."""

    files: Mapping[str, Any]
    around: Mapping[str, Any]
    records: Sequence[Any]
    stored: Mapping[str, str]
    serving: Mapping[str, str | None]
    charges: Sequence[tuple[str, str]]
    holds: bool
    state: str
    journal_broken: str | None
    rubbish: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Stage:
    """One workspace. `run` is the command line as people call it, `faulty` the same in a world with faults."""

    root: Path

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.root)

    @property
    def state(self) -> Path:
        return self.workspace.state("sandbox")

    @property
    def crisis(self) -> Crisis:
        return folder.find(self.workspace, None)

    @property
    def first(self) -> str:
        """The address that the crisis has until its name is there; empty where no domain stands by."""
        plans = [entry.data["plan"] for entry in folder.standing(self.crisis).entries if entry.kind == "plan"]
        return next((str(plan["first"]) for plan in plans if plan["first"]), "")

    def run(self, *argv: str) -> Ran:
        return self._run("launcher", *argv, "--json")

    def told(self, *argv: str) -> Ran:
        """As a person calls it, who reads what is said on the way."""
        return self._run("launcher", *argv)

    def faulty(self, conditions: Mapping[str, Any], *argv: str) -> Ran:
        return self._run("tests.launch.faulty", json.dumps(conditions), *argv, "--json")

    def launch(self, conditions: Mapping[str, Any] | None = None) -> Ran:
        """The playbook's own example, with a yes."""
        drill = self.root / "playbooks" / "product-recall" / "drill"
        given = ("--facts", str(drill / "facts.yaml"), "--signals", str(drill / "signals"))
        return self.faulty(conditions or {}, "launch", "--playbook", "product-recall", *given, "--yes")

    def _run(self, module: str, *argv: str) -> Ran:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        ran = forked.run(module, [*argv, "--workspace", str(self.root)], self.root, environment, PATIENCE)
        assert "Traceback" not in ran.stderr, ran.stderr
        return Ran(*ran)

    # ── the world ──

    def world(self) -> World:
        found = status(self.state)
        assert found is not None, "the sandbox is not up"
        return found

    def script(self, *rules: Mapping[str, Any]) -> None:
        """What shall go wrong at the providers from now on; starts the sandbox when it is not up."""
        if status(self.state) is None:
            assert self.run("sandbox", "up").code == 0
        call(self.world(), "script", {"rules": list(rules)})

    def power_cut(self) -> None:
        """The sandbox dies; its folder stays."""
        kill(self.world())

    def copy(self, root: Path) -> Stage:
        """The same workspace elsewhere, without a sandbox."""
        shutil.copytree(self.root, root, ignore=shutil.ignore_patterns(".sparewheel"))
        return Stage(root)

    def served(self, host: str, path: str) -> Any:
        front = SandboxEdge(self.world(), BUCKET).front(host)
        at = Server(front.addresses[0], front.port, host)
        answer = NetworkProbe().fetch(host, path, at, front.scheme)
        kept = {name: answer.headers.get(name) for name in ("content-type", "location", "cache-control")}
        return answer.status, hashlib.sha256(answer.body).hexdigest(), kept

    def picture(self) -> Picture:
        """Look at everything; reads only."""
        world, crisis = self.world(), self.crisis
        there = folder.standing(crisis)
        assert there.plan is not None
        name, live = there.domain, self.release()
        broken = journal.broken(crisis.folder)
        hosts = (name, f"www.{name}", *([self.first] if self.first else []))
        dns = SandboxDns(world)
        return Picture(
            files={f.path: self.served(name, "/" + f.path.removesuffix("index.html")) for f in live.files},
            around={host: self.served(host, "/none/") for host in (*hosts, f"other.{name}")},
            records=(*dns.records(name), *dns.records(STANDBY)),
            stored=self.stored_for_readers(),
            serving={host: self.shows(host) for host in hosts},
            charges=self.charges(),
            holds=SandboxRegistrar(world).holding(name) is not None,
            state=there.state,
            journal_broken=str(broken) if broken else None,
            rubbish=self.rubbish(),
        )

    def left_of(self, name: str) -> tuple[object, ...]:
        """What the world still has of a name that was given up: its zone, its records, its hosts."""
        world = self.world()
        dns, edge = SandboxDns(world), SandboxEdge(world, BUCKET)
        return dns.zone(name), dns.records(name), edge.serving(name), edge.serving(f"www.{name}")

    def release(self) -> Release:
        """The release of the last plan."""
        there = folder.standing(self.crisis)
        assert there.plan is not None
        return release.load(self.crisis.folder, there.plan.release)

    def stored(self) -> Mapping[str, str]:
        """All that the storage holds."""
        return self.storage().digests("")

    def storage(self) -> S3Storage:
        world = self.world()
        return S3Storage(BUCKET, endpoint=world.storage_endpoint, credentials=world.credentials)

    def shows(self, host: str) -> str | None:
        """What a host shows: the release that lies in the place that it is pointed at, or where it leads."""
        serving = SandboxEdge(self.world(), BUCKET).serving(host)
        side = side_of(host, serving)
        return look(self.storage(), host).state.lies(side) if side else serving

    def stored_for_readers(self) -> Mapping[str, str]:
        """What the storage holds of what hosts show, by host and path, and what belongs to nobody; not the places that
        nobody is shown, nor notes: they tell of the way there."""
        found, edge, stored = dict[str, str](), SandboxEdge(self.world(), BUCKET), self.stored()
        for key, md5 in stored.items():
            top, _, rest = key.partition("/")
            place, _, path = rest.partition("/")
            host = place[:-2]
            if top == "releases" and place in [f"{host}.{side}" for side in SIDES]:
                found |= {f"{host}/{path}": md5} if edge.serving(host) == place else {}
            elif top != "hosts":
                found[key] = md5
        return found

    def charges(self) -> list[tuple[str, str]]:
        return [(one["name"], one["charge"]["amount"]) for one in call(self.world(), "charges")]

    def rubbish(self) -> list[str]:
        """What a killed command left behind and the next one should have swept."""
        return sorted(str(path.relative_to(self.root)) for path in self.workspace.crises.glob(".staging-*"))


@contextlib.contextmanager
def on_stage(root: Path, source: Stage | None = None, *, standby: str = "") -> Iterator[Stage]:
    """A stage of a test's own: a copy of `source`, or a new workspace, with a domain that stands by. Its sandbox is
    ended whatever happens."""
    stage = source.copy(root) if source else Stage(root)
    if source is None:
        made = subprocess.run(
            [sys.executable, "-P", "-m", "launcher", "init", str(root), "--yes"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr
    if standby:
        file = root / "sparewheel.yaml"
        text, kind = file.read_text("utf-8"), "    kind: sandbox\n"
        assert kind in text
        file.write_text(text.replace(kind, f"{kind}    standby: {standby}\n"), "utf-8")
    with ended(stage.state):
        yield stage


def death(number: int, moment: str) -> dict[str, Any]:
    """Conditions: killed at the call of this number."""
    return {"faults": [{"do": "kill", "moment": moment, "number": number}]}


def death_at(name: str, moment: str, nth: int = 1) -> dict[str, Any]:
    """Conditions: killed at the nth call of this name."""
    return {"faults": [{"do": "kill", "moment": moment, "name": name, "nth": nth}]}


def calls_of(trace: Path) -> list[str]:
    """The service calls that a command made, in order."""
    return [line for line in trace.read_text().splitlines() if not line.startswith("sync")]


def syncs_of(trace: Path) -> int:
    """How often a command synced something to disk."""
    return sum(line.startswith("sync") for line in trace.read_text().splitlines())
