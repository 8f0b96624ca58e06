"""What happens on AWS, as the command line lives it: each scenario is a function of the world, and tells what was said
and what readers got. `python -m tests.real.aws_play FOLDER SCENARIO`, in a network namespace; writes `told.json`.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from launcher.drill.world.script import Rule
from launcher.model import Money
from tests.launch.stage import death, death_at
from tests.real.aws_world import BUCKET, FIRST, GIVEN, NAME, Played, world
from tests.real.cloudfront_server import Completed

LAUNCH = ("launch", *GIVEN, "--domain", NAME, "--yes")
OTHER = "alerte-fromage-aubepine.ca"
SEED = 20_261
Told = dict[str, Any]


def two_tracks(there: Played) -> Told:
    """Quiet times, a launch whose name takes its time, and all that comes after."""
    there.settings(bilingual=True)
    told: Told = {"standby": there.sparewheel("standby")}
    there.seller.suffers(Rule("register", "pending", polls=4))
    there.cloud.lagging[NAME] = 2
    there.edge.undeployed[NAME] = 1
    told["launch"] = there.sparewheel(*LAUNCH)
    told["readers"] = _read(there, (NAME, "/"), (NAME, "/fr/"), (NAME, "/nope/"), (f"www.{NAME}", "/"), (FIRST, "/en/"))
    told["launched"] = there.picture()
    _correct(there, "Une deuxième vérification est en cours.")
    told["publish"] = there.sparewheel("publish", "--yes")
    told["published"] = _read(there, (NAME, "/"))
    told["rollback"] = there.sparewheel("rollback")
    told["rolled back"] = _read(there, (NAME, "/"))
    told["undo"] = there.sparewheel("undo", "--yes")
    told["undone"] = there.picture()
    return told


def customer_action(there: Played) -> Told:
    """The registry wants its agreement accepted: live meanwhile, published meanwhile, finished later."""
    there.sparewheel("standby")
    there.seller.suffers(Rule("register", "customer-action", polls=3))
    told: Told = {"launch": there.sparewheel(*LAUNCH), "status": there.sparewheel("status")}
    told["early"] = _read(there, (FIRST, "/"))
    _correct(there, "Nos entrepôts sont vérifiés.")
    told["publish"] = there.sparewheel("publish", "--yes")
    told["published"] = _read(there, (FIRST, "/"))
    told["too early"] = there.sparewheel("resume")
    told["resume"] = there.sparewheel("resume")
    told["late"] = _read(there, (NAME, "/"), (FIRST, "/"))
    return {**told, "charges": there.seller.charges}


def never_twice(there: Played) -> Told:
    """`RegisterDomain` is taken and fails after some looks; never arrives; is done, and nobody hears of it."""
    there.settings(standby="")
    there.seller.suffers(Rule("register", "failed", polls=3))
    told: Told = {"failed": there.sparewheel(*LAUNCH)}
    there.seller.suffers(Rule("register", "lost-before"))
    told["unheard"] = there.hurried("resume")
    told["charged so far"] = list(there.seller.charges)
    there.seller.suffers(Rule("register", "lost-after"))
    told["adopted"] = there.sparewheel("resume")
    return {**told, "sent": there.seller.there.count("register"), "charges": there.seller.charges}


def refused(there: Played) -> Told:
    """Dearer since the plan, then taken since the plan: another name needs another yes."""
    there.settings(standby="")
    there.seller.suffers(Rule("register", "price-changed", price=Money(Decimal("25.00"), "USD")))
    told: Told = {"dearer": there.sparewheel(*LAUNCH)}
    there.seller.suffers(Rule("register", "taken-meanwhile"))
    crisis = ("--crisis", there.stage.crisis.id)
    told["taken"] = there.hurried("launch", *crisis, "--yes")
    there.seller.suffers()
    told["same name"] = there.sparewheel("launch", *crisis, "--yes")
    told["charged so far"] = list(there.seller.charges)
    told["other"] = there.sparewheel("launch", *crisis, "--domain", OTHER, "--yes")
    told["readers"] = _read(there, (OTHER, "/"))
    return {**told, "charges": there.seller.charges, "picture": there.picture()}


def killed(there: Played) -> Told:
    """Killed as soon as the name is ordered, then at one call after the other of each resume."""
    there.sparewheel("standby")
    there.seller.suffers(Rule("register", "pending", polls=2))
    stage, chosen = there.stage, random.Random(SEED)  # the same points in every run
    deaths = [death(chosen.randint(3, 45), chosen.choice(("before", "after"))) for _ in range(5)]
    codes = [stage.faulty(death_at("registrar.register", "after"), *LAUNCH).code]
    codes += [stage.faulty(one, "resume").code for one in deaths]
    return {
        "codes": codes,
        "resume": there.sparewheel("resume"),
        "picture": there.picture(),
        "readers": _read(there, (NAME, "/"), (FIRST, "/")),
    }


def weather(there: Played) -> Told:
    """One launch through all that can be wrong with keys, rights, clocks and load; it goes on once it is mended."""
    told: Told = {}
    there.settings(standby="", profile="stranger")
    told["unknown key"] = there.sparewheel(*LAUNCH)
    there.settings(standby="", profile="forger")
    told["wrong secret"] = there.sparewheel(*LAUNCH)
    there.settings(standby="")
    there.allowed("route53:ChangeResourceRecordSets", "s3:PutObject")
    told["denied"] = there.sparewheel(*LAUNCH)
    there.allowed()
    told["skewed"] = _under(there, ahead=dt.timedelta(hours=1))
    told["expired"] = _with_profile(there, "late")
    told["strangers"] = _under(there, strangers=[BUCKET])
    told["throttled"] = _under(there, throttled={"route53": 99})
    told["busy for a moment"] = _under(there, throttled=dict.fromkeys(("route53", "acm", "s3", "cloudfront"), 1))
    return {**told, "charges": there.seller.charges, "readers": _read(there, (NAME, "/"))}


def others(there: Played) -> Told:
    """The name is in use: in somebody else's distribution, and with mail in its zone."""
    there.settings(standby="", registrar="{kind: by-hand}")
    zone = there.cloud.route53.create_hosted_zone(f"{NAME}.", False, "the marketing department")
    mail = zone.add_rrset({"Name": f"{NAME}.", "Type": "MX", "TTL": 300, "ResourceRecords": ["10 mail.example.org."]})
    there.delegate(NAME, zone.delegation_set.name_servers)
    Completed.elsewhere |= {NAME}
    told: Told = {"elsewhere": there.sparewheel(*LAUNCH)}
    Completed.elsewhere -= {NAME}
    told["mail"] = there.sparewheel("resume")
    zone.rrsets.remove(mail)
    told["free"] = there.sparewheel("resume")
    told["undo"] = there.sparewheel("undo", "--yes")
    return {**told, "zones": there.picture()["zones"], "records": there.picture()["records"]}


