"""What a storage says, or does not say, is told in one line, with what to do and a code that stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from email.utils import format_datetime
from pathlib import Path

import pytest

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.providers.s3.storage import S3Storage
from launcher.providers.s3.wire import ATTEMPTS
from launcher.providers.system import SystemClock
from tests.providers.s3_front import Asked, Hasty, Pass, Said, always, error, front, storage
from tests.real.caddy import LOOPBACK, free_ports
from tests.worlds import file

Act = Callable[[S3Storage], object]


def read(of: S3Storage) -> None:
    of.digests("releases/")


def write(of: S3Storage) -> None:
    of.put("releases/r1/index.html", b"", file())


def told(by: SpareWheelError, code: str) -> None:
    """In one line, with what to do, and without our secret."""
    assert by.reason_code == code
    assert by.hint
    assert "\n" not in by.message + by.hint
    assert "sktest" not in by.message + by.hint
    assert by.__cause__ is None


REFUSALS = [
    (error(403, "SignatureDoesNotMatch"), "wrong-secret", "the secret does not fit"),
    (error(403, "InvalidAccessKeyId"), "unknown-key", "not known there"),
    (error(400, "ExpiredToken"), "session-expired", "the session has expired"),
    (error(400, "InvalidToken"), "session-expired", "its token is not whole"),
    (error(403, "AccessDenied", "arn:aws:iam::123456789012:user/jane may not"), "no-right", "may not do this"),
    (error(409, "BucketAlreadyExists"), "not-your-bucket", "belongs to someone else"),
    (error(400, "InvalidBucketName"), "bucket-name", "not valid"),
    (error(301, "PermanentRedirect", more="<Endpoint>s3.eu-west-3.amazonaws.com</Endpoint>",
           **{"x-amz-bucket-region": "eu-west-3"}), "wrong-region", "in the region eu-west-3"),
    (error(400, "AuthorizationHeaderMalformed", more="<Region>ca-central-1</Region>"), "wrong-region", "ca-central-1"),
    (error(400, "IllegalLocationConstraintException"), "wrong-region", "another region"),
    (error(403, "QuotaExceeded"), "storage-full", "is full"),
    (error(507, "XMinioStorageFull"), "storage-full", "is full"),
    (error(400, "EntityTooLarge", "Too\nlarge"), "storage-refused", "Too large"),
    (Said(200, b"<!doctype html><title>Welcome<p>", {"content-type": "text/html"}), "not-s3", "is no S3"),
    (Said(404, b"<html><body>Not found</body></html>", {"content-type": "text/html"}), "not-s3", "is no S3"),
    (Said(301, b"<html>moved</html>", {"content-type": "text/html", "location": "/console"}), "not-s3", "is no S3"),
    (Said(200, b'{"hello": "world"}', {"content-type": "application/json"}), "not-s3", "is no S3"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "code", "reason"), REFUSALS, ids=[str(n) for n in range(len(REFUSALS))])
def test_a_refusal_is_told_with_its_reason(said: Said, code: str, reason: str, tmp_path: Path) -> None:
    with front(always(said)) as endpoint, pytest.raises(Refused, match=reason) as refused:
        read(storage(endpoint, tmp_path))
    told(refused.value, code)
    assert "jane" not in refused.value.message + refused.value.hint


def test_a_missing_right_is_called_by_its_name(tmp_path: Path) -> None:
    acts: list[tuple[Act, str]] = [
        (read, "s3:ListBucket"),
        (write, "s3:PutObject"),
        (lambda of: of.get("x"), "s3:GetObject"),
        (lambda of: of.delete(["x"]), "s3:DeleteObject"),
        (lambda of: of.prepare(), "s3:ListBucket"),
    ]
    with front(always(error(403, "AccessDenied"))) as endpoint:
        for act, right in acts:
            with pytest.raises(Refused) as refused:
                act(storage(endpoint, tmp_path))
            told(refused.value, "no-right")
            assert f"allow {right}" in refused.value.hint


def test_an_account_that_blocks_public_policies_is_called_so(tmp_path: Path) -> None:
    because = "because public policies are blocked by the BlockPublicPolicy block public access setting."
    with front(always(error(403, "AccessDenied", because))) as endpoint, pytest.raises(Refused) as refused:
        write(storage(endpoint, tmp_path))
    told(refused.value, "public-blocked")


@pytest.mark.parametrize("minutes", [-20, 47])
def test_clocks_that_differ_are_told_by_how_much(minutes: int, tmp_path: Path) -> None:
    theirs = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes, seconds=20), usegmt=True)
    said = error(403, "RequestTimeTooSkewed", date=theirs)
    with front(always(said)) as endpoint, pytest.raises(Refused) as refused:
        read(storage(endpoint, tmp_path))
    told(refused.value, "clock-skew")
    assert f"{abs(minutes) if minutes > 0 else abs(minutes) - 1} min apart" in refused.value.message


def test_a_busy_storage_is_asked_again_a_few_times_and_then_left_alone(tmp_path: Path) -> None:
    heard, clock = list[str](), Hasty()

    def busy(asked: Asked, _: Pass) -> Said:
        heard.append(asked.method)
        return error(503, "SlowDown")

    with front(busy) as endpoint, pytest.raises(ProviderFailed, match="too busy") as failed:
        write(storage(endpoint, tmp_path, clock=clock))
    told(failed.value, "storage-busy")
    assert len(heard) == ATTEMPTS
    assert len(clock.waits) == ATTEMPTS - 1
    assert sum(clock.waits) < 60


def test_a_storage_that_is_busy_for_a_moment_is_not_noticed(tmp_path: Path) -> None:
    clock = Hasty()
    answers = iter([error(503, "SlowDown"), error(500, "InternalError"), Said(200, b"", {"etag": '"x"'})])
    with front(lambda _asked, _pass: next(answers)) as endpoint:
        write(storage(endpoint, tmp_path, clock=clock))
    assert len(clock.waits) == 2


def test_a_failure_leaves_a_write_unknown_and_a_read_failed(tmp_path: Path) -> None:
    with front(always(error(500, "InternalError"))) as endpoint:
        with pytest.raises(OutcomeUnknown) as unknown:
            write(storage(endpoint, tmp_path))
        with pytest.raises(ProviderFailed) as failed:
            read(storage(endpoint, tmp_path))
    assert "resume" in unknown.value.hint
    assert not isinstance(failed.value, OutcomeUnknown)


def test_a_dropped_connection_leaves_a_write_unknown_and_a_read_failed(tmp_path: Path) -> None:
    with front(lambda _asked, _pass: None) as endpoint:
        with pytest.raises(OutcomeUnknown, match="no answer came"):
            write(storage(endpoint, tmp_path))
        with pytest.raises(ProviderFailed) as failed:
            read(storage(endpoint, tmp_path))
    told(failed.value, "storage-unreachable")


@pytest.mark.parametrize("act", [read, write])
def test_an_endpoint_that_nobody_answers_at_was_not_asked(act: Act, tmp_path: Path) -> None:
    (port,) = free_ports(1)
    for address in (f"http://{LOOPBACK}:{port}", "https://s3.invalid"):
        with pytest.raises(ProviderFailed, match="cannot be reached") as failed:
            act(storage(address, tmp_path))
        assert not isinstance(failed.value, OutcomeUnknown)
        told(failed.value, "storage-unreachable")


def test_a_name_that_no_bucket_can_have(tmp_path: Path) -> None:
    with front(always(Said(200))) as endpoint, pytest.raises(Refused) as refused:
        S3Storage(
            "no such/name", endpoint=endpoint, credentials=storage(endpoint, tmp_path)._access.credentials
        ).prepare()
    told(refused.value, "bucket-name")


def test_one_object_that_cannot_be_deleted_is_told(tmp_path: Path) -> None:
    document = b"<DeleteResult><Error><Key>a</Key><Code>%s</Code><Message>jane</Message></Error></DeleteResult>"
    for code, kind in ((b"AccessDenied", Refused), (b"InternalError", ProviderFailed)):
        said = Said(200, document % code, {"content-type": "application/xml"})
        with (
            front(always(said)) as endpoint,
            pytest.raises(kind, match="1 objects could not be deleted, a first") as no,
        ):
            storage(endpoint, tmp_path).delete(["a", "b"])
        assert "jane" not in no.value.message


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_session_token_is_sent_with_the_key(tmp_path: Path) -> None:
    heard: list[str] = []

    def listening(asked: Asked, _: Pass) -> Said:
        heard.append(asked.headers.get("x-amz-security-token", ""))
        return Said(
            200, b"<ListBucketResult><Name>crisis</Name></ListBucketResult>", {"content-type": "application/xml"}
        )

    path = tmp_path / "session"
    path.write_text("[default]\naws_access_key_id=AK\naws_secret_access_key=SK\naws_session_token=the+token==\n")
    path.chmod(0o600)
    with front(listening) as endpoint:
        read(S3Storage("crisis", endpoint=endpoint, credentials=path, clock=SystemClock()))
        read(storage(endpoint, tmp_path))
    assert heard == ["the+token==", ""]


def test_a_profile_says_who_asks_and_a_stranger_is_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    def listening(asked: Asked, _: Pass) -> Said:
        heard.append(asked.headers.get("authorization", ""))
        return error(404, "NoSuchKey")

    (tmp_path / "profiles").write_text("[crisis]\naws_access_key_id=AKPROFILE\naws_secret_access_key=SK\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "profiles"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKOTHER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "SK")
    with front(listening) as endpoint:
        ours = S3Storage("crisis", endpoint=endpoint, profile="crisis")
        assert ours.get("x") is ours.get("x", anonymously=True) is None
        S3Storage("crisis", endpoint=endpoint).get("x")
    assert [name in said for name, said in zip(("AKPROFILE", "", "AKOTHER"), heard, strict=True)] == [True] * 3
    assert heard[1] == ""


def test_no_key_at_all_and_a_profile_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    with front(always(Said(200))) as endpoint:
        with pytest.raises(Refused, match="no usable access key") as refused:
            read(S3Storage("crisis", endpoint=endpoint))
        told(refused.value, "storage-refused")
        monkeypatch.setenv("AWS_PROFILE", "nobody")
        with pytest.raises(Refused, match="no such profile") as refused:
            read(S3Storage("crisis", endpoint=endpoint))
    told(refused.value, "storage-refused")
