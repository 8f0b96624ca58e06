"""ACM: what it lists, asks for and waits for. Against moto where it plays ACM; its later states, which moto has not, as
answers that botocore's model of the service has checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from launcher.errors import ProviderFailed, Refused
from launcher.model import Record
from launcher.providers.aws.acm import Acm
from launcher.providers.aws.calls import client
from tests.real.aws import aws, aws_keys, aws_server

__all__ = ["aws", "aws_keys", "aws_server"]
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
NAMES = ("crise-eau.ca", "www.crise-eau.ca")
WILD = ("crise.example.org", "*.crise.example.org")
HOUR = 3600.0


class Counted:
    """A clock that goes on when somebody waits, and no sooner."""

    def __init__(self) -> None:
        self.waited = 0.0

    def now(self) -> dt.datetime:
        return NOW

    def elapsed(self) -> float:
        return self.waited

    def sleep(self, seconds: float) -> None:
        self.waited += seconds


# ── over the wire ────────────────────────────────────────────────────────────────────────────────


def test_an_order_is_found_again_and_tells_its_records(aws: str) -> None:
    acm = Acm(Counted(), endpoint=aws)
    first = acm.challenges(NAMES)
    assert [(one.type, one.ttl) for one in first] == [("CNAME", 60)] * 2
    assert all(one.name.endswith("crise-eau.ca") and not one.values[0].endswith(".") for one in first)
    assert acm.challenges(tuple(reversed(NAMES))) == first
    assert len(client("acm", endpoint=aws).list_certificates()["CertificateSummaryList"]) == 1
    assert acm.covering(NAMES) is None
    assert acm.arn(NAMES) is None


def test_a_name_and_its_wildcard_share_one_record(aws: str) -> None:
    [one] = Acm(Counted(), endpoint=aws).challenges(WILD)
    assert one.name.endswith(".crise.example.org")


def test_a_certificate_that_is_not_there_in_time_goes_on_later(aws: str) -> None:
    clock = Counted()
    acm = Acm(clock, patience=60.0, endpoint=aws)
    acm.challenges(NAMES)
    with pytest.raises(ProviderFailed) as failed:
        acm.issue(NAMES)
    assert failed.value.reason_code == "certificate-pending"
    assert "resume" in failed.value.problems[0].hint
    assert clock.waited >= 60.0


def test_preflight_only_looks(aws: str) -> None:
    assert [check.ok for check in Acm(Counted(), endpoint=aws).preflight()] == [True]
    assert client("acm", endpoint=aws).list_certificates()["CertificateSummaryList"] == []


def test_preflight_tells_what_cannot_be_asked(aws_keys: None) -> None:
    [check] = Acm(Counted(), endpoint="http://127.0.0.1:1").preflight()
    assert not check.ok
    assert "list the certificates" in check.text


# ── answers as the service's model has them ──────────────────────────────────────────────────────


class Told:
    """An `Acm` that is given these answers, in this order."""

    def __init__(self, patience: float = 1800.0) -> None:
        self.clock = Counted()
        self.acm = Acm(self.clock, patience=patience)
        self.acm._client = client("acm", endpoint="http://127.0.0.1:1")
        self._answers = Stubber(self.acm._client)
        self._answers.activate()

    def lists(self, *found: dict[str, Any]) -> None:
        self._answers.add_response("list_certificates", {"CertificateSummaryList": list(found)})

    def shows(self, id: int, names: Sequence[str], status: str, **more: Any) -> None:
        told = {"CertificateArn": _arn(id), "SubjectAlternativeNames": list(names), "Status": status, **more}
        self._answers.add_response("describe_certificate", {"Certificate": told}, {"CertificateArn": _arn(id)})

    def misses(self, id: int) -> None:
        missing = {"CertificateArn": _arn(id)}
        self._answers.add_client_error("describe_certificate", "ResourceNotFoundException", expected_params=missing)

    def gives(self, id: int, token: Any = ANY) -> None:
        asked = {
            "DomainName": NAMES[0],
            "SubjectAlternativeNames": list(NAMES),
            "ValidationMethod": "DNS",
            "IdempotencyToken": token,
        }
        self._answers.add_response("request_certificate", {"CertificateArn": _arn(id)}, asked)

    def done(self) -> None:
        self._answers.assert_no_pending_responses()


def _arn(id: int) -> str:
    return f"arn:aws:acm:us-east-1:123456789012:certificate/{id}"


def _summary(id: int, names: Sequence[str], **more: Any) -> dict[str, Any]:
    return {"CertificateArn": _arn(id), "SubjectAlternativeNameSummaries": list(names), **more}


def _validation(name: str, value: str | None) -> dict[str, Any]:
    record = {"Name": f"_a.{name}.", "Type": "CNAME", "Value": f"{value}.acm-validations.aws."}
    return {"DomainName": name, **({"ResourceRecord": record} if value else {})}


@pytest.fixture
def told(aws_keys: None) -> Told:
    return Told()


def _until(days: int) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


def test_the_certificate_that_lasts_longest_is_taken(told: Told) -> None:
    names = ("crise.example.org", "*.crise.example.org")
    wanted = ("eau.crise.example.org", "crise.example.org")
    told.lists(
        _summary(1, names),
        _summary(2, ["*.example.org"]),
        _summary(3, names),
        _summary(4, names, Type="PRIVATE"),
        _summary(5, ["crise.example.org"], HasAdditionalSubjectAlternativeNames=True),
    )
    told.shows(1, names, "ISSUED", NotAfter=_until(10), Issuer="Amazon")
    told.shows(3, names, "ISSUED", NotAfter=_until(90), Issuer="Amazon")
    told.shows(5, ["crise.example.org", "*.eau.crise.example.org"], "ISSUED", NotAfter=_until(200))
    found = told.acm.covering(wanted)
    assert found is not None
    assert (found.names, found.until, found.issuer) == (tuple(sorted(names)), _until(90), "Amazon")
    told.done()


def test_a_wildcard_is_good_for_one_label(told: Told) -> None:
    told.lists(_summary(1, ["*.crise.example.org"]))
    assert told.acm.covering(["a.b.crise.example.org"]) is None
    told.lists(_summary(1, ["*.crise.example.org"]))
    assert told.acm.covering(["crise.example.org"]) is None
    told.done()


def test_a_certificate_that_has_ended_is_none(told: Told) -> None:
    told.lists(_summary(1, NAMES))
    told.shows(1, NAMES, "ISSUED", NotAfter=_until(-1))
    assert told.acm.arn(NAMES) is None
    told.done()


def test_records_are_waited_for_until_there_are_all(told: Told) -> None:
    told.lists()
    told.lists()
    told.gives(1)
    told.misses(1)
    told.shows(1, NAMES, "PENDING_VALIDATION")
    told.shows(
        1,
        NAMES,
        "PENDING_VALIDATION",
        DomainValidationOptions=[_validation(NAMES[0], "x"), _validation(NAMES[1], None)],
    )
    whole = [_validation(NAMES[0], "X"), _validation(NAMES[1], "y"), _validation(NAMES[0], "X")]
    told.shows(1, NAMES, "PENDING_VALIDATION", DomainValidationOptions=whole)
    assert told.acm.challenges(NAMES) == (
        Record("_a.crise-eau.ca", "CNAME", 60, ("x.acm-validations.aws",)),
        Record("_a.www.crise-eau.ca", "CNAME", 60, ("y.acm-validations.aws",)),
    )
    assert told.clock.waited > 0
    told.done()


def test_an_order_that_failed_is_not_given_again(told: Told) -> None:
    """ACM gives the same order to the same call for an hour, even one that has failed."""
    tokens: list[str] = []
    for dead in ([], [_summary(1, NAMES)]):
        told.lists()
        told.lists(*dead)
        if dead:
            told.shows(1, NAMES, "FAILED", FailureReason="CAA_ERROR")
        told.gives(2)
        told.acm._client.meta.events.register("provide-client-params.acm.RequestCertificate", _note(tokens))
        told.shows(2, NAMES, "PENDING_VALIDATION", DomainValidationOptions=[_validation(name, "x") for name in NAMES])
        told.acm.challenges(NAMES)
    assert len(set(tokens)) == 2
    assert all(token.isalnum() and len(token) == 32 for token in tokens)
    told.done()


def _note(tokens: list[str]) -> Any:
    return lambda params, **_: tokens.append(params["IdempotencyToken"])


def test_issue_waits_until_acm_has_looked(told: Told) -> None:
    told.lists(_summary(1, NAMES))
    told.shows(1, NAMES, "PENDING_VALIDATION")
    told.shows(1, NAMES, "PENDING_VALIDATION")
    told.shows(1, NAMES, "ISSUED", NotAfter=_until(198), Issuer="Amazon")
    found = told.acm.issue(NAMES)
    assert (found.names, found.until, found.issuer) == (NAMES, _until(198), "Amazon")
    assert told.clock.waited > 0
    told.done()


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        ("FAILED", "CAA_ERROR", "CAA record forbids"),
        ("FAILED", "DOMAIN_NOT_ALLOWED", "dangerous"),
        ("FAILED", "ADDITIONAL_VERIFICATION_REQUIRED", "know more"),
        ("FAILED", "INVALID_PUBLIC_DOMAIN", "public suffix"),
        ("FAILED", "NO_AVAILABLE_CONTACTS", "by mail"),
        ("FAILED", "PCA_LIMIT_EXCEEDED", "PCA_LIMIT_EXCEEDED"),
        ("VALIDATION_TIMED_OUT", None, "three days"),
    ],
)
def test_a_no_is_told_in_words(told: Told, status: str, reason: str | None, words: str) -> None:
    told.lists(_summary(1, NAMES))
    told.shows(1, NAMES, "PENDING_VALIDATION")
    told.shows(1, NAMES, status, **({"FailureReason": reason} if reason else {}))
    with pytest.raises(Refused) as refused:
        told.acm.issue(NAMES)
    assert words in refused.value.message
    assert "crise-eau.ca" in refused.value.message
    assert "resume" in refused.value.problems[0].hint
    assert "\n" not in refused.value.message
