"""The whole of AWS on this machine, on the real ports, and a workspace whose target `amazon` it is.

registries, Route 53, a resolver   aws_names.py
S3, Route 53, ACM, CloudFront      aws_cloud.py: moto, with what it lacks
Route 53 Domains, STS              aws_registrar.py: ours, by the service's own model
what readers connect to            aws_edge.py

Only in a network namespace of one's own (`rehearsal_ground`). The command finds all this by the SDK's standard settings
of the environment, and trusts the edge's CA by OpenSSL's; nothing of it knows that this is a play.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.drill.world.delegated import Delegation
from launcher.model import Response, Server
from launcher.providers.network import NetworkProbe
from tests.launch.stage import Stage, on_stage
from tests.real import rehearsal_ground
from tests.real.aws_cloud import Cloud, cloud
from tests.real.aws_edge import EDGE, Edge, edge
from tests.real.aws_names import RESOLVER, Names, served
from tests.real.aws_registrar import Seller, selling
from tests.wire.aws_json import EXPIRED_TOKEN
from tests.wire.route53_domains import ASKER, BUYER, SECRETS
from tests.wire.route53_domains_case import REGISTRANT, TEXT

BUCKET, REGION = "crisis-site", "ca-central-1"
STANDBY, NAME = "aubepine-urgence.ca", "rappel-fromage-aubepine.ca"
FIRST = f"rappel-fromage-aubepine.{STANDBY}"
RECALL = "playbooks/product-recall/drill"
GIVEN = ("--playbook", "product-recall", "--facts", f"{RECALL}/facts.yaml")
SERVICES = ("S3", "ROUTE_53", "ACM", "CLOUDFRONT", "ROUTE_53_DOMAINS", "STS")
DOCUMENTED = Path(__file__).parents[2] / "docs" / "aws-target.md"
TARGET = """
  amazon:
    kind: aws
    region: {region}
    bucket: {bucket}
    profile: {profile}
    registrar: {registrar}
{more}"""


@dataclass(frozen=True)
class Played:
    """What is there, and what a scenario may do to it."""

    folder: Path
    stage: Stage
    cloud: Cloud
    seller: Seller
    names: Names
    edge: Edge
    roots: Path

    def sparewheel(self, *argv: str) -> dict[str, Any]:
        """What the command said, as JSON."""
        return self.stage.run(*argv).envelope

    def hurried(self, *argv: str) -> dict[str, Any]:
        """The same by a clock that runs fast: what is waited for is not there sooner."""
        return self.stage._run("tests.real.rehearsal_command", json.dumps({"hurry": 60.0}), *argv, "--json").envelope

    def settings(
        self,
        *,
        registrar: str = "{kind: route53, profile: buyer}",
        profile: str = "asker",
        standby: str = STANDBY,
        bilingual: bool = False,
    ) -> None:
        """The workspace's target is this, and the default one; names are bought in USD. A site in French alone is built
        in half the time."""
        path = self.stage.root / "sparewheel.yaml"
        whole = (self.folder / "sparewheel.yaml").read_text("utf-8")
        more = f"    standby: {standby}\n" if standby else ""
        target = TARGET.format(bucket=BUCKET, region=REGION, profile=profile, registrar=registrar, more=more)
        whole = whole.replace("\ntargets:\n", f"\ntargets:{target}", 1).replace("60.00 CAD", "60.00 USD")
        whole = whole.replace("target: sandbox\n", "target: amazon\n").replace("[ca, quebec, com]", "[ca, com]")
        if not bilingual:
            whole = re.sub(r', en: "[^"]*"', "", whole.replace("[fr, en]", "[fr]"))
        path.write_text(whole, "utf-8")

    def delegate(self, name: str, nameservers: Collection[str]) -> None:
        """What a person does at a registrar of his own."""
        self.names.delegations[name] = Delegation(tuple(sorted(nameservers)))

    def reads(self, host: str, path: str = "/") -> Response:
        """What a reader gets who asks the name's own servers."""
        trust = self.roots.read_text
        return NetworkProbe(trust=trust).fetch(host, path, Server(EDGE, 443, host), "https")

    def allowed(self, *without: str) -> None:
        """The key has the rights of the documentation, but for these."""
        self.cloud.admit("asker", ASKER, SECRETS[ASKER], documented() - set(without))

    def leaked(self) -> list[str]:
        """The files of the workspace in which a key, its secret or the registrant's data stand."""
        hidden = [*SECRETS, *SECRETS.values(), *REGISTRANT.private]
        files = [path for path in self.stage.root.rglob("*") if path.is_file()]
        return [str(path) for path in files if any(one.encode() in path.read_bytes() for one in hidden)]

    def picture(self) -> dict[str, Any]:
        """All that the world shows, but for what differs from life to life."""
        zones = self.cloud.zones()
        return {
            "zones": sorted([one.name, one.caller_reference.partition("/")[0]] for one in zones),
            "records": sorted(
                [one.name, one.type, None if one.alias_target else sorted(map(str, one.records))]
                for zone in zones
                for one in zone.rrsets
                if one.type not in ("NS", "SOA")
            ),
            "distributions": sorted(
                [one.Aliases["Items"], one.Enabled] for one in self.cloud.cloudfront.distributions.values()
            ),
            "certificates": sorted([sorted(one.sans), one.status] for one in self.cloud.certificates),
            "hosts": self.hosts(),
            "stored": sorted(one.name for one in self.cloud.s3.get_bucket(BUCKET).keys.values()),
            "charges": self.seller.charges,
        }

    def hosts(self) -> dict[str, str]:
        """Which host shows what, where readers are."""
        for one in self.cloud.cloudfront.functions.values():
            if one.live:
                code = one.live.code if isinstance(one.live.code, str) else one.live.code.decode()
                table: dict[str, str] = json.loads(code.partition("const SHOWN = ")[2].partition(";\n")[0])
                return table
        return {}


