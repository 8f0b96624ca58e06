"""AWS on loopback: moto's server in a process of its own, empty for each test, and no key or setting of this machine's.

It plays Route 53, ACM, CloudFront and S3 far enough to take real requests. What it takes and the real ones refuse is
told in the documentation of each provider.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real.caddy import LOOPBACK
from tests.real.daemons import free_port, wait

KEY, SECRET = "AKTEST1234567890AB", "sktest1234567890abcdefghij"
ACCOUNT = "123456789012"
"""What moto calls the account of every key."""


@pytest.fixture(scope="session")
def aws_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The endpoint of all services."""
    with serving(tmp_path_factory.mktemp("aws"), "-m", "moto.server") as endpoint:
        yield endpoint


@contextlib.contextmanager
def serving(folder: Path, *python: str) -> Iterator[str]:
    """The endpoint of a server that Python runs so, while the block lasts; its log is in the folder."""
    log, port = folder / "log", free_port(LOOPBACK)
    with log.open("wb") as written:
        command = [sys.executable, *python, "-H", LOOPBACK, "-p", str(port)]
        process = subprocess.Popen(command, stdout=written, stderr=written)
    try:
        wait(process, LOOPBACK, port, log)
        yield f"http://{LOOPBACK}:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def aws(aws_server: str, aws_keys: None) -> str:
    """The endpoint, with nothing in it, and a key in the environment."""
    return emptied(aws_server)


def emptied(endpoint: str) -> str:
    """The same server, which has forgotten everything."""
    reset = urllib.request.Request(f"{endpoint}/moto-api/reset", method="POST")
    urllib.request.urlopen(reset, timeout=30).close()
    return endpoint


@pytest.fixture
def aws_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A key of the test's own, and nothing else of this machine's."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "aws-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "aws-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
