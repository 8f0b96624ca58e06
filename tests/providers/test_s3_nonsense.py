"""Answers that cannot be right are not believed, and what is kept is what was sent."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused
from launcher.providers.s3.wire import ATTEMPTS
from tests.providers.s3_front import Hasty, storage
from tests.providers.s3_raw import HANG_UP, etag, raw, said, well
from tests.worlds import file

# ── nonsense ─────────────────────────────────────────────────────────────────────────────────────

BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<ListBucketResult><Name>&c;</Name></ListBucketResult>"""
NONSENSE = [
    b"\x15\x03\x01\x00\x02\x02\x46\r\n\r\n",
    b"220 mail.example.org ESMTP\r\n\r\n",
    b"HTTP/1.1 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-length: 12, 13\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffff\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"x-large: " + b"x" * 200_000 + b"\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n" * 50,
    said(200, BOMB),
    said(200, b"<ListBucketResult><Name>crisis</Name>"),
    said(200, b"<ListBucketResult>\xff\xfe</ListBucketResult>"),
    said(200, b"<ListBucketResult>" + b"<a>" * 100_000),
    said(200, b"<Other/>"),
    said(200, b"not XML at all"),
    said(200, b""),
    said(200, b"<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>"),
    said(200, b"<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken>"
              b"<Contents><Key>a</Key></Contents></ListBucketResult>"),
]  # fmt: skip


@pytest.mark.parametrize("nonsense", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_told_at_once_and_nothing_of_it_is_believed(nonsense: bytes, tmp_path: Path) -> None:
    clock = Hasty()
    with raw(lambda _: (nonsense, HANG_UP) if b"Continuation" not in nonsense else (nonsense,)) as server:
        with pytest.raises(Refused) as refused:
            storage(server.endpoint, tmp_path, clock=clock).digests("")
        assert refused.value.reason_code == "not-s3"
    assert clock.waits == []


def test_a_page_that_welcomes_everybody_has_kept_nothing(tmp_path: Path) -> None:
    """As networks of hotels do: 200, whatever was asked."""
    with raw(lambda _: (said(200, b"<!doctype html><title>Welcome</title>", "content-type: text/html"),)) as server:
        ours = storage(server.endpoint, tmp_path)
        for act in (
            lambda: ours.put("x", b"body", file()),
            lambda: ours.copy("x", "y", file()),
            lambda: ours.delete(["x"]),
            lambda: ours.write("note", b"body", None),
            ours.prepare,
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.reason_code == "not-s3"
        assert len(server.heard) == 5


def test_what_a_server_says_between_is_passed_over(tmp_path: Path) -> None:
    between = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"
    with raw(lambda heard: (between, *well(heard))) as server:
        ours = storage(server.endpoint, tmp_path)
        ours.put("x", b"body", file())
        ours.put("y", b"body", file())
        assert server.connections == 1
        assert "expect" not in server.heard[0].headers


def test_a_body_in_chunks_is_put_together(tmp_path: Path) -> None:
    parts = (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;x=y\r\nth", b"e\r", b"\n006\r\n whole\r\n0",
             b"\r\ntrailer: x\r\n\r\n")  # fmt: skip
    with raw(lambda _: parts) as server:
        ours = storage(server.endpoint, tmp_path)
        assert [ours.get("x"), ours.get("x")] == [b"the whole"] * 2
        assert server.connections == 1


# ── what is kept is what was sent ────────────────────────────────────────────────────────────────


def test_what_is_sent_is_signed_and_measured(tmp_path: Path) -> None:
    with raw(well) as server:
        storage(server.endpoint, tmp_path).put("été/a b+c~%.html", b"page", file(cache_control="max-age=7"))
        (heard,) = server.heard
    assert heard.target == "/crisis/%C3%A9t%C3%A9/a%20b%2Bc~%25.html"
    assert heard.headers["content-md5"] == "cYYMd8Z0U3mw1EME1mtqEw=="  # by: printf page | openssl md5 -binary | base64
    assert heard.headers["x-amz-content-sha256"] == hashlib.sha256(b"page").hexdigest()
    assert (heard.headers["content-type"], heard.headers["cache-control"]) == ("text/html; charset=utf-8", "max-age=7")
    assert "sktest" not in str(heard)


def test_an_etag_of_other_bytes_is_told(tmp_path: Path) -> None:
    with raw(lambda _: (said(200, b"", etag(b"other")),)) as server, pytest.raises(ProviderFailed) as failed:
        storage(server.endpoint, tmp_path).put("x", b"body", file())
    assert failed.value.reason_code == "storage-garbled"
    assert "SSE-KMS" in failed.value.hint


@pytest.mark.parametrize("header", ["x-amz-server-side-encryption: aws:kms",
                                    "x-amz-server-side-encryption-customer-algorithm: AES256"])  # fmt: skip
def test_an_etag_of_what_encryption_made_of_it_says_nothing(header: str, tmp_path: Path) -> None:
    with raw(lambda _: (said(200, b"", etag(b"other"), header),)) as server:
        storage(server.endpoint, tmp_path).put("x", b"body", file())
        assert len(server.heard) == 1


# ── copies, which may fail after they began well ─────────────────────────────────────────────────


def test_a_copy_that_fails_in_spite_of_its_status(tmp_path: Path) -> None:
    document = b"\n\n<Error><Code>%s</Code><Message>no</Message></Error>"
    with raw(lambda _: (said(200, document % b"InternalError"),)) as server:
        with pytest.raises(OutcomeUnknown):
            storage(server.endpoint, tmp_path).copy("a", "b", file())
        assert len(server.heard) == ATTEMPTS
    with raw(lambda _: (said(200, document % b"NoSuchKey"),)) as server:
        with pytest.raises(ProviderFailed) as failed:
            storage(server.endpoint, tmp_path).copy("a", "b", file())
        assert failed.value.reason_code == "no-object"
        assert len(server.heard) == 1
