"""AWS's weather, and what a person is told of it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore import exceptions as sdk
from botocore.stub import Stubber

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.providers.aws.calls import asking, client, passing_over
from tests.online import Reply, serving
from tests.providers.test_network import Authority, authority
from tests.real.aws import SECRET, aws_keys

__all__ = ["authority", "aws_keys"]

pytestmark = pytest.mark.usefixtures("aws_keys")
WHO = "arn:aws:iam::123456789012:user/jeanne"


def answered(code: str, message: str = "no", status: int = 400, *, changes: bool = False) -> SpareWheelError:
    """What is told when AWS answers so."""
    api = client("route53", endpoint="http://127.0.0.1:9")
    with Stubber(api) as stub:
        stub.add_client_error("list_hosted_zones", code, message, status)
        with pytest.raises(SpareWheelError) as told, asking("list the zones", changes=changes):
            api.list_hosted_zones()
    return told.value


def asked(endpoint: str, *, changes: bool = False, attempts: int = 1) -> SpareWheelError:
    """What is told when this endpoint is asked."""
    api = client("route53", endpoint=endpoint, attempts=attempts)
    with pytest.raises(SpareWheelError) as told, asking("list the zones", changes=changes):
        api.list_hosted_zones()
    return told.value


@pytest.mark.parametrize(
    ("code", "message", "said", "ours"),
    [
        ("InvalidClientTokenId", "The security token is invalid", "not known there", "aws-refused"),
        ("SignatureDoesNotMatch", "The request signature …", "secret does not fit", "aws-refused"),
        ("SignatureDoesNotMatch", "Signature expired: 20260101T000000Z is …", "clock", "clock-skew"),
        ("InvalidSignatureException", "Signature not yet current: …", "clock", "clock-skew"),
        ("RequestExpired", "Request has expired.", "clock", "clock-skew"),
        ("ExpiredToken", "The security token included is expired", "session has expired", "session-expired"),
        ("ExpiredTokenException", "…", "session has expired", "session-expired"),
        ("OptInRequired", "…", "may not use this service", "aws-refused"),
        ("InvalidDomainName", "com is no …", "com is no … (InvalidDomainName)", "aws-refused"),
    ],
)
def test_what_will_not_be_better_is_refused(code: str, message: str, said: str, ours: str) -> None:
    told = answered(code, message, 403, changes=True)
    assert isinstance(told, Refused)
    assert said in told.message
    assert told.message.startswith("AWS: cannot list the zones: ")
    assert told.reason_code == ours
    assert told.hint


@pytest.mark.parametrize("code", ["AccessDenied", "AccessDeniedException"])
def test_a_denied_action_is_named_and_who_asked_is_not(code: str) -> None:
    message = f"User: {WHO} is not authorized to perform: route53:CreateHostedZone on resource: {WHO}"
    told = answered(code, message, 403)
    assert isinstance(told, Refused)
    assert "route53:CreateHostedZone" in told.message
    assert "route53:CreateHostedZone" in told.hint
    assert "ListHostedZones" in answered(code, "Access denied", 403).message  # AWS named none: the call does


def test_nobody_is_named_and_no_text_has_two_lines() -> None:
    told = answered("LimitsExceeded", f"{WHO}\nof 123456789012 has\n\ntoo many zones")
    shown = f"{told.message}{told.hint}{told.__cause__}"
    assert "jeanne" not in shown
    assert "123456789012" not in shown
    assert "\n" not in told.message
    assert "has too many zones" in told.message
    assert told.__suppress_context__  # a log of ours does not print the SDK's own


@pytest.mark.parametrize("code", ["Throttling", "ThrottlingException", "PriorRequestNotComplete", "429"])
@pytest.mark.parametrize("changes", [True, False])
def test_too_many_requests_can_be_tried_again(code: str, changes: bool) -> None:
    told = answered(code, "Rate exceeded", changes=changes)
    assert type(told) is ProviderFailed
    assert told.reason_code == "throttled"
    assert "resume" in told.hint


def test_a_failure_of_aws_leaves_a_change_unknown() -> None:
    assert type(answered("ServiceUnavailable", status=503)) is ProviderFailed
    told = answered("InternalError", status=500, changes=True)
    assert isinstance(told, OutcomeUnknown)
    assert "resume" in told.hint


def test_a_code_that_one_may_pass_over() -> None:
    api = client("route53", endpoint="http://127.0.0.1:9")
    with Stubber(api) as stub:
        for code in ("NoSuchHostedZone", "InvalidInput"):
            stub.add_client_error("delete_hosted_zone", code, "no", 404)
        with asking("remove it"), passing_over("NoSuchHostedZone"):
            api.delete_hosted_zone(Id="Z1")
        with pytest.raises(Refused, match="InvalidInput"), asking("remove it"), passing_over("NoSuchHostedZone"):
            api.delete_hosted_zone(Id="Z1")


# ── no answer ────────────────────────────────────────────────────────────────────────────────────


def test_nobody_there_is_no_unknown_outcome() -> None:
    told = asked(f"http://127.0.0.1:{_closed_port()}", changes=True)
    assert type(told) is ProviderFailed
    assert "cannot be reached" in told.message


def test_a_lost_answer_is_an_unknown_outcome_for_a_change_alone() -> None:
    with _hanging_up(2) as endpoint:
        assert isinstance(asked(endpoint, changes=True), OutcomeUnknown)
        assert type(asked(endpoint)) is ProviderFailed


def test_a_web_page_instead_of_an_answer() -> None:
    with serving(lambda _: Reply(b"<html>Sign in to the caf\xc3\xa9's network<p>", 200)) as door:
        assert type(asked(door.url)) is ProviderFailed
        assert isinstance(asked(door.url, changes=True), OutcomeUnknown)


def test_a_stranger_with_a_certificate_is_told(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "pem").write_text(authority.issue("127.0.0.1"))
    with serving(lambda _: Reply(b"", 200), tmp_path / "pem") as door:
        told = asked(door.url, changes=True)
    assert type(told) is ProviderFailed
    assert "not trusted" in told.message


@pytest.mark.parametrize("attempts", [1, 2])
def test_a_call_is_sent_as_often_as_it_may_be(attempts: int) -> None:
    with serving(lambda _: Reply(b"<ErrorResponse/>", 500)) as door:
        asked(door.url, attempts=attempts)
        assert len(door.asked) == attempts


# ── who asks ─────────────────────────────────────────────────────────────────────────────────────


def test_the_profile_that_is_named_asks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keys = tmp_path / "credentials"
    keys.write_text("[crisis]\naws_access_key_id = AKCRISIS\naws_secret_access_key = x\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(keys))
    with serving(lambda _: Reply(b"<ErrorResponse/>", 400)) as door:
        with contextlib.suppress(sdk.ClientError):
            client("route53", profile="crisis", endpoint=door.url).list_hosted_zones()
        assert "AKCRISIS" in door.asked[0].headers["authorization"]
    with pytest.raises(Refused, match="ProfileNotFound") as told:
        client("route53", profile="other")
    assert told.value.hint


def test_no_key_at_all_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    told = asked("http://127.0.0.1:9")
    assert isinstance(told, Refused)
    assert "no usable access key" in told.message
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKHALF")
    with pytest.raises(Refused, match="PartialCredentials"):
        client("route53")


@pytest.mark.parametrize(
    "lost",
    [
        sdk.UnauthorizedSSOTokenError(),
        sdk.SSOTokenLoadError(error_msg="gone"),
        sdk.TokenRetrievalError(provider="sso", error_msg="gone"),
    ],
)
def test_a_sign_in_that_is_over_is_told(lost: sdk.BotoCoreError) -> None:
    with pytest.raises(Refused) as told, asking("list the zones"):
        raise lost
    assert told.value.reason_code == "session-expired"
    assert "aws sso login" in told.value.hint


def test_a_value_that_aws_never_takes_is_named_and_not_repeated() -> None:
    api = client("route53domains", endpoint="http://127.0.0.1:9")
    with pytest.raises(Refused, match="DomainName, IdnLangCode") as told, asking("check the name"):
        api.check_domain_availability(IdnLangCode=[SECRET])
    assert SECRET not in f"{told.value.message}{told.value.hint}"


# ── bad luck ─────────────────────────────────────────────────────────────────────────────────────


def _closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextlib.contextmanager
def _hanging_up(times: int) -> Iterator[str]:
    """Takes a question and closes, this often."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for _ in range(times):
            connection, _address = listener.accept()
            with connection:
                connection.recv(65_535)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    thread.join(10)
    listener.close()
