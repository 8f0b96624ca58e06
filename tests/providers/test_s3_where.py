"""A storage may know better where and when it is asked: it is followed once, and no further."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from pathlib import Path

import pytest

from launcher.errors import Refused
from launcher.providers.s3 import dates
from launcher.providers.s3.address import Address
from launcher.providers.s3.connection import Connection
from launcher.providers.s3.route import Route
from launcher.providers.s3.storage import S3Storage
from tests.providers.s3_front import Hasty, storage
from tests.providers.s3_raw import Heard, no, raw, said, slim, well
from tests.real.buckets import certificate, credentials
from tests.real.caddy import LOOPBACK
from tests.worlds import file


class Aws(Route):
    """All of AWS is on this machine, at one port."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port
        self.hosts: list[str] = []

    def connection(self, to: Address) -> Connection:
        self.hosts.append(to.host)
        return super().connection(to)

    def _reached(self, host: str, port: int) -> socket.socket:
        assert port == 443
        return super()._reached(LOOPBACK, self.port)


@pytest.fixture
def of_aws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server that has AWS's certificate, as far as this test believes."""
    path = certificate(tmp_path, "*.amazonaws.com", names=("*.s3.us-east-1.amazonaws.com", "s3.eu-west-3.amazonaws.com",
                       "*.s3.eu-west-3.amazonaws.com", "s3.us-east-1.amazonaws.com"))  # fmt: skip
    monkeypatch.setenv("AWS_CA_BUNDLE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


# ── regions ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "refusal",
    [
        no(400, "AuthorizationHeaderMalformed", "<Region>ca-central-1</Region>"),
        no(301, "PermanentRedirect", "", "x-amz-bucket-region: ca-central-1"),
        no(307, "TemporaryRedirect", "", "x-amz-bucket-region: ca-central-1"),
        said(301, b"", "x-amz-bucket-region: ca-central-1"),
    ],
)
def test_another_region_is_followed_once_and_remembered(refusal: bytes, tmp_path: Path) -> None:
    clock = Hasty()

    def play(heard: Heard) -> Iterable[bytes]:
        return well(heard) if "/ca-central-1/" in heard.scope else (refusal,)

    with raw(play) as server:
        ours = storage(server.endpoint, tmp_path, clock=clock)
        ours.put("x", b"body", file())
        ours.put("y", b"body", file())
        regions = [heard.scope.split("/")[2] for heard in server.heard]
    assert regions == ["us-east-1", "ca-central-1", "ca-central-1"]
    assert clock.waits == []


@pytest.mark.parametrize("told", ["eu-west-3.evil.example/", "EU", "x" * 99, "a\tb"])
def test_a_region_that_is_none_is_not_followed(told: str, tmp_path: Path) -> None:
    with raw(lambda _: (no(301, "PermanentRedirect", "", f"x-amz-bucket-region: {told}"),)) as server:
        with pytest.raises(Refused) as refused:
            storage(server.endpoint, tmp_path).digests("")
        assert refused.value.reason_code == "wrong-region"
        assert len(server.heard) == 1


def test_nobody_is_followed_to_another_host(tmp_path: Path) -> None:
    with raw(well) as elsewhere:
        away = f"location: {elsewhere.endpoint}/crisis/x"
        with raw(lambda _: (no(307, "TemporaryRedirect", "", away),)) as server, pytest.raises(Refused):
            storage(server.endpoint, tmp_path).put("x", b"", file())
        assert elsewhere.heard == []


def test_aws_is_asked_at_the_host_of_the_bucket_in_its_region(of_aws: ssl.SSLContext) -> None:
    def play(heard: Heard) -> Iterable[bytes]:
        here = heard.headers["host"] == "crisis.s3.eu-west-3.amazonaws.com" and "/eu-west-3/" in heard.scope
        return well(heard) if here else (no(301, "PermanentRedirect", "", "x-amz-bucket-region: eu-west-3"),)

    with raw(play, tls=of_aws) as server:
        route = Aws(server.port)
        objects = slim(None, route)
        objects.put("a/b", b"body", {})
        objects.put("c", b"body", {})
        assert route.hosts == ["crisis.s3.us-east-1.amazonaws.com", "crisis.s3.eu-west-3.amazonaws.com"]
        assert [heard.target for heard in server.heard] == ["/a/b", "/a/b", "/c"]


