"""Porkbun's wire: answers that are none, keys that stay where they are."""

from __future__ import annotations

import json
import socket
import traceback
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from launcher.drill.world.script import EFFECTS, Rule
from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.model import Availability, Money
from launcher.providers.porkbun.registrar import Porkbun
from launcher.providers.porkbun.wire import Keys, Wire, keys_of
from launcher.providers.system import SystemClock
from tests.wire import porkbun as wire
from tests.wire.account import Account
from tests.wire.porkbun import KEY, SECRET, Front
from tests.wire.porkbun_case import MARKET, Wall, order
from tests.wire.server import Answer, Call, Counterpart, Request, serving

KEYS = Keys(KEY, SECRET)
SERVERS, ONE = ("ns1.host.example", "ns2.host.example"), f"12345 13 2 {'AB' * 32}"


class Odd(Front):
    """The API, but what `odd` gives for a request is answered instead."""

    def __init__(self, account: Account, odd: Callable[[Request], Answer | None]) -> None:
        super().__init__(account)
        self._odd = odd

    def read(self, request: Request) -> Call | Answer:
        read, odd = super().read(request), self._odd(request)
        if odd is None or not isinstance(read, Call):
            return read
        return Call(read.on, read.names, lambda _: odd)


def client(there: Counterpart) -> Porkbun:
    return wire.client(there, Wall(there.account))


def buying(request: Request) -> bool:
    return "/create/" in request.path and "dryRun" not in json.loads(request.body)


NO_ANSWERS = [
    Answer(200, b"<html>Welcome to the hotel</html>", "text/html"),
    Answer(200, b""),
    Answer(200, b"[]"),
    Answer(200, b"null"),
    Answer(200, b'{"status": "SUCC'),
    Answer(200, b'{"status": "MAYBE"}'),
    Answer(200, b"[" * 100_000),
    Answer(301, b""),
    Answer(307, b'{"status": "SUCCESS"}'),
    Answer(500, b'{"status": "ERROR", "code": "INTERNAL", "message": "Oops."}'),
    Answer(502, b"<html>502</html>", "text/html"),
    Answer(403, b"<html>who are you?</html>", "text/html"),
]


@pytest.mark.parametrize("odd", NO_ANSWERS, ids=lambda answer: f"{answer.status}-{answer.body[:12]!r}")
def test_what_is_no_answer_leaves_a_purchase_unknown_and_a_question_unasked(tmp_path: Path, odd: Answer) -> None:
    with serving(
        lambda account: Odd(account, lambda one: odd if buying(one) else None), tmp_path / "a", MARKET
    ) as there:
        with pytest.raises(OutcomeUnknown):
            client(there).register(order("flood.com"))
        assert there.count("register") == 1
    with serving(lambda account: Odd(account, lambda _: odd), tmp_path / "b", MARKET) as there:
        with pytest.raises(ProviderFailed) as failed:
            client(there).quote(["flood.com"])
        assert type(failed.value) is not OutcomeUnknown


@pytest.mark.parametrize(
    "body", ['{"response": {}}', '{"response": []}', '{"response": {"avail": "yes", "price": "a"}}']
)
def test_a_check_that_cannot_be_read_is_a_failure_not_a_price(tmp_path: Path, body: str) -> None:
    odd = Answer(200, json.dumps({"status": "SUCCESS", **json.loads(body)}).encode())
    with (
        serving(lambda account: Odd(account, lambda _: odd), tmp_path, MARKET) as there,
        pytest.raises(ProviderFailed, match="cannot be read"),
    ):
        client(there).quote(["flood.com"])


@pytest.mark.parametrize("records", ['{"1": {"keyTag": 1}}', '["x"]', "7", '{"1": {"keyTag": "1\\n", "alg": 13}}'])
def test_what_cannot_be_read_of_a_name_is_not_changed(tmp_path: Path, records: str) -> None:
    odd = Answer(200, json.dumps({"status": "SUCCESS", "ns": None, "records": json.loads(records)}).encode())
    with serving(
        lambda account: Odd(account, lambda one: odd if "/get" in one.path else None), tmp_path, MARKET
    ) as there:
        porkbun = client(there)
        porkbun.register(order("flood.com"))
        with pytest.raises(ProviderFailed, match="cannot be read"):
            porkbun.sign("flood.com", [ONE])
        with pytest.raises(ProviderFailed, match="cannot be read"):
            porkbun.delegate("flood.com", SERVERS)
        assert not there.count("sign") + there.count("delegate")