def documented() -> set[str]:
    """The actions of the policy in docs/aws-target.md."""
    policy = json.loads(DOCUMENTED.read_text("utf-8").split("```json")[1].split("```")[0])
    told = [one["Action"] for one in policy["Statement"]]
    return {action for one in told for action in ([one] if isinstance(one, str) else one)}


@contextlib.contextmanager
def world(folder: Path) -> Iterator[Played]:
    """All of it, with the standby domain bought and delegated years ago."""
    rehearsal_ground.lay(folder, RESOLVER)
    node = shutil.which("node") or shutil.which("nodejs")
    assert node
    with contextlib.ExitStack() as stack:
        there = stack.enter_context(cloud())
        seller = stack.enter_context(selling(folder / "registrar", there))
        shown, roots = stack.enter_context(edge(there, folder / "edge", node))
        names = Names(there, seller.known, seller.held, shown.address)
        there.looked = names.seen
        stack.enter_context(served(names))
        stage = stack.enter_context(on_stage(folder / "workspace"))
        made = Played(folder, stage, there, seller, names, shown, roots)
        _environment(made)
        made.allowed()
        there.s3.create_bucket(BUCKET, REGION)
        zone = there.route53.create_hosted_zone(f"{STANDBY}.", False, "years ago")
        made.delegate(STANDBY, zone.delegation_set.name_servers)
        shutil.copy(stage.root / "sparewheel.yaml", folder / "sparewheel.yaml")
        made.settings()
        yield made


def _environment(made: Played) -> None:
    """Where AWS is, whose keys are used, and whom to trust: for this process and the commands that it starts."""
    ours = [name for name in os.environ if name.startswith("AWS_") or name.lower().endswith("_proxy")]
    for name in ours:
        del os.environ[name]
    profiles: Mapping[str, tuple[str, str, str]] = {
        "asker": (ASKER, SECRETS[ASKER], ""),
        "buyer": (BUYER, SECRETS[BUYER], ""),
        "forger": (ASKER, "another secret", ""),
        "stranger": ("AKIANOBODY", SECRETS[ASKER], ""),
        "late": (ASKER, SECRETS[ASKER], f"aws_session_token = {EXPIRED_TOKEN}\n"),
    }
    (made.folder / "credentials").write_text(
        "".join(
            f"[{name}]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n{more}\n"
            for name, (key, secret, more) in profiles.items()
        )
    )
    os.environ |= {f"AWS_ENDPOINT_URL_{service}": made.cloud.url for service in SERVICES}
    os.environ |= {f"AWS_ENDPOINT_URL_{service}": made.seller.url for service in ("ROUTE_53_DOMAINS", "STS")}
    os.environ |= {
        "AWS_CONFIG_FILE": str(made.folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(made.folder / "credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "SSL_CERT_FILE": str(made.roots),
        "SPAREWHEEL_REGISTRANT": TEXT,
    }
