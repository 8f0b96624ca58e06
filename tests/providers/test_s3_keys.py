"""Who asks, and by which client: keys that stand somewhere plainly are used without the SDK."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from launcher.errors import Refused
from launcher.providers.s3.client import Access
from launcher.providers.s3.keys import plain
from launcher.providers.s3.notes import TRIED
from launcher.providers.s3.storage import S3Storage
from tests.providers.s3_front import Hasty
from tests.providers.s3_raw import Heard, Raw, no, raw, said
from tests.real.buckets import credentials

PUBLISH = """
import sys
from pathlib import Path
from launcher.model import File
from launcher.providers.s3.storage import S3Storage
endpoint, keys, profile = sys.argv[1:]
storage = S3Storage("crisis", endpoint=endpoint, credentials=Path(keys) if keys else None, profile=profile or None)
storage.digests("")
storage.put("x", b"body", File("x", "", "", 0, "text/html", "no-store"))
storage.copy("x", "y", File("x", "", "", 0, "text/html", "no-store"))
storage.write("note", b"1", None)
storage.get("y")
storage.get("y", anonymously=True)
storage.delete(["x"])
print(*sorted({"boto3", "botocore", "http.client", "urllib.request", "ssl"} & sys.modules.keys()))
"""
VARIABLES = ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "SECURITY_TOKEN", "PROFILE", "DEFAULT_PROFILE",
             "WEB_IDENTITY_TOKEN_FILE", "ROLE_ARN", "ENDPOINT_URL", "ENDPOINT_URL_S3")  # fmt: skip


def play(heard: Heard) -> Iterable[bytes]:
    if heard.method == "GET" and "list-type" in heard.target:
        return (said(200, b"<ListBucketResult/>"),)
    if heard.method == "POST":
        return (said(200, b"<DeleteResult/>"),)
    if "if-none-match" in heard.headers and heard.target.endswith(TRIED):
        return (no(412, "PreconditionFailed"),)
    body = b"<CopyObjectResult/>" if "x-amz-copy-source" in heard.headers else b""
    return (said(200, body, "etag: x"),)


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without any keys."""
    for name in VARIABLES:
        monkeypatch.delenv(f"AWS_{name}", raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    return tmp_path


@pytest.fixture
def server() -> Iterator[Raw]:
    with raw(play) as running:
        yield running


@pytest.mark.parametrize("kind", ["file", "environment", "profile"])
def test_a_publish_with_plain_keys_does_not_load_the_sdk(
    kind: str, alone: Path, server: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, file, profile = f"AK{kind.upper()}", "", ""
    if kind == "file":
        file = str(credentials(alone / "ours", key, "the-secret"))
    elif kind == "environment":
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the-secret")
    else:
        (alone / "credentials").write_text(f"[crisis]\naws_access_key_id={key}\naws_secret_access_key=the-secret\n")
        profile = "crisis"
    command = [sys.executable, "-c", PUBLISH, server.endpoint, file, profile]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.strip(), done.stderr) == ("", "")
    scopes = {heard.scope.split("/")[0] for heard in server.heard if "authorization" in heard.headers}
    assert scopes == {key}
    assert [heard.method for heard in server.heard if "authorization" not in heard.headers] == ["GET"]


def test_keys_that_only_a_chain_can_give_are_taken_from_it_and_renewed(alone: Path, server: Raw) -> None:
    """A program that is asked for keys, as sign-in helpers are; what it gives is over at once."""
    answer = {"Version": 1, "SecretAccessKey": "s", "SessionToken": "the+token", "Expiration": "2020-01-01T00:00:00Z"}
    program = alone / "helper.py"
    program.write_text(
        f"import json, pathlib\ncount = pathlib.Path({str(alone / 'count')!r})\n"
        "n = len(count.read_text()) if count.exists() else 0\ncount.write_text('x' * (n + 1))\n"
        f"print(json.dumps({answer!r} | dict(AccessKeyId=f'AK{{n}}', Expiration='2999-01-01T00:00:00Z')))\n"
    )
    (alone / "config").write_text(f"[profile crisis]\ncredential_process = {sys.executable} {program}\n")
    storage = S3Storage("crisis", endpoint=server.endpoint, profile="crisis", clock=Hasty())
    storage.digests("")
    storage.digests("")
    assert [heard.scope.split("/")[0] for heard in server.heard] == ["AK0", "AK0"]
    assert {heard.headers["x-amz-security-token"] for heard in server.heard} == {"the+token"}
    assert "user-agent" not in server.heard[0].headers  # ours, not the SDK's


@pytest.mark.parametrize(
    ("config", "shared", "environment", "wanted"),
    [
        ("", "", {}, None),
        ("", "[default]\naws_access_key_id=A\naws_secret_access_key=S\n", {}, "A"),
        ("[default]\naws_access_key_id=C\naws_secret_access_key=S\n", "", {}, "C"),
        ("[profile p]\nrole_arn=arn:x\n", "[p]\naws_access_key_id=A\naws_secret_access_key=S\n",
         {"AWS_PROFILE": "p"}, None),
        ("[profile p]\nsso_session=x\n", "[p]\naws_access_key_id=A\naws_secret_access_key=S\n",
         {"AWS_PROFILE": "p"}, None),
        ("", "[p]\naws_access_key_id=A\naws_secret_access_key=S\n", {"AWS_PROFILE": "p"}, "A"),
        ("", "[p]\naws_access_key_id=A\naws_secret_access_key=S\n",
         {"AWS_PROFILE": "p", "AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "S"}, "E"),
        ("", "[default]\naws_access_key_id=A\naws_secret_access_key=S\n", {"AWS_ACCESS_KEY_ID": "E"}, None),
        ("", "[default]\naws_access_key_id=A\naws_secret_access_key=S\n", {"AWS_WEB_IDENTITY_TOKEN_FILE": "/t"}, None),
        ("", "[default]\naws_access_key_id=A\n", {}, None),
        ("", "no file of this kind", {}, None),
        ('[profile "p q"]\naws_access_key_id=C\naws_secret_access_key=S\n', "", {"AWS_DEFAULT_PROFILE": "p q"}, "C"),
    ],
)  # fmt: skip
def test_the_order_is_the_sdks(
    config: str,
    shared: str,
    environment: dict[str, str],
    wanted: str | None,
    alone: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (alone / "config").write_text(config)
    (alone / "credentials").write_text(shared)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = plain(None)
    assert (found.id if found else None) == wanted
    if wanted:
        theirs = Access().chain()
        assert theirs is not None
        assert theirs.access_key == wanted


def test_a_named_profile_is_before_the_environment(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (alone / "credentials").write_text("[p]\naws_access_key_id=A\naws_secret_access_key=S\naws_session_token=T\n")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "E")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "S")
    found = plain("p")
    assert found is not None
    assert (found.id, found.token) == ("A", "T")
    assert Access(profile="p").chain().access_key == "A"


def test_half_a_key_is_none(alone: Path, server: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKHALF")
    with pytest.raises(Refused, match="no usable access key"):
        S3Storage("crisis", endpoint=server.endpoint, clock=Hasty()).digests("")
    assert server.heard == []


# ── where ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("config", "environment", "wanted"),
    [
        ("", {}, None),
        ("", {"AWS_ENDPOINT_URL": "http://a.example"}, "http://a.example"),
        ("", {"AWS_ENDPOINT_URL": "http://a.example", "AWS_ENDPOINT_URL_S3": "http://b.example"}, "http://b.example"),
        ("", {"AWS_ENDPOINT_URL": "http://a.example", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, None),
        ("[default]\nendpoint_url = http://c.example\n", {}, "http://c.example"),
        ("", {"AWS_USE_DUALSTACK_ENDPOINT": "true"}, "https://s3.dualstack.ca-central-1.amazonaws.com"),
        ("", {"AWS_USE_FIPS_ENDPOINT": "true"}, "https://s3-fips.ca-central-1.amazonaws.com"),
    ],
)
def test_the_endpoint_is_where_the_environment_and_the_profile_say(
    config: str, environment: dict[str, str], wanted: str | None, alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (alone / "config").write_text(config)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Access("ca-central-1").where() == wanted
    assert Access("ca-central-1", "http://own.example").where() == "http://own.example"


def test_a_program_that_fails_is_told_without_what_it_said(alone: Path, server: Raw) -> None:
    program = f"{sys.executable} -c print('hunter2')"
    (alone / "config").write_text(f"[profile crisis]\ncredential_process = {program}\n")
    with pytest.raises(Refused) as refused:
        S3Storage("crisis", endpoint=server.endpoint, profile="crisis", clock=Hasty()).digests("")
    assert "hunter2" not in refused.value.message + refused.value.hint
    assert refused.value.__cause__ is None
