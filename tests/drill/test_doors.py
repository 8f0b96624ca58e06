"""Who is let in: the control port's token, the storage's key, and what a stranger gets."""

from __future__ import annotations

import http.client
from pathlib import Path

import pytest

from launcher.errors import ProviderFailed, Refused
from launcher.model import Server
from launcher.providers.network import NetworkProbe
from launcher.providers.s3.storage import S3Storage
from launcher.providers.sandbox.process import World
from tests.worlds import BUCKET, file, storage


def _credentials(folder: Path, key: str, secret: str, mode: int = 0o600) -> Path:
    path = folder / "credentials"
    path.write_text(f"[default]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n")
    path.chmod(mode)
    return path


def _true_key(world: World) -> str:
    return world.credentials.read_text().splitlines()[1].partition("= ")[2]


def _raw(port: int, method: str, path: str, headers: dict[str, str] | None = None, body: str = "") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_secret_and_a_wrong_key_are_refused_with_a_hint(world: World, tmp_path: Path, known: bool) -> None:
    storage(world).put("private", b"secret", file())
    path = _credentials(tmp_path, _true_key(world) if known else "AKIANOBODY", "wrong")
    stranger = S3Storage(BUCKET, endpoint=world.storage_endpoint, credentials=path)
    for attempt in (
        stranger.prepare,
        lambda: stranger.get("private"),
        lambda: stranger.digests(""),
        lambda: stranger.put("private", b"", file()),
        lambda: stranger.delete(["private"]),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert "key" in refused.value.hint
        assert "wrong" not in str(refused.value)
    assert storage(world).get("private") == b"secret"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/{BUCKET}/private"),
        ("GET", f"/{BUCKET}/private?Signature=x&AWSAccessKeyId=y&Expires=9999999999"),
        ("GET", f"/{BUCKET}"),
        ("GET", "/"),
        ("PUT", f"/{BUCKET}/private"),
        ("PUT", f"/{BUCKET}?policy"),
        ("DELETE", f"/{BUCKET}/private"),
        ("POST", f"/{BUCKET}?delete"),
        ("POST", "/moto-api/reset"),
        ("POST", "/?Action=CreateAccessKey&UserName=sparewheel-sandbox&Version=2010-05-08"),
    ],
)
def test_the_unsigned_get_nothing(world: World, method: str, path: str) -> None:
    storage(world).put("private", b"secret", file())
    status, body = _raw(world.storage_port, method, path)
    assert status == 403
    assert b"secret" not in body
    assert storage(world).get("private") == b"secret"


def test_a_credentials_file_that_others_can_read_or_that_is_none_is_refused(world: World, tmp_path: Path) -> None:
    def using(path: Path) -> S3Storage:
        return S3Storage(BUCKET, endpoint=world.storage_endpoint, credentials=path)

    with pytest.raises(Refused, match="others can read"):
        using(_credentials(tmp_path, "key", "secret", 0o644)).prepare()
    with pytest.raises(Refused, match="cannot be read"):
        using(tmp_path / "missing").prepare()
    broken = tmp_path / "broken"
    broken.write_text("hunter2")
    with pytest.raises(Refused, match="no credentials file") as refused:
        using(broken).prepare()
    assert "hunter2" not in repr(refused.value.__cause__) + str(refused.value)


def test_a_storage_that_is_not_there_is_a_failure(world: World) -> None:
    away = S3Storage(BUCKET, endpoint="http://127.0.0.1:9", credentials=world.credentials)
    with pytest.raises(ProviderFailed, match="cannot be reached"):
        away.get("key")


def test_a_write_without_a_bucket_says_so(world: World) -> None:
    missing = S3Storage("no-such-bucket", endpoint=world.storage_endpoint, credentials=world.credentials)
    with pytest.raises(Refused, match="no such bucket"):
        missing.put("key", b"", file())
    assert missing.get("key") is None
    assert missing.digests("") == {}
    missing.delete(["key"])


@pytest.mark.parametrize("token", [None, "Bearer ", "Bearer wrong", "Basic é"])
def test_the_control_port_wants_its_token(world: World, token: str | None) -> None:
    headers = {"Authorization": token} if token else {}
    for operation in ("stop", "script", "quote", "edge.point"):
        assert _raw(world.control_port, "POST", f"/call/{operation}", headers, "{}")[0] == 401
    assert _raw(world.control_port, "GET", "/health")[0] == 200


@pytest.mark.parametrize("body", ["", "[]", "{", '{"names": 3}', '{"names": null}', "é"])
def test_a_call_that_cannot_be_read_is_a_no_not_a_crash(world: World, body: str) -> None:
    headers = {"Authorization": f"Bearer {(world.state / 'token').read_text()}"}
    assert _raw(world.control_port, "POST", "/call/quote", headers, body)[0] == 400
    assert _raw(world.control_port, "POST", "/call/nothing", headers, "{}")[0] == 404


def test_everything_listens_on_loopback_alone(world: World) -> None:
    front = NetworkProbe().fetch("x", "/", Server("127.0.0.1", world.edge_port), "http")
    assert front.status == 421
    listening = Path("/proc/net/tcp").read_text() if Path("/proc/net/tcp").exists() else ""
    for port in (world.edge_port, world.storage_port, world.dns_port, world.control_port, world.registry_port):
        assert f"00000000:{port:04X}" not in listening