def test_a_rehearsal_that_was_taken_for_an_order_is_told(tmp_path: Path) -> None:
    odd = Answer(200, json.dumps({"status": "SUCCESS", "domain": "flood.com", "orderId": 1}).encode())
    with serving(
        lambda account: Odd(account, lambda one: odd if b"dryRun" in one.body else None), tmp_path, MARKET
    ) as there:
        with pytest.raises(OutcomeUnknown, match="took the rehearsal"):
            client(there).register(order("flood.com"))
        assert there.count("register") == 0


def test_a_price_list_that_compares_first_does_not_stop_a_quote(tmp_path: Path) -> None:
    odd = Answer(400, json.dumps({"status": "ERROR", "code": "COST_MISMATCH", "message": "Expected: 1108"}).encode())
    with serving(
        lambda account: Odd(account, lambda one: odd if b"dryRun" in one.body else None), tmp_path, MARKET
    ) as there:
        assert client(there).quote(["flood.com"])[0].availability is Availability.AVAILABLE
        with pytest.raises(Refused, match="price has changed"):
            client(there).register(order("flood.com"))
        assert there.count("register") == 0


@pytest.mark.parametrize("cost", [None, "11.08", [], {}])
def test_a_purchase_whose_price_cannot_be_read_is_still_ours(tmp_path: Path, cost: object) -> None:
    odd = Answer(200, json.dumps({"status": "SUCCESS", "domain": "FLOOD.com", "cost": cost}).encode())
    with serving(lambda account: Odd(account, lambda one: odd if buying(one) else None), tmp_path, MARKET) as there:
        assert str(client(there).register(order("flood.com")).charge) == "11.08 USD"


def test_the_answer_to_another_purchase_is_not_ours(tmp_path: Path) -> None:
    odd = Answer(200, json.dumps({"status": "SUCCESS", "domain": "other.com", "cost": 1108, "orderId": 1}).encode())
    with (
        serving(lambda account: Odd(account, lambda one: odd if buying(one) else None), tmp_path, MARKET) as there,
        pytest.raises(Refused, match="already asked for another"),
    ):
        client(there).register(order("flood.com"))


@pytest.mark.parametrize(
    ("status", "told", "wrong", "code"),
    [
        (400, {"code": "1_OUT_OF_1_CREATE_ATTEMPTS_WITHIN_1_SECONDS_USED"}, ProviderFailed, "rate-limited"),
        (403, {"code": "IP_NOT_ALLOWED"}, Refused, "registrar-denied"),
        (400, {"code": "ANYTHING", "next_action": {"type": "verify_account"}}, Refused, "not-verified"),
        (400, {"code": "ORDER_TOO_LARGE", "next_action": "none"}, Refused, "registrar-refused"),
        (200, {"code": "FRAUD_BLOCK", "message": "Unable to process\norder."}, Refused, "registrar-refused"),
        (400, {}, Refused, "registrar-refused"),
        (409, {"code": "IDEMPOTENCY_KEY_IN_USE"}, OutcomeUnknown, "outcome-unknown"),
    ],
)
def test_a_no_is_told_by_its_code(
    tmp_path: Path, status: int, told: dict[str, object], wrong: type[SpareWheelError], code: str
) -> None:
    odd = Answer(status, json.dumps({"status": "ERROR", **told}).encode())
    with serving(lambda account: Odd(account, lambda one: odd if buying(one) else None), tmp_path, MARKET) as there:
        with pytest.raises(wrong) as no:
            client(there).register(order("flood.com"))
        assert no.value.reason_code == code
        assert "\n" not in no.value.message
        assert there.count("register") == 1


