"""Secrets are where the settings say, for their owner's eyes alone, and never in a message."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher.errors import Refused
from launcher.providers.references import s3_credentials, secret
from launcher.providers.s3.storage import read_credentials


def kept(tmp_path: Path, text: str, mode: int = 0o600) -> str:
    file = tmp_path / "secret"
    file.write_text(text)
    file.chmod(mode)
    return f"file:{file}"


def test_a_secret_from_the_environment_or_a_private_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPAREWHEEL_TEST", " hush\n")
    assert secret("env:SPAREWHEEL_TEST") == "hush"
    assert secret(kept(tmp_path, "hush\n")) == "hush"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(Refused, match="others can read") as refused:
        secret(kept(tmp_path, "hush", mode))
    assert refused.value.hint.startswith("chmod 600")


@pytest.mark.parametrize("reference", ["env:SPAREWHEEL_NOT_SET", "file:/no/such/file", "file:/"])
def test_nothing_there_is_told_with_what_to_do(reference: str) -> None:
    with pytest.raises(Refused) as refused:
        secret(reference)
    assert refused.value.hint


def test_an_access_key_as_the_storage_reads_it_on_no_disk(tmp_path: Path) -> None:
    path = s3_credentials(kept(tmp_path, "AKID:se/cr+et=\n"))
    assert read_credentials(path) == {"aws_access_key_id": "AKID", "aws_secret_access_key": "se/cr+et="}
    assert [one.name for one in tmp_path.iterdir()] == ["secret"]


def test_an_access_key_of_a_session_has_a_token(tmp_path: Path) -> None:
    found = read_credentials(s3_credentials(kept(tmp_path, "ASIA:se/cr+et=:the//to+ken==\n")))
    assert found == {
        "aws_access_key_id": "ASIA",
        "aws_secret_access_key": "se/cr+et=",
        "aws_session_token": "the//to+ken==",
    }


@pytest.mark.parametrize(
    "text", ["hush", "hush:", ":hush", "hush:hush\nmore = hush", "hu sh:hush", "hush:hush:", "hush:hush:hush:hush"]
)
def test_what_is_no_access_key_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused) as refused:
        s3_credentials(kept(tmp_path, text))
    assert "hush" not in refused.value.message + refused.value.hint
