"""Certificates by ACME: pebble as the CA, knot as the name server that it asks, and days on which things go wrong."""

from __future__ import annotations

import datetime as dt
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509 import verification

from launcher.errors import ProviderFailed, Refused
from launcher.model import Record
from launcher.providers.acme import caa as acme_caa
from launcher.providers.acme.authority import Authority
from launcher.providers.acme.certifier import AcmeCertifier
from launcher.providers.acme.pem import Pem
from launcher.providers.network import NetworkProbe
from launcher.providers.system import SystemClock
from tests.real.ca import Pebble, pebble, show
from tests.real.caddy import free_ports
from tests.real.primary import Knot, primary
from tests.worlds import fresh_name

pytestmark = pytest.mark.real


class Later(SystemClock):
    """The machine's clock, so much ahead."""

    def __init__(self, ahead: dt.timedelta) -> None:
        self._ahead = ahead

    def now(self) -> dt.datetime:
        return super().now() + self._ahead


@dataclass(frozen=True)
class Place:
    """A zone of ours, and a folder for what is kept."""

    knot: Knot
    zone: str
    folder: Path

    @property
    def names(self) -> list[str]:
        return [self.zone, f"*.{self.zone}"]

    def certifier(self, authority: Authority, ahead: dt.timedelta = dt.timedelta(0)) -> AcmeCertifier:
        """A new one, which knows what the folder knows."""
        return AcmeCertifier(authority, self.folder, Later(ahead))

    def show(self, records: tuple[Record, ...]) -> None:
        show(self.knot.dns(), self.zone, records)


@pytest.fixture(scope="module")
def own(knot: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knot]:
    with primary(tmp_path_factory.mktemp("own") / "primary") as there:
        yield there


@pytest.fixture(scope="module")
def names_at(own: Knot) -> str:
    return f"{own.server.address}:{own.server.port}"


@pytest.fixture(scope="module")
def ca(names_at: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pebble]:
    with pebble(tmp_path_factory.mktemp("ca"), names_at) as made:
        yield made


@pytest.fixture
def place(own: Knot, tmp_path: Path) -> Place:
    zone = fresh_name()
    own.dns().create(zone)
    return Place(own, zone, tmp_path / "state" / "certificates")


def verified(pem: Pem, host: str, root: Path) -> None:
    """As a browser would, with this root alone."""
    first, *others = x509.load_pem_x509_certificates(pem.chain.encode())
    trusted = verification.Store(x509.load_pem_x509_certificates(root.read_bytes()))
    verifier = verification.PolicyBuilder().store(trusted).build_server_verifier(x509.DNSName(host))
    verifier.verify(first, others)


# ── good days ────────────────────────────────────────────────────────────────────────────────────


def test_apex_and_wildcard_by_signed_updates(ca: Pebble, place: Place) -> None:
    certifier = place.certifier(ca.authority)
    assert certifier.covering(place.names) is None
    (record,) = certifier.challenges(place.names)
    assert (record.name, record.type, len(record.values)) == (f"_acme-challenge.{place.zone}", "TXT", 2)
    place.show((record,))
    made = certifier.issue(place.names)
    assert made.names == tuple(sorted(place.names))
    assert certifier.covering(place.names) == certifier.covering(place.names[::-1]) == made
    pem = certifier.pem(f"x.{place.zone}")
    assert pem
    verified(pem, f"x.{place.zone}", ca.root)
    assert "PRIVATE KEY" in pem.key
    assert "PRIVATE" not in repr(pem)
    kept = [place.folder, *place.folder.rglob("*")]
    assert {stat.S_IMODE(one.stat().st_mode) for one in kept if one.is_dir()} == {0o700}
    assert {stat.S_IMODE(one.stat().st_mode) for one in kept if one.is_file()} == {0o600}


def test_a_certificate_covers_its_names_for_as_long_as_it_lasts(ca: Pebble, place: Place) -> None:
    certifier = place.certifier(ca.authority)
    place.show(certifier.challenges(place.names))
    made = certifier.issue(place.names)
    for names in ([f"x.{place.zone}"], [place.zone.upper()], [place.zone, f"x.{place.zone}", f"*.{place.zone}"]):
        assert certifier.covering(names) == made
    for names in (["example.org"], [f"a.b.{place.zone}"], [f"*.x.{place.zone}"], [place.zone, "example.org"]):
        assert certifier.covering(names) is None
    left = made.until - SystemClock().now()
    assert place.certifier(ca.authority, left - dt.timedelta(hours=2)).covering(place.names) == made
    assert place.certifier(ca.authority, left - dt.timedelta(minutes=50)).covering(place.names) is None
    assert place.certifier(replace(ca.authority, directory="https://ca.test/")).covering(place.names) is None


