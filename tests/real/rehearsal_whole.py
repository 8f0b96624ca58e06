"""A whole launch, from quiet times to a settled name: `python -m tests.real.rehearsal_whole FOLDER`, by `unshare -rnm`.

Writes what each command said, and what readers got, to `told.json` in the folder.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dns.message
import dns.query

from tests.real import buckets
from tests.real.chain import proven
from tests.real.primary import NAMESERVERS, PRIMARY
from tests.real.rehearsal_workspace import Workspace
from tests.real.rehearsal_world import FIRST, NAME, STANDBY, WRONG, World, workspace, world
from tests.real.resolver import Resolver
from tests.real.secondary import SECONDARY

EDITED, AGAIN = "Le lot A6044 est visé lui aussi.", "Le lot A6045 est visé lui aussi."
A_DAY_LATER = {"later": 25 * 3600.0}
LIVES = {"A": NAME, "CAA": NAME, "MX": NAME, "TXT": f"_dmarc.{NAME}"}
"""Types of records, and where one of each is."""
KILLS = 3
PAGE, TWIN = "content/pages/what-to-do.fr.md", "content/pages/what-to-do.en.md"


def main(folder: Path) -> None:
    told: dict[str, Any] = {}
    with world(folder, ceph=True) as there:
        at_home = workspace(there, "dns-01")
        for act in (_in_quiet_times, _at_first, _at_its_name, _settled, _signed, _taken_back):
            with there.resolver() as asked:
                for what, said in act(there, at_home, asked):
                    told[what] = said
        hidden = there.key.read_text().strip().rpartition(":")[2]
        told["leaks"] = at_home.leaks([hidden, buckets.SECRET])
    (folder / "told.json").write_text(json.dumps(told))


Told = Iterator[tuple[str, Any]]


def _in_quiet_times(there: World, at_home: Workspace, _: Resolver) -> Told:
    for what in ("standby", "standby again"):
        yield what, at_home.sparewheel("standby", "--target", "mine")
        yield f"orders after {what}", _orders(there)
    yield "challenges left", [one.name for one in there.own.dns().records(STANDBY)]


def _at_first(there: World, at_home: Workspace, asked: Resolver) -> Told:
    yield "launch", at_home.launch(NAME)
    yield "lived", at_home.report["lived"]
    yield "status", at_home.sparewheel("status")
    yield "first, heard", dataclasses.asdict(asked.ask(FIRST))
    yield "first", there.readers.get(f"https://{FIRST}/")
    yield "first, in Chromium", there.readers.visit(f"https://{FIRST}/en/")
    _edit(at_home, EDITED)
    yield "publish", at_home.sparewheel("publish", "--yes")
    yield "published", there.readers.get(f"https://{FIRST}/fr/que-faire/")
    yield "asked of the resolver", sorted(asked.asked)
    yield "asked too early", dataclasses.asdict(asked.ask(NAME))
    there.ca.delegate(NAME, NAMESERVERS)
    seeded = random.Random(4)
    instants = [(seeded.randint(1, 6), seeded.uniform(0.0, 0.1)) for _ in range(KILLS)]
    yield "killed", [at_home.killed(lines, seconds, "resume") for lines, seconds in instants]
    yield "resume", at_home.sparewheel("resume")
    yield "orders of the launch", _orders(there)
    yield "still denied", dataclasses.asdict(asked.ask(NAME))


def _at_its_name(there: World, at_home: Workspace, asked: Resolver) -> Told:
    """Their resolver knows the name by now."""
    reader = there.readers
    yield "heard", dataclasses.asdict(asked.ask(NAME))
    for path in ("", "sitemap.xml", "fr/feed.atom", "fr/que-faire/"):
        yield f"/{path}", reader.get(f"https://{NAME}/{path}")
    yield "plain", reader.get(f"http://{NAME}/en/?a=1")
    yield "www", reader.get(f"https://www.{NAME}/en/?a=1")
    yield "moved", reader.get(f"https://{FIRST}/fr/que-faire/?a=1")
    yield "in Chromium", reader.visit(f"http://{NAME}/en/")
    _edit(at_home, AGAIN)
    yield "publish again", at_home.sparewheel("publish", "--yes")
    yield "published again", reader.get(f"https://{NAME}/fr/que-faire/")
    yield "rollback", at_home.sparewheel("rollback")
    yield "rolled back", reader.get(f"https://{NAME}/fr/que-faire/")
    yield "lives at launch", _lives()


def _settled(there: World, at_home: Workspace, _: Resolver) -> Told:
    yield "a day later", at_home.sparewheel("resume", on=A_DAY_LATER)
    yield "lives then", _lives()
    there.ca.sign(NAME, [WRONG])
    yield "wrong DS", at_home.sparewheel("resume", on=A_DAY_LATER)
    yield "proven", (ours := proven(NAME, there.own.server)[:1])
    there.ca.sign(NAME, ours)


def _signed(_: World, at_home: Workspace, asked: Resolver) -> Told:
    """Resolvers have forgotten that there was no DS, and that there was a wrong one."""
    yield "signed", at_home.sparewheel("resume", on=A_DAY_LATER)
    yield "heard, signed", dataclasses.asdict(asked.ask(NAME))
    yield "signed, again", at_home.sparewheel("resume", on=A_DAY_LATER)


def _taken_back(there: World, at_home: Workspace, _: Resolver) -> Told:
    there.ca.sign(NAME, [])
    yield "undo", at_home.sparewheel("undo", "--yes")
    with contextlib.suppress(OSError):
        yield "first, afterwards", there.readers.get(f"https://{FIRST}/")
    yield "left", [one.name for zone in (NAME, STANDBY) for one in there.own.dns().records(zone)]


def _edit(at_home: Workspace, words: str) -> None:
    code = words.split()[2]
    for path, said in ((PAGE, words), (TWIN, f"Lot {code} is recalled too.")):
        page = at_home.crisis / path
        page.write_text(page.read_text("utf-8") + f"\n{said}\n", "utf-8")


def _orders(there: World) -> dict[str, int]:
    return {"rehearsed": there.staging.issued, "issued": there.authority.issued}


def _lives() -> dict[str, list[int]]:
    """For how many seconds resolvers may keep each of these records, by server; once the second one has followed."""
    while True:
        told = {at: [_life(name, kind, at) for kind, name in LIVES.items()] for at in (PRIMARY, SECONDARY)}
        if told[PRIMARY] == told[SECONDARY]:
            return told
        time.sleep(0.05)


def _life(name: str, kind: str, address: str) -> int:
    answer = dns.query.udp(dns.message.make_query(name, kind), address, timeout=20)
    return int(answer.answer[0].ttl)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