def by_hand(there: Played) -> Told:
    """A person buys: the zone comes first, and its name servers are told."""
    there.settings(standby="", registrar="{kind: by-hand}")
    told: Told = {"launch": there.sparewheel(*LAUNCH)}
    (zone,) = there.cloud.zones(NAME)
    told["nameservers"] = sorted(zone.delegation_set.name_servers)
    there.delegate(NAME, zone.delegation_set.name_servers)
    told["resume"] = there.sparewheel("resume")
    told["readers"] = _read(there, (NAME, "/"))
    told["undo"] = there.sparewheel("undo", "--yes")
    told["zones"] = [[one.name, len(one.rrsets)] for one in there.cloud.zones(NAME)]
    return told


# ── parts ────────────────────────────────────────────────────────────────────────────────────────


def _read(there: Played, *pages: tuple[str, str]) -> list[Told]:
    found = [(host, path, there.reads(host, path)) for host, path in pages]
    return [
        {"host": host, "path": path, "status": one.status, "headers": dict(one.headers), "body": one.body.decode()}
        for host, path, one in found
    ]


def _correct(there: Played, sentence: str) -> None:
    """A writer adds a sentence to the home page."""
    (page,) = (there.stage.root / "crises").glob("*/content/pages/home.fr.md")
    page.write_text(page.read_text("utf-8") + f"\n{sentence}\n", "utf-8")


def _under(there: Played, **bad: Any) -> Told:
    """`resume`, while the weather is so."""
    with there.cloud.weather.turned(**bad):
        return there.sparewheel("resume")


def _with_profile(there: Played, profile: str) -> Told:
    """`resume`, with the settings that the crisis keeps naming another profile."""
    (kept,) = (there.stage.root / "crises").glob("*/sparewheel.yaml")
    before = kept.read_text("utf-8")
    kept.write_text(before.replace("profile: asker", f"profile: {profile}"), "utf-8")
    told = there.sparewheel("resume")
    kept.write_text(before, "utf-8")
    return told


SCENARIOS: Mapping[str, Callable[[Played], Told]] = {
    one.__name__: one
    for one in (
        *(two_tracks, customer_action, never_twice, refused, killed),
        *(weather, others, by_hand),
    )
}

if __name__ == "__main__":
    place, name = Path(sys.argv[1]), sys.argv[2]
    with world(place) as played:
        found = SCENARIOS[name](played)
        (place / "told.json").write_text(json.dumps({**found, "leaked": played.leaked()}))