def test_a_renewal_is_the_one_that_counts(ca: Pebble, place: Place) -> None:
    certifier = place.certifier(ca.authority)
    place.show(certifier.challenges(place.names))
    certifier.issue(place.names)
    first = certifier.pem(place.zone)
    place.show(certifier.challenges(place.names))
    certifier.issue(place.names)
    second = certifier.pem(place.zone)
    assert first
    assert second
    assert second.key != first.key
    assert len(list((place.folder / "held").rglob("*.pem"))) == 1


# ── interrupted ──────────────────────────────────────────────────────────────────────────────────


def test_another_process_goes_on_with_the_same_order(ca: Pebble, place: Place) -> None:
    before = ca.orders
    asked = place.certifier(ca.authority).challenges(place.names)
    assert place.certifier(ca.authority).challenges(place.names[::-1]) == asked
    place.show(asked)
    made = place.certifier(ca.authority).issue(place.names)
    assert ca.orders == before + 1
    assert place.certifier(ca.authority).covering(place.names) == made


def test_a_certificate_that_could_not_be_kept_is_fetched_again(ca: Pebble, place: Place) -> None:
    certifier = place.certifier(ca.authority)
    place.show(certifier.challenges(place.names))
    orders, issued = ca.orders, ca.issued
    blocking = place.folder / "held"
    blocking.write_text("not a folder")
    with pytest.raises(Refused) as told:
        certifier.issue(place.names)
    assert told.value.reason_code == "disk"
    blocking.unlink()
    again = place.certifier(ca.authority)
    assert again.challenges(place.names) == ()
    assert again.issue(place.names) == again.covering(place.names)
    assert (ca.orders, ca.issued) == (orders, issued + 1)


def test_a_ca_that_forgot_us_is_told_again_who_we_are(names_at: str, place: Place, tmp_path: Path) -> None:
    ports = free_ports(2)
    with pebble(tmp_path / "one", names_at, listen=ports) as ca:
        first = place.certifier(ca.authority).challenges(place.names)
    with pebble(tmp_path / "two", names_at, listen=ports) as ca:
        certifier = place.certifier(ca.authority)
        with pytest.raises(ProviderFailed, match="no order under way") as told:
            certifier.issue(place.names)
        assert "resume" in told.value.hint
        second = certifier.challenges(place.names)
        assert second != first
        place.show(second)
        certifier.issue(place.names)


# ── a rehearsal ──────────────────────────────────────────────────────────────────────────────────


def test_the_ca_is_let_look_only_after_its_staging_gave_a_certificate(
    ca: Pebble, place: Place, names_at: str, tmp_path: Path
) -> None:
    with pebble(tmp_path / "staging", names_at) as staging:
        roots = tmp_path / "roots.pem"
        roots.write_text(ca.root.read_text() + staging.root.read_text())
        authority = Authority(ca.directory, staging.directory, root=roots)
        alone = place.certifier(ca.authority).challenges(place.names)
        (both,) = place.certifier(authority).challenges(place.names)
        assert set(alone[0].values) < set(both.values)
        assert len(both.values) == 4
        looked, issued = ca.looked, ca.issued

        place.show(alone)  # what the CA itself wants is there; what its staging wants is not
        with pytest.raises(ProviderFailed, match="could not prove"):
            place.certifier(authority).issue(place.names)
        assert (ca.looked, ca.issued, staging.issued) == (looked, issued, 0)

        (next_,) = place.certifier(authority).challenges(place.names)
        assert set(alone[0].values) < set(next_.values)
        assert next_ != both
        place.show((next_,))
        made = place.certifier(authority).issue(place.names)
        assert (ca.issued, staging.issued, staging.orders) == (issued + 1, 1, 2)
        assert place.certifier(authority).covering(place.names) == made
        pem = place.certifier(authority).pem(place.zone)
        assert pem
        verified(pem, place.zone, ca.root)

        place.certifier(authority, dt.timedelta(hours=23)).challenges(place.names)
        assert staging.orders == 2
        place.certifier(authority, dt.timedelta(hours=25)).challenges(place.names)
        assert staging.orders == 3