def test_aws_leads_a_new_bucket_to_another_host_for_a_while(of_aws: ssl.SSLContext) -> None:
    location = "location: https://crisis.s3.eu-west-3.amazonaws.com/x"

    def play(heard: Heard) -> Iterable[bytes]:
        there = heard.headers["host"] == "crisis.s3.eu-west-3.amazonaws.com"
        return well(heard) if there else (no(307, "TemporaryRedirect", "", location),)

    with raw(play, tls=of_aws) as server:
        route = Aws(server.port)
        objects = slim(None, route)
        objects.put("x", b"body", {})
        objects.put("x", b"body", {})
        assert [heard.headers["host"].split(".")[2] for heard in server.heard] == [
            "us-east-1", "eu-west-3", "us-east-1", "eu-west-3"]  # fmt: skip


def test_a_name_with_dots_is_no_part_of_a_host(of_aws: ssl.SSLContext) -> None:
    with raw(well, tls=of_aws) as server:
        slim(None, Aws(server.port), "www.example.org").put("x", b"", {})
        assert server.heard[0].target == "/www.example.org/x"
        assert server.heard[0].headers["host"] == "s3.us-east-1.amazonaws.com"


# ── clocks and keys ──────────────────────────────────────────────────────────────────────────────


def test_a_clock_that_is_wrong_is_put_right_by_the_storages_own_and_remembered(tmp_path: Path) -> None:
    skewed = no(403, "RequestTimeTooSkewed", "", "date: Sun, 06 Nov 2044 08:49:37 GMT")

    def play(heard: Heard) -> Iterable[bytes]:
        return well(heard) if heard.headers["x-amz-date"].startswith("20441106T08") else (skewed,)

    with raw(play) as server:
        ours = storage(server.endpoint, tmp_path)
        ours.put("x", b"body", file())
        ours.put("y", b"body", file())
        assert [heard.target[-1] for heard in server.heard] == ["x", "x", "y"]


def test_a_session_that_ends_between_two_files_is_told_and_new_keys_go_on(tmp_path: Path) -> None:
    keys = credentials(tmp_path / "keys", "AKFIRST", "first-secret")

    def play(heard: Heard) -> Iterable[bytes]:
        over = heard.target == "/crisis/2" and heard.scope.startswith("AKFIRST/")
        return (no(400, "ExpiredToken"),) if over else well(heard)

    with raw(play) as server:
        ours = S3Storage("crisis", endpoint=server.endpoint, credentials=keys, clock=Hasty())
        ours.put("1", b"body", file())
        with pytest.raises(Refused) as refused:
            ours.put("2", b"body", file())
        assert refused.value.reason_code == "session-expired"
        assert "secret" not in refused.value.message + refused.value.hint
        credentials(keys, "AKSECOND", "second-secret")
        ours.put("2", b"body", file())
        assert [heard.scope.split("/")[0] for heard in server.heard] == ["AKFIRST", "AKFIRST", "AKSECOND"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37+00:00"),
        ("Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:59+00:00"),
        ("Sun, 31 Feb 2016 08:49:37 GMT", None),
        ("Sun, 06 Nox 1994 08:49:37 GMT", None),
        ("Sunday, 06-Nov-94 08:49:37 GMT", None),
        ("", None),
    ],
)
def test_dates_are_read_as_http_writes_them_today(text: str, told: str | None) -> None:
    found = dates.moment(text)
    assert (found.isoformat() if found else None) == told


def test_the_age_of_a_note_is_never_less_than_nothing() -> None:
    then, now = "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:40 GMT"
    assert dates.age({"last-modified": then, "date": now}) == 3.0
    assert dates.age({"last-modified": now, "date": then}) == dates.age({"date": now}) == 0.0
