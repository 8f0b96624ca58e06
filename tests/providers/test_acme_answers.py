"""What a CA may answer on bad days, over real HTTP: a scripted ACME server, for what pebble never says."""

from __future__ import annotations

import base64
import datetime as dt
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused
from launcher.providers.acme import refusals as acme_refusals
from launcher.providers.acme.authority import LETS_ENCRYPT, STAGING, Authority
from launcher.providers.acme.certifier import AcmeCertifier

NOW = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)
NAMES = ["example.org"]


class Still:
    """A clock that moves when somebody waits."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    def now(self) -> dt.datetime:
        return NOW + dt.timedelta(seconds=self.elapsed())

    def elapsed(self) -> float:
        return sum(self.waited)

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)


class Scripted(http.server.ThreadingHTTPServer):
    """A CA that says what `answers` holds for a path, one after the other, the last one for ever; a function is given
    what was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.answers: dict[str, list[Any]] = {"/account": [(201, {}, {"status": "valid"})]}
        self.asked: list[str] = []

    def order(self, status: str, **more: Any) -> dict[str, Any]:
        return {"status": status, "authorizations": [], "finalize": f"{self.url}/finalize", **more}


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Scripted

    def do_GET(self) -> None:
        places = {"newNonce": "nonce", "newAccount": "account", "newOrder": "new"}
        self._say(200, {}, {name: f"{self.server.url}/{path}" for name, path in places.items()})

    def do_HEAD(self) -> None:
        self._say(200, {}, "")

    def do_POST(self) -> None:
        self.server.asked.append(self.path)
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["payload"]
        script = self.server.answers[self.path]
        answer = script.pop(0) if len(script) > 1 else script[0]
        if answer is None:
            self.close_connection = True
            return
        self._say(*(answer(base64.urlsafe_b64decode(sent + "==")) if callable(answer) else answer))

    def _say(self, status: int, headers: dict[str, str], body: Any) -> None:
        kind = "application/problem+json" if status >= 400 else "application/json"
        sent = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        place = f"{self.server.url}{self.path.replace('/new', '/order')}"
        told = {"Replay-Nonce": "bm9uY2U", "Location": place, "Content-Type": kind, "Content-Length": str(len(sent))}
        for name, value in {**told, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(sent)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def ca() -> Iterator[Scripted]:
    with Scripted() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def clock() -> Still:
    return Still()


@pytest.fixture
def certifier(ca: Scripted, clock: Still, tmp_path: Path) -> AcmeCertifier:
    return AcmeCertifier(Authority(f"{ca.url}/dir"), tmp_path / "kept", clock, max_wait=60)


def problem(kind: str, detail: str = "in its own words", status: int = 403) -> tuple[int, dict[str, str], Any]:
    return status, {}, {"type": f"urn:ietf:params:acme:error:{kind}", "detail": detail}


def test_a_rate_limit_is_told_with_when_it_ends(ca: Scripted, certifier: AcmeCertifier) -> None:
    status, _, body = problem("rateLimited", status=429)
    ca.answers["/new"] = [(status, {"Retry-After": "5400"}, body)]
    with pytest.raises(ProviderFailed, match=r"too much .*; possible again at 2026-03-01 13:30 UTC") as told:
        certifier.challenges(NAMES)
    assert told.value.reason_code == "ca-limit"


@pytest.mark.parametrize("answer", [None, (503, {}, "<html>"), problem("serverInternal", status=500)])
def test_an_order_that_was_sent_and_not_answered_is_unknown(
    ca: Scripted, certifier: AcmeCertifier, answer: Any
) -> None:
    ca.answers["/new"] = [answer]
    with pytest.raises(OutcomeUnknown) as told:
        certifier.challenges(NAMES)
    assert "resume" in told.value.hint
    ca.answers["/new"] = [(201, {}, ca.order("ready"))]
    assert certifier.challenges(NAMES) == ()


@pytest.mark.parametrize("kind", ["userActionRequired", "externalAccountRequired", "invalidContact"])
def test_an_account_that_the_ca_will_not_have_is_refused(ca: Scripted, certifier: AcmeCertifier, kind: str) -> None:
    ca.answers["/account"] = [problem(kind)]
    with pytest.raises(Refused, match="in its own words") as told:
        certifier.challenges(NAMES)
    assert told.value.hint


@pytest.mark.parametrize("answer", [(200, {}, "[]"), (200, {}, "{}"), (200, {}, "hello"), (200, {}, '{"status": 1}')])
def test_what_is_not_acme_is_told_in_one_line(ca: Scripted, certifier: AcmeCertifier, answer: Any) -> None:
    ca.answers["/new"], ca.answers["/order"] = [(201, {}, ca.order("ready"))], [answer]
    certifier.challenges(NAMES)
    with pytest.raises(ProviderFailed, match="no answer that can be understood") as told:
        certifier.issue(NAMES)
    assert "\n" not in told.value.message


def test_the_ca_is_asked_again_when_it_says_and_no_longer_than_we_may_wait(
    ca: Scripted, certifier: AcmeCertifier, clock: Still
) -> None:
    busy = ca.order("processing")
    ca.answers["/new"] = [(201, {}, busy)]
    ca.answers["/order"] = [(200, {}, busy), (200, {"Retry-After": "20"}, busy)]
    certifier.challenges(NAMES)
    with pytest.raises(ProviderFailed, match="takes its time") as told:
        certifier.issue(NAMES)
    assert clock.waited == [20.0, 20.0, 20.0]
    assert told.value.hint.endswith("the same order, best after 2026-03-01 12:01 UTC")
    ca.answers["/order"] = [(200, {}, busy)]
    with pytest.raises(ProviderFailed, match="takes its time"):
        certifier.issue(NAMES)
    assert clock.waited[3:7] == [0.25, 0.5, 1.0, 2.0]
    assert max(clock.waited[3:]) == 8.0
    assert ca.asked.count("/new") == 1


def test_an_order_that_failed_while_nobody_looked_counts_as_a_failure(ca: Scripted, certifier: AcmeCertifier) -> None:
    ca.answers["/new"] = [(201, {}, ca.order("pending"))]
    ca.answers["/order"] = [(200, {}, ca.order("invalid"))]
    for _ in range(4):
        certifier.challenges(NAMES)
    with pytest.raises(ProviderFailed, match=r"4 orders for example\.org failed within the hour"):
        certifier.challenges(NAMES)


def signed_for(names: list[str], ours: bool) -> Callable[[bytes], str]:
    """A CA that puts these names into the certificate, and the key of the request, or another one."""

    def sign(sent: bytes) -> str:
        coded = json.loads(sent)["csr"]
        csr = x509.load_der_x509_csr(base64.urlsafe_b64decode(coded + "=="))
        key, ca = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
        public = csr.public_key() if ours else key.public_key()
        made = x509.CertificateBuilder(ca, csr.subject, public, 7, NOW, NOW + dt.timedelta(days=90))
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()

    return sign


@pytest.mark.parametrize(
    ("names", "ours", "said"),
    [(["example.com"], True, "for other names: example.com"), (NAMES, False, "no answer that can be understood")],
)
def test_a_certificate_for_another_name_or_key_is_not_kept(
    ca: Scripted, certifier: AcmeCertifier, names: list[str], ours: bool, said: str
) -> None:
    sign = signed_for(names, ours)
    chains: list[Any] = [(200, {}, "")]

    def finalize(sent: bytes) -> tuple[int, dict[str, str], Any]:
        chains[0] = (200, {"Content-Type": "application/pem-certificate-chain"}, sign(sent))
        return 200, {}, ca.order("processing")

    ready: Any = (200, {}, ca.order("ready"))
    ca.answers |= {"/new": [ready], "/finalize": [finalize], "/chain": chains}
    ca.answers["/order"] = [ready, ready, (200, {}, ca.order("valid", certificate=f"{ca.url}/chain"))]
    certifier.challenges(NAMES)
    with pytest.raises(ProviderFailed, match=said):
        certifier.issue(NAMES)
    assert certifier.covering(NAMES) is None
    assert certifier.covering(names) is None


# ── what a no means ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "told", "code"),
    [
        ("unauthorized", ProviderFailed, "ca-unauthorized"),
        ("dns", ProviderFailed, "ca-dns"),
        ("dnssec", ProviderFailed, "ca-dnssec"),
        ("connection", ProviderFailed, "ca-connection"),
        ("serverInternal", ProviderFailed, "ca-server-internal"),
        ("caa", Refused, "ca-caa"),
        ("rejectedIdentifier", Refused, "ca-rejected-identifier"),
        ("neverHeardOf", ProviderFailed, "ca-never-heard-of"),
    ],
)
def test_why_a_name_was_not_proved(kind: str, told: type[Exception], code: str) -> None:
    body = {**problem(kind)[2], "subproblems": [{"detail": "one\nmore"}]}
    error = acme_refusals.of_challenge("example.org", "the CA", body)
    assert type(error) is told
    assert error.reason_code == code
    assert error.message.endswith("(in its own words one more)")
    assert error.hint


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("30", 30), (" 0 ", 0), ("Sun, 01 Mar 2026 12:01:00 GMT", 60), ("soon", None), ("", None), (None, None)],
)
def test_when_to_ask_again(header: str | None, seconds: int | None) -> None:
    at = acme_refusals.when(header, NOW)
    assert (at and (at - NOW).total_seconds()) == seconds


def test_an_authority_knows_its_staging_and_its_name_in_caa() -> None:
    assert (Authority().directory, Authority().rehearsal, Authority().issuers) == (
        LETS_ENCRYPT,
        STAGING,
        ("letsencrypt.org",),
    )
    private = Authority("https://ca.example.org/acme/directory")
    assert (private.rehearsal, private.issuers) == ("", ())
    assert Authority("https://ca.example.org/dir", caa="ca.example.org").issuers == ("ca.example.org",)
