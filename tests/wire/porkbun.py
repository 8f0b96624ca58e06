"""Porkbun's API v3, as porkbun.com/api/json/v3/spec (3.44) tells it and as its sandbox was seen to behave.

Registering is synchronous there, so what is scripted as `pending`, `customer-action` or `failed` is a gateway that
gives up waiting (504) while the order goes on: the name is listed once it has ended well.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from launcher.drill.world.script import Luck
from launcher.errors import ProviderFailed, Refused
from launcher.model import Availability, Money, Operation, OperationState, Order, Quote, digest
from launcher.providers.porkbun.registrar import Porkbun
from launcher.providers.porkbun.wire import Keys
from launcher.services import Clock
from tests.wire.account import Account
from tests.wire.server import Answer, Call, Counterpart, Request

ROOT = "/api/json/v3/"
KEY, SECRET = "pk1_of_nobody_0123456789", "sk1_of_nobody_9876543210"
ELSEWHERE = Decimal("15.76")
"""What a name costs that others hold, for a price is told of those as well."""

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Terms:
    """How the account stands: credit and the month's limit in cents, how many checks it has in a window of so many
    seconds, the endings that only the website sells, shortest terms in years, and `guests`: names of other registrars
    that only use the DNS."""

    credit: int = 1_000_000
    monthly_limit: int = 1_000_000
    checks: int = 1000
    window: int = 10
    website_only: tuple[str, ...] = ()
    years: Mapping[str, int] = field(default_factory=dict)
    guests: tuple[str, ...] = ()


def client(there: Counterpart, clock: Clock, key: str = KEY, secret: str = SECRET) -> Porkbun:
    """The provider, as it asks this API instead of the real one."""
    return Porkbun(Keys(key, secret), clock, there.url + ROOT.rstrip("/"))


class Front:
    """One account. Rules call what it does by the names in `_acts`, and `rehearse`, and `holding`."""

    def __init__(self, account: Account, terms: Terms | None = None) -> None:
        self._account = account
        self._registrar = account.registrar
        self._terms = terms or Terms()

    # ── the server's side ──

    def read(self, request: Request) -> Call | Answer:
        if request.method != "POST" or not request.path.startswith(ROOT):
            return _error("METHOD_NOT_ALLOWED", "This endpoint takes POST.", 405)
        try:
            body = json.loads(request.body)
        except ValueError:
            return _error("INVALID_OR_EMPTY_JSON", "The JSON is empty or invalid.")
        if not _same(body.get("apikey"), KEY) or not _same(body.get("secretapikey"), SECRET):
            return _error("INVALID_API_KEYS_001", "Invalid API key. (001)", action="authenticate")
        parts = request.path.removeprefix(ROOT).split("/")
        verb, name = "/".join(parts[:2]), "".join(parts[2:3])
        if verb not in self._acts():
            return _error("NOT_FOUND", f"No such endpoint: {verb}", 404)
        body |= {"tag": "".join(parts[3:]), "key": request.headers.get("idempotency-key", "")}
        on, act = self._acts()[verb]
        if body.get("dryRun"):
            on, act = "rehearse", self._rehearse
        if "domain" in body:
            on, name = "holding", body["domain"]
        return Call(on, (name,), lambda luck: act(name, body, luck))

    def refusal(self, no: Refused) -> Answer:
        code = {"name-taken": "DOMAIN_NOT_AVAILABLE", "not-held": "INVALID_DOMAIN"}.get(no.reason_code, "ERROR_001")
        return _error(code, no.message)

    def throttled(self) -> Answer:
        return _error("RATE_LIMIT_EXCEEDED", "Rate limit exceeded. Please try again later.", 429, ttlRemaining=7)

    def broken(self) -> Answer:
        return Answer(503, b"<html><head><title>503 Service Temporarily Unavailable</title></head></html>", "text/html")

    # ── its calls ──

    def _acts(self) -> Mapping[str, tuple[str, Callable[[str, Body, Luck], Answer]]]:
        return {
            "domain/checkDomain": ("quote", self._check),
            "domain/create": ("register", self._create),
            "domain/listAll": ("operations", self._list),
            "domain/getNs": ("nameservers", self._nameservers),
            "domain/updateNs": ("delegate", self._delegate),
            "domain/updateAutoRenew": ("renewal", self._renewal),
            "dns/getDnssecRecords": ("digests", self._digests),
            "dns/createDnssecRecord": ("sign", self._sign),
            "dns/deleteDnssecRecord": ("sign", self._unsign),
            "pricing/get": ("prices", lambda *_: _told(pricing={"com": {"registration": "18.00", "renewal": "18.00"}})),
            "ping": ("ping", lambda *_: _told(yourIp="127.0.0.1", credentialsValid=True)),
        }

    def _check(self, name: str, _: Body, luck: Luck) -> Answer:
        window = self._account.recall("checks")
        now, began = self._account.now().timestamp(), float(window.get("began", 0.0))
        used = int(window.get("used", 0)) if now < began + self._terms.window else 0
        left = int(began + self._terms.window - now) + 1 if used else self._terms.window
        if used >= self._terms.checks:
            return _error("RATE_LIMIT_EXCEEDED", "Rate limit exceeded.", 429, ttlRemaining=left)
        self._account.keep("checks", began=began if used else now, used=used + 1)
        quote = self._registrar.quote([name], luck)[0]
        if quote.availability is Availability.UNKNOWN:
            return self._not_told(name)
        response = {
            "avail": "yes" if quote.availability in (Availability.AVAILABLE, Availability.RESERVED) else "no",
            "type": "registration",
            "price": f"{self._price(name, quote, luck) / self._years(name):.2f}",
            "firstYearPromo": "no",
            "premium": "yes" if quote.availability is Availability.RESERVED else "no",
            "minDuration": self._years(name),
        }
        limits = {"TTL": self._terms.window, "limit": self._terms.checks, "used": used + 1}
        return _told(response=response, limits=limits, ttlRemaining=left)

    def _rehearse(self, name: str, body: Body, luck: Luck) -> Answer:
        quote = self._registrar.quote([name], luck)[0]
        if problem := self._problem(name, body, quote, luck):
            return problem
        cost = self._cents(name, quote, luck)
        funds = self._balance() >= cost
        within = cost <= self._terms.monthly_limit
        told = {"domain": name, "cost": cost, "balance": self._balance(), "sufficientFunds": funds}
        return _told(dryRun=True, wouldSucceed=funds and within, withinMonthlySpendLimit=within, **told)

    def _create(self, name: str, body: Body, luck: Luck) -> Answer:
        key = body["key"]
        asked = digest([name, {part: body[part] for part in ("cost", "agreeToTerms")}])
        known = self._account.recall(f"key {key}")
        if known and known["asked"] != asked:
            return _error("IDEMPOTENCY_KEY_MISMATCH", "This key was used with a different request.", 409)
        if known:
            return self._bought(self._operation(known["operation"]), again=True)
        quote = self._registrar.quote([name], luck)[0]
        if problem := self._problem(name, body, quote, luck):
            return problem
        cost = self._cents(name, quote, luck)
        if self._balance() < cost:
            return _error("INSUFFICIENT_FUNDS", "Your account credit is insufficient.", action="add_funds")
        price = Money(Decimal(cost) / 100, "USD")
        operation = self._registrar.register(Order(name, self._years(name), price, key), luck)
        self._account.keep(f"key {key}", asked=asked, operation=operation.id)
        self._account.keep(f"name {name}", renews=True, price=str(price.amount))
        return self._bought(operation, again=False)

    def _bought(self, operation: Operation, *, again: bool) -> Answer:
        if operation.charge is not None:
            cents = int(operation.charge.amount * 100)
            return _told(domain=operation.name, cost=cents, orderId=1, balance=self._balance())
        if operation.state is OperationState.FAILED:
            return _error("REGISTRATION_FAILED", "The registry did not take the registration; it was refunded.")
        if again:
            return _error("IDEMPOTENCY_KEY_IN_USE", "The original request is still in flight.", 409)
        return Answer(504, b"<html>504 Gateway Time-out</html>", "text/html")

    def _list(self, _: str, body: Body, luck: Luck) -> Answer:
        mine = (self._registrar.operation(one.id) for one in self._every())
        ours = [self._entry(one) for one in mine if one.state is OperationState.SUCCEEDED]
        guests = [{"domain": one, "status": "ACTIVE", "notLocal": 1} for one in self._terms.guests]
        page = [one for one in [*guests, *ours] if body.get("domain", one["domain"]) == one["domain"]]
        return _told(domains=page[int(body["start"]) :][:1000])

    def _entry(self, operation: Operation) -> dict[str, Any]:
        renews = self._account.recall(f"name {operation.name}").get("renews", True)
        return {
            "domain": operation.name,
            "status": "ACTIVE",
            "createDate": f"{operation.submitted:%Y-%m-%d %H:%M:%S}",
            "autoRenew": int(renews),
            "notLocal": 0,
        }

    def _renewal(self, name: str, body: Body, _: Luck) -> Answer:
        if self._registrar.holding(name) is None:
            return _told(results={name: {"status": "ERROR", "message": "Domain is not in your account."}})
        self._account.keep(f"name {name}", renews=body["status"] == "on")
        return _told(results={name: {"status": "SUCCESS", "message": "Auto-renew updated."}})

    def _nameservers(self, name: str, _: Body, __: Luck) -> Answer:
        told = self._registrar.delegation(name)
        return _told(ns=list(told.nameservers)) if told else _not_ours()

    def _delegate(self, name: str, body: Body, luck: Luck) -> Answer:
        return _opted(lambda: self._registrar.delegate(name, body["ns"], luck))

    def _digests(self, name: str, _: Body, __: Luck) -> Answer:
        told = self._registrar.delegation(name)
        if told is None:
            return _not_ours()
        parts = ("keyTag", "alg", "digestType", "digest")
        records = {one.split()[0]: dict(zip(parts, one.split(), strict=True)) for one in told.digests}
        return _told(records=records or [])

    def _sign(self, name: str, body: Body, luck: Luck) -> Answer:
        text = f"{body['keyTag']} {body['alg']} {body['digestType']} {body['digest']}"
        kept = self._account.recall(f"keys {name}") | {str(body["keyTag"]): text}
        return self._published(name, kept, luck)

    def _unsign(self, name: str, body: Body, luck: Luck) -> Answer:
        return self._published(name, self._account.recall(f"keys {name}") | {body["tag"]: ""}, luck)

    def _published(self, name: str, kept: Mapping[str, str], luck: Luck) -> Answer:
        answer = _opted(lambda: self._registrar.sign(name, [one for one in kept.values() if one], luck))
        if answer.status == 200:
            self._account.keep(f"keys {name}", **kept)
        return answer

    # ── what it reckons with ──

    def _problem(self, name: str, body: Body, quote: Quote, luck: Luck) -> Answer | None:
        cost = self._cents(name, quote, luck)
        if quote.availability is Availability.UNKNOWN:
            return self._not_told(name)
        if name.rpartition(".")[2] in self._terms.website_only:
            return _error("TLD_NOT_SUPPORTED", "This TLD must be registered on the website.", action="use_website")
        if quote.availability is not Availability.AVAILABLE:
            return _error("DOMAIN_NOT_AVAILABLE", "Domain is not available for registration.")
        if body["cost"] != cost and not (body["cost"] == 0 and body.get("dryRun")):
            return _error("COST_MISMATCH", f"The cost is wrong. Expected: {cost} cents.", action="fix_request")
        return None

    def _not_told(self, name: str) -> Answer:
        if self._registrar.known(name) is None:
            return _error("INVALID_TLD", "Unsupported TLD.")
        return _error("CHECK_FAILED", "The registry did not answer.", action="wait_and_retry")

    def _price(self, name: str, quote: Quote, luck: Luck) -> Decimal:
        if quote.price:
            return quote.price.amount * self._years(name)
        rule, kept = luck.first("price-changed"), self._account.recall(f"name {name}")
        return rule.price.amount if rule and rule.price else Decimal(kept.get("price", ELSEWHERE))

    def _cents(self, name: str, quote: Quote, luck: Luck) -> int:
        return int(self._price(name, quote, luck) * 100)

    def _years(self, name: str) -> int:
        return self._terms.years.get(name.rpartition(".")[2], 1)

    def _balance(self) -> int:
        return self._terms.credit - sum(int(one.charge.amount * 100) for one in self._every() if one.charge)

    def _every(self) -> tuple[Operation, ...]:
        return self._registrar.operations(self._account.now().replace(year=2000))

    def _operation(self, id: str) -> Operation:
        return next(one for one in self._every() if one.id == id)


def _same(given: object, wanted: str) -> bool:
    return hmac.compare_digest(str(given).encode(), wanted.encode())


def _told(**fields: Any) -> Answer:
    return Answer(200, json.dumps({"status": "SUCCESS", **fields}).encode())


def _error(code: str, message: str, status: int = 400, *, action: str = "", **more: Any) -> Answer:
    advice = {"next_action": {"type": action, "hint": "", "retryable": False}} if action else {}
    return Answer(status, json.dumps({"status": "ERROR", "code": code, "message": message, **advice, **more}).encode())


def _not_ours() -> Answer:
    return _error("INVALID_DOMAIN", "Invalid domain.")


def _opted(act: Callable[[], None]) -> Answer:
    """A change of a name, which its owner must have opened to the API."""
    try:
        act()
    except ProviderFailed:
        code = "DOMAIN_IS_NOT_OPTED_IN_TO_API_ACCESS_PLEASE_OPT_IN"
        return _error(code, "Domain is not opted in to API access.", action="enable_setting")
    return _told()