# ── bad days ─────────────────────────────────────────────────────────────────────────────────────


def test_half_of_all_nonces_refused(names_at: str, place: Place, tmp_path: Path) -> None:
    with pebble(tmp_path / "ca", names_at, PEBBLE_WFE_NONCEREJECT="50") as ca:
        certifier = place.certifier(ca.authority)
        place.show(certifier.challenges(place.names))
        certifier.issue(place.names)
        assert (ca.orders, ca.issued) == (1, 1)


def test_without_the_records_the_ca_says_so_and_the_next_try_is_another_order(ca: Pebble, place: Place) -> None:
    certifier = place.certifier(ca.authority)
    first = certifier.challenges(place.names)
    with pytest.raises(ProviderFailed, match=f"could not prove that {place.zone} is ours") as told:
        certifier.issue(place.names)
    assert told.value.reason_code == "ca-unauthorized"
    assert "resume" in told.value.hint
    assert "\n" not in told.value.message
    second = certifier.challenges(place.names)
    assert not set(second[0].values) & set(first[0].values)
    place.show(first)
    with pytest.raises(ProviderFailed, match="did not find our TXT record"):
        certifier.issue(place.names)
    place.show(certifier.challenges(place.names))
    certifier.issue(place.names)


def test_we_stop_before_the_ca_stops_us(ca: Pebble, place: Place) -> None:
    certifier = place.certifier(ca.authority)
    for _ in range(4):
        certifier.challenges(place.names)
        with pytest.raises(ProviderFailed, match="could not prove"):
            certifier.issue(place.names)
    orders = ca.orders
    with pytest.raises(ProviderFailed, match=f"4 orders for {place.zone} failed within the hour") as told:
        place.certifier(ca.authority).challenges([place.zone])
    assert told.value.reason_code == "ca-limit"
    assert re.search(r"another is possible at 2\d{3}-\d\d-\d\d \d\d:\d\d UTC$", told.value.message)
    assert ca.orders == orders
    later = place.certifier(ca.authority, dt.timedelta(hours=1))
    place.show(later.challenges(place.names))
    later.issue(place.names)


def test_a_name_that_the_ca_never_certifies_is_refused(ca: Pebble, tmp_path: Path) -> None:
    certifier = AcmeCertifier(ca.authority, tmp_path / "kept", SystemClock())
    with pytest.raises(Refused, match="gives no certificates for this name") as told:
        certifier.challenges(["www.blocked.ca"])
    assert told.value.reason_code == "ca-rejected-identifier"
    with pytest.raises(Refused, match="no name to certify"):
        certifier.challenges(["a.*.example.org"])


def test_caa_that_forbids_the_ca_is_seen_before_it_looks(ca: Pebble, place: Place) -> None:
    dns = place.knot.dns()
    look_up = acme_caa.of_our_zones(dns, NetworkProbe(2.0))
    authority = replace(ca.authority, caa="ca.example.org")
    certifier = AcmeCertifier(authority, place.folder, SystemClock(), caa=look_up)
    place.show(certifier.challenges([f"x.{place.zone}"]))
    place.show((Record(place.zone, "CAA", 60, ('0 issue "another.example.org"',)),))
    looked = ca.looked
    with pytest.raises(Refused, match=f"CAA of x.{place.zone} does not let ca.example.org") as told:
        certifier.issue([f"x.{place.zone}"])
    assert '0 issue "ca.example.org"' in told.value.hint
    assert ca.looked == looked
    place.show((Record(place.zone, "CAA", 60, ('0 issue "another.example.org"', '0 issue "ca.example.org"')),))
    certifier.issue([f"x.{place.zone}"])


def test_a_ca_that_is_not_trusted_or_not_there_or_no_ca(ca: Pebble, tmp_path: Path) -> None:
    there = f"https://127.0.0.1:{free_ports(1)[0]}/dir"
    for authority, kind, code in (
        (replace(ca.authority, root=None), Refused, "ca-untrusted"),
        (replace(ca.authority, root=tmp_path / "none.pem"), Refused, "ca-untrusted"),
        (replace(ca.authority, directory=there), ProviderFailed, "ca-silent"),
        (replace(ca.authority, directory=f"{ca.directory}/none"), ProviderFailed, "ca-failed"),
    ):
        with pytest.raises(kind) as told:
            AcmeCertifier(authority, tmp_path / "kept", SystemClock()).challenges(["example.org"])
        assert told.value.reason_code == code
        assert told.value.hint
