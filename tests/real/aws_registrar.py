"""Route 53 Domains as it stands in one account with Route 53: each name that is registered gets a hosted zone of
AWS's own making, and is delegated to it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from launcher.drill.world.delegated import Delegation
from launcher.drill.world.script import Luck, Rule
from launcher.model import Availability
from tests.real.aws_cloud import Cloud
from tests.wire.account import Account
from tests.wire.route53_domains import CURRENCY, Front
from tests.wire.server import Counterpart, serving

MARKET = {"currency": CURRENCY, "taken": ["taken.ca", "*.taken.ca"]}
WORKFLOW = "RISWorkflow-RD"
"""How the caller references of such zones begin."""


class Selling(Front):
    """The API, and what happens behind it once a registration has ended well."""

    def __init__(self, account: Account, cloud: Cloud) -> None:
        super().__init__(account)
        self._cloud = cloud

    def _register(self, params: Mapping[str, Any], luck: Luck) -> dict[str, Any]:
        answer = super()._register(params, luck)
        self._hosted(params["DomainName"].lower())
        return answer

    def _operation(self, params: Mapping[str, Any], luck: Luck) -> dict[str, Any]:
        answer = super()._operation(params, luck)
        self._hosted(answer["DomainName"])
        return answer

    def _hosted(self, name: str) -> None:
        if self._registrar.holding(name) is None or self._account.recall(f"zone {name}"):
            return
        zone = self._cloud.route53.create_hosted_zone(
            f"{name}.", False, f"{WORKFLOW}:{name}", comment="HostedZone created by Route53 Registrar"
        )
        self._account.keep(f"name {name}", nameservers=list(zone.delegation_set.name_servers))
        self._account.keep(f"zone {name}", id=zone.id)


class Seller:
    """The registrar, and what the registries know by it."""

    def __init__(self, there: Counterpart, front: Selling) -> None:
        self.there, self.front, self.url = there, front, there.url

    @property
    def charges(self) -> list[str]:
        """The names that were paid for, as often as they were."""
        return self.there.charges

    def suffers(self, *rules: Rule) -> None:
        """From now on, and nothing else."""
        self.there.script.replace(rules)

    def known(self, name: str) -> Availability | None:
        return self.there.account.registrar.known(name)

    def held(self, name: str) -> Delegation | None:
        """What the registry was told of a name of ours."""
        account = self.there.account
        if account.registrar.holding(name) is None:
            return None
        kept = account.recall(f"name {name}")
        keys = [f"{key['KeyTag']} {key['Algorithm']} {key['DigestType']} {key['Digest']}" for key in kept["keys"]]
        return Delegation(tuple(sorted(kept["nameservers"])), tuple(sorted(keys)))


@contextlib.contextmanager
def selling(folder: Path, cloud: Cloud) -> Iterator[Seller]:
    """On a port of loopback; its account lives in the folder."""
    fronts: list[Selling] = []

    def made(account: Account) -> Selling:
        fronts.append(Selling(account, cloud))
        return fronts[0]

    with serving(made, folder, MARKET) as there:
        yield Seller(there, fronts[0])
