"""Our client of Route 53 Domains, on the API as it is played here."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from launcher.config import registrant
from launcher.drill.world.script import Rule
from launcher.model import Money, Order
from launcher.providers.aws.route53_domains import Route53Domains
from launcher.providers.system import SystemClock
from tests.wire.account import Account
from tests.wire.aws_json import EXPIRED_TOKEN
from tests.wire.route53_domains import ASKER, BUYER, CURRENCY, SECRETS, Front
from tests.wire.server import Counterpart, serving

MARKET = {
    "currency": CURRENCY,
    "taken": ["taken.ca", "*.taken.ca"],
    "reserved": ["reserved.ca"],
    "unknown": ["unsure.ca"],
}
TEXT = """
organisation: Eau Exemple inc.
kind: company
person: {first_name: Camille, last_name: Exemplaire}
address: {street: [7 rue Inventée, bureau 7], city: Montréal, state: QC, postal_code: H2X 1Y4, country: CA}
phone: "+1.4185550177"
email: domaines@example.org
tlds:
  ca: {legal_type: CCO, business_entity_type: INC}
"""
REGISTRANT = registrant.read(TEXT, "env:SPAREWHEEL_REGISTRANT")


class Hasty(SystemClock):
    """Nobody waits; how long they would have is kept."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


class Case:
    """An account, its API, and our client of it. `zone_keys` are the DNSKEYs that every zone shows."""

    def __init__(self, there: Counterpart, front: Front) -> None:
        self.there = there
        self.front = front
        self.who = REGISTRANT
        self.buyer = "buyer"
        self.clock = Hasty()
        self.zone_keys: Collection[str] = ()
        self.registrar = self.client()

    def client(self, *, profile: str = "asker") -> Route53Domains:
        """A client that was just started: it remembers nothing of another."""
        return Route53Domains(
            self.who,
            self.clock,
            profile=profile,
            buyer=self.buyer,
            endpoint=self.there.url,
            zone_keys=lambda _: self.zone_keys,
        )

    def suffers(self, on: str, do: str, **more: Any) -> None:
        self.there.script.replace([Rule(on, do, **more)])

    def sent(self, on: str) -> list[dict[str, Any]]:
        return [json.loads(request.body) for kind, request in self.there.requests if kind == on]


@contextmanager
def played(folder: Path) -> Iterator[Case]:
    """The API, with a folder that outlives it."""
    fronts: list[Front] = []

    def make(account: Account) -> Front:
        fronts.append(Front(account))
        return fronts[0]

    with serving(make, folder, MARKET) as there:
        yield Case(there, fronts[0])


def keys(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Profiles of the test's own, and no key or setting of this machine's."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_CA_BUNDLE"):
        patch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        patch.delenv(name, raising=False)
    profiles = {
        "asker": (ASKER, SECRETS[ASKER], ""),
        "buyer": (BUYER, SECRETS[BUYER], ""),
        "stranger": ("AKIANOBODY", SECRETS[ASKER], ""),
        "forger": (ASKER, "another secret", ""),
        "late": (ASKER, SECRETS[ASKER], f"aws_session_token = {EXPIRED_TOKEN}\n"),
    }
    text = "".join(
        f"[{name}]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n{more}\n"
        for name, (key, secret, more) in profiles.items()
    )
    folder.mkdir(exist_ok=True)
    (folder / "credentials").write_text(text)
    patch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "credentials"))
    patch.setenv("AWS_CONFIG_FILE", str(folder / "config"))
    patch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    keys(tmp_path / "aws", monkeypatch)
    with played(tmp_path / "registrar") as one:
        yield one


def order(name: str, price: str = "20.00", currency: str = CURRENCY) -> Order:
    return Order(name, 1, Money(Decimal(price), currency), key=f"key of {name}")
