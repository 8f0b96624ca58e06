"""Bad weather over one launch, one thing after the other: `python -m tests.real.rehearsal_weather FOLDER`, by
`unshare -rnm`. Each is over before the next comes; what the last one leaves, `standby` mends.

Writes what each command said to `told.json` in the folder.
"""

from __future__ import annotations

import base64
import contextlib
import json
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from launcher.model import Record
from launcher.providers.acme import pem
from launcher.providers.caddy.certificates import OURS
from tests.real import buckets
from tests.real.primary import NAMESERVERS, new_key
from tests.real.rehearsal_ground import cut
from tests.real.rehearsal_workspace import Workspace
from tests.real.rehearsal_world import CA, NAME, STANDBY, WRONG, World, workspace, world

IMPATIENT = {"hurry": 50.0}
"""What the command waits for lasts a fiftieth: that it waits is seen elsewhere."""
OTHERS_CAA = Record(STANDBY, "CAA", 60, ('0 issue "ca.elsewhere"',))
OTHERS_MX = Record(NAME, "MX", 60, ("10 mail.host.ca",))
Weather = Callable[[World], AbstractContextManager[Mapping[str, str] | None]]
"""It may give a command other secrets."""


def main(folder: Path) -> None:
    told: dict[str, Any] = {}
    with world(folder, ceph=True) as there, there.resolver():
        at_home = workspace(there, "dns-01")
        at_home.change("max_wait: 30m", "max_wait: 2m")
        for act in (_in_quiet_times, _at_the_yes, _on_the_way):
            for what, said in act(there, at_home):
                told[what] = said
        hidden = there.key.read_text().strip().rpartition(":")[2]
        told["leaks"] = at_home.leaks([hidden, buckets.SECRET])
    (folder / "told.json").write_text(json.dumps(told))


Told = Iterator[tuple[str, Any]]


def _in_quiet_times(there: World, at_home: Workspace) -> Told:
    with _standing(OTHERS_CAA)(there):
        yield "standby: CAA", at_home.sparewheel("standby", "--target", "mine")
    yield "looked for the forbidden", there.authority.looked


def _at_the_yes(there: World, at_home: Workspace) -> Told:
    """Nobody was ready: the first address gets its certificate now."""
    with _without_caddy(there):
        yield "launch: edge", at_home.launch(NAME)
    yield "launch", at_home.launch(NAME)
    there.ca.delegate(NAME, NAMESERVERS)


def _on_the_way(there: World, at_home: Workspace) -> Told:
    """From what the launch needs first to what it needs last."""
    for what, weather in WEATHER.items():
        with weather(there) as more:
            yield f"resume: {what}", at_home.sparewheel("resume", on=IMPATIENT, **(more or {}))
    yield "standby", at_home.sparewheel("standby", "--target", "mine")
    yield "resume", at_home.sparewheel("resume")
    yield "home", there.readers.get(f"https://{NAME}/")


# ── the weather ──────────────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def _another_secret(_: World) -> Iterator[Mapping[str, str]]:
    """The storage has got another one."""
    yield {"SPAREWHEEL_S3": f"{buckets.KEY}:{buckets.SECRET[::-1]}"}


@contextlib.contextmanager
def _another_key(there: World) -> Iterator[None]:
    """Somebody has given us the key of another server."""
    right = there.key.read_text()
    there.key.write_text(f"hmac-sha256:{there.own.key.name}:{base64.b64encode(new_key().secret).decode()}\n")
    yield
    there.key.write_text(right)


@contextlib.contextmanager
def _wrong_ds(there: World) -> Iterator[None]:
    """The name comes with a DS of an earlier owner."""
    there.ca.sign(NAME, [WRONG])
    yield
    there.ca.sign(NAME, [])


def _standing(record: Record) -> Weather:
    """Somebody else's record stands at the apex of a zone."""

    @contextlib.contextmanager
    def weather(there: World) -> Iterator[None]:
        there.write(record.name, [], [record])
        yield
        there.write(record.name, [record], [])

    return weather


@contextlib.contextmanager
def _without_caddy(there: World) -> Iterator[None]:
    there.caddy.stop()
    yield
    there.caddy.start()


@contextlib.contextmanager
def _anothers_certificate(there: World) -> Iterator[None]:
    """The edge has lost the one for the name, and shows whichever of ours it has. That stays so."""
    config = _config(there.caddy.admin)
    given = config["apps"]["tls"]["certificates"]
    read = [(one, pem.read(one["certificate"], one["key"])) for one in given["load_pem"]]
    given["load_pem"] = [one for one, certificate in read if not certificate.covers([NAME])]
    any_of_ours = {"certificate_selection": {"any_tag": [OURS]}}
    config["apps"]["http"]["servers"][OURS]["tls_connection_policies"] = [any_of_ours]
    _configure(there.caddy.admin, config)
    yield


def _config(admin: str) -> Any:
    with urllib.request.urlopen(f"{admin}/config/", timeout=20) as answer:
        return json.load(answer)


def _configure(admin: str, config: Any) -> None:
    body = json.dumps(config).encode()
    told = urllib.request.Request(f"{admin}/load", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(told, timeout=20):
        pass


WEATHER: Mapping[str, Weather] = {
    "key": _another_key,
    "wrong DS": _wrong_ds,
    "lame": lambda there: there.lame(),
    "CA": lambda _: cut(CA),
    "storage": _another_secret,
    "edge": _without_caddy,
    "mail": _standing(OTHERS_MX),
    "certificate": _anothers_certificate,
}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