def test_a_wait_of_an_hour_is_told_and_not_waited_for(tmp_path: Path) -> None:
    limit = {"status": "ERROR", "code": "RATE_LIMIT_EXCEEDED", "ttlRemaining": 3600}
    odd = Answer(429, json.dumps(limit).encode())
    with serving(lambda account: Odd(account, lambda _: odd), tmp_path, MARKET) as there:
        with pytest.raises(ProviderFailed) as busy:
            client(there).quote(["flood.com"])
        assert "3600 s" in busy.value.hint
        assert there.count("quote") == 1


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    nobody = Wire(KEYS, SystemClock(), f"http://127.0.0.1:{port}")
    with pytest.raises(ProviderFailed, match="cannot be reached") as away:
        nobody.send("register flood.com", "domain/create/flood.com")
    assert not isinstance(away.value, OutcomeUnknown)


def test_keys_go_to_https_only() -> None:
    with pytest.raises(Refused):
        Wire(KEYS, SystemClock(), "http://api.porkbun.example/api/json/v3")


@pytest.mark.parametrize(
    "text", ["", "pk1_abcdefgh", "pk1_abcdefgh:", ":sk1_abcdefgh", "pk1_abcdefgh:sk1:abcdefgh", "a\nb:c"]
)
def test_what_is_no_pair_of_keys_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(Refused) as no:
        keys_of(text, "env:PORKBUN")
    assert "env:PORKBUN" in no.value.message
    assert "abcdefgh" not in f"{no.value.message}{no.value.hint}"


def test_keys_are_read_and_in_no_repr() -> None:
    keys = keys_of(f"{KEY}:{SECRET}", "env:PORKBUN")
    assert keys == KEYS
    assert not {KEY, SECRET} & set(repr(keys).split("'"))


# ── no message holds a key ───────────────────────────────────────────────────────────────────────


def echo(request: Request) -> Answer:
    """A server that repeats what it was sent."""
    return Answer(400, json.dumps({"status": "ERROR", "code": "X", "message": request.body.decode()}).encode())


CALLS: dict[str, Callable[[Porkbun], object]] = {
    "quote": lambda one: one.quote(["flood.com"]),
    "rehearse": lambda one: one.quote(["flood.com"]),
    "register": lambda one: one.register(order("flood.com")),
    "operations": lambda one: one.operations(SystemClock().now()),
    "holding": lambda one: one.holding("flood.com"),
    "nameservers": lambda one: one.delegate("flood.com", SERVERS),
    "digests": lambda one: one.sign("flood.com", [ONE]),
    "ping": lambda one: one.preflight(),
}


def told_by(call: Callable[[Porkbun], object], porkbun: Porkbun) -> str:
    """All that a person or a log could see of the call."""
    try:
        return repr(call(porkbun))
    except SpareWheelError as error:
        return "".join([error.message, error.hint, repr(error), *traceback.format_exception(error)])


@pytest.mark.parametrize("on", CALLS)
def test_no_fault_makes_a_key_be_told(tmp_path: Path, on: str) -> None:
    with serving(Front, tmp_path / "faults", MARKET) as there:
        for do in (*EFFECTS, "error-after"):
            there.script.replace([Rule(on, do, polls=1, price=Money(Decimal(9), "USD"))])
            told = told_by(CALLS[on], client(there))
            assert KEY not in told, do
            assert SECRET not in told, do
    for odd in (echo, lambda _: NO_ANSWERS[0], lambda one: Answer(500, one.body), lambda one: Answer(200, one.body)):
        with serving(lambda account, odd=odd: Odd(account, odd), tmp_path / "echo", MARKET) as there:  # type: ignore[misc]
            told = told_by(CALLS[on], client(there))
            assert KEY not in told
            assert SECRET not in told


def test_keys_are_in_no_path_and_no_header(tmp_path: Path) -> None:
    with serving(Front, tmp_path, MARKET) as there:
        for call in CALLS.values():
            told_by(call, client(there))
        for _, request in there.requests:
            outside = f"{request.path} {dict(request.headers)}"
            assert KEY not in outside
            assert SECRET not in outside
