"""Amazon Route 53 Domains on loopback, and the one call of STS that tells who signs in.

Not laxer than the documentation: the model's shapes, one region, the extra parameters and contacts that .ca wants,
the same privacy for every contact, glue for name servers inside a name. What AWS does not document (which code a taken
name gets, how a price above the consent is refused) is `InvalidInput` here.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeAlias
from urllib.parse import parse_qs

import dns.dnssec
import dns.name
import dns.rdata

from launcher.drill.world.registrar import Registrar
from launcher.drill.world.script import Luck, Rule
from launcher.errors import Refused
from launcher.model import Availability, Money, Operation, OperationState, Order, Quote
from tests.wire.account import Account
from tests.wire.aws_json import Api, Wrong, failure, signed_by
from tests.wire.server import Answer, Call, Request

ASKER, BUYER = "AKIAEXAMPLEASKER", "AKIAEXAMPLEBUYER"
SECRETS = {ASKER: "the secret of who asks", BUYER: "the secret of who buys"}
CURRENCY = "USD"
PAGE = 2
"""As few as it may be, so that every list is read in pages."""
GIVEN = ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net", "ns-3.awsdns-03.org", "ns-4.awsdns-04.co.uk"]
"""The name servers of the hosted zone that AWS makes for a name it registers."""
_OPEN = (OperationState.PENDING, OperationState.CUSTOMER_ACTION)
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?")
_NO_CAP = Money(Decimal(10**9), CURRENCY)

Params: TypeAlias = Mapping[str, Any]
Act: TypeAlias = Callable[[Params, Luck], dict[str, Any]]

_AVAILABILITY = {
    Availability.AVAILABLE: "AVAILABLE",
    Availability.TAKEN: "UNAVAILABLE",
    Availability.RESERVED: "RESERVED",
    Availability.UNKNOWN: "DONT_KNOW",
}
_STATUS = {
    OperationState.PENDING: "IN_PROGRESS",
    OperationState.CUSTOMER_ACTION: "IN_PROGRESS",
    OperationState.SUCCEEDED: "SUCCESSFUL",
    OperationState.FAILED: "FAILED",
}


class Front:
    """The API. Besides the script, a test may say the code and message that an operation is refused with (`noes`), the
    body that answers it once it is done (`answers`), what is told of an operation or a name over what the account knows
    (`tell`), and whether bills are written yet (`billed`)."""

    def __init__(self, account: Account) -> None:
        self.noes: dict[str, tuple[str, str]] = {}
        self.answers: dict[str, bytes] = {}
        self.billed = True
        self._account = account
        self._registrar: Registrar = account.registrar
        self._api = Api("route53domains", SECRETS)
        self._acts: dict[str, tuple[str, Act]] = {
            "AssociateDelegationSignerToDomain": ("sign", self._associate),
            "CheckDomainAvailability": ("quote", self._check),
            "DisassociateDelegationSignerFromDomain": ("unsign", self._disassociate),
            "GetContactReachabilityStatus": ("reachability", self._reachability),
            "GetDomainDetail": ("holding", self._detail),
            "GetDomainPrices": ("price", self._price),
            "GetOperationDetail": ("operation", self._operation),
            "ListDomains": ("names", self._names),
            "ListOperations": ("operations", self._operations),
            "ListPrices": ("prices", self._prices),
            "RegisterDomain": ("register", self._register),
            "UpdateDomainNameservers": ("delegate", self._delegate),
            "ViewBilling": ("billing", self._billing),
        }

    def tell(self, key: str, **members: Any) -> None:
        """From now on the answers about this operation, type of operation or name have these members."""
        self._account.keep(f"told {key}", **members)

    def values(self, shape: str) -> tuple[str, ...]:
        """Every value that the documentation has for a member of this shape."""
        found: Any = self._api.model.shape_for(shape)
        return tuple(found.enum)

    # ── the server's side ──

    def read(self, request: Request) -> Call | Answer:
        if b"Action=GetCallerIdentity" in request.body:
            return self._identity(request)
        try:
            operation, params = self._api.read(request, self._account.now())
        except Wrong as wrong:
            return wrong.answer
        on, act = self._acts[operation]
        name = params.get("DomainName") or params.get("domainName") or params.get("OperationId") or ""
        return Call(on, (name.lower(),), lambda luck: self._done(operation, act, params, luck))

    def refusal(self, no: Refused) -> Answer:
        return failure("InvalidInput", no.message)

    def throttled(self) -> Answer:
        return failure("ThrottlingException", "Rate exceeded")

    def broken(self) -> Answer:
        return failure("InternalFailure", "", 500)

    def _done(self, operation: str, act: Act, params: Params, luck: Luck) -> Answer:
        if operation in self.noes:
            return failure(*self.noes[operation])
        try:
            answer = self._api.write(operation, act(params, luck))
            return replace(answer, body=self.answers.get(operation, answer.body))
        except Wrong as wrong:
            return wrong.answer

    def _identity(self, request: Request) -> Answer:
        assert parse_qs(request.body.decode())["Version"] == ["2011-06-15"]
        try:
            key = signed_by(request, SECRETS, self._account.now(), "sts")
        except Wrong as wrong:
            return Answer(403, _XML_NO.format(_OF_STS[wrong.code], wrong).encode(), "text/xml")
        return Answer(200, _XML_YES.format(key).encode(), "text/xml")

    # ── prices and availability ──

    def _check(self, params: Params, luck: Luck) -> dict[str, Any]:
        quote = self._quote(params["DomainName"], luck)
        answer = {"Availability": _AVAILABILITY[quote.availability], "Price": _price(quote.price)}
        return {**answer, **self._account.recall(f"told {params['DomainName']}")}

    def _price(self, params: Params, luck: Luck) -> dict[str, Any]:
        quote = self._quote(params["DomainName"], luck)
        return {"DomainPrice": _prices(params["DomainName"], quote.price or self._price_of(params["DomainName"]))}

    def _prices(self, params: Params, luck: Luck) -> dict[str, Any]:
        self._sold(params["Tld"])
        return {"Prices": [_prices(params["Tld"], self._price_of(params["Tld"]))]}

    def _quote(self, name: str, luck: Luck) -> Quote:
        self._sold(name)
        (quote,) = self._registrar.quote([name.lower()], luck)
        return quote

    def _price_of(self, name: str) -> Money | None:
        """The standard price of the name's TLD."""
        return self._registrar.quote([f"nobody-has-this.{name.rpartition('.')[2]}"], Luck())[0].price

    def _sold(self, name: str) -> None:
        if self._registrar.known(f"any.{name.rpartition('.')[2]}") is None:
            raise Wrong("UnsupportedTLD", "Amazon Route 53 does not support this top-level domain")

    # ── buying ──

    def _register(self, params: Params, luck: Luck) -> dict[str, Any]:
        name = params["DomainName"].lower()
        self._sold(name)
        _contacts_fit(name, params)
        if any(operation.name == name and operation.state in _OPEN for operation in self._registered()):
            raise Wrong("DuplicateRequest", "The request is already in progress for the domain.")
        order = Order(name, params["DurationInYears"], _cap(params.get("Consent")), key="")
        operation = self._registrar.register(order, luck)
        self._account.keep(f"name {name}", renews=params.get("AutoRenew", True), nameservers=GIVEN, keys=[])
        return {"OperationId": operation.id}

    def _operation(self, params: Params, luck: Luck) -> dict[str, Any]:
        handle = params["OperationId"]
        if change := self._account.recall(f"change {handle}"):
            return self._told(self._polled(handle, change))
        return self._told(_summary(self._registrar.operation(handle)))

    def _operations(self, params: Params, luck: Luck) -> dict[str, Any]:
        since = int(params.get("SubmittedSince", 0))  # "in Unix time format": no finer than it must be
        found = [self._told(_summary(operation)) for operation in self._registered()]
        found += [self._told(change) for change in self._account.every("change ")]
        chosen = [one for one in found if _seconds(one["SubmittedDate"]) >= since]
        for member in ("Type", "Status"):
            if wanted := params.get(member):
                chosen = [one for one in chosen if one[member] in wanted]
        chosen.sort(key=lambda one: _seconds(one["SubmittedDate"]), reverse=params.get("SortOrder") != "ASC")
        return _page("Operations", chosen, params)

    def _billing(self, params: Params, luck: Luck) -> dict[str, Any]:
        bills = [
            {
                "DomainName": charged.name,
                "Operation": "REGISTER_DOMAIN",
                "InvoiceId": "",
                "BillDate": charged.submitted,
                "Price": float(charged.charge.amount),
            }
            for charged in self._registrar.charges()
            if charged.charge and self.billed
            if params["Start"] <= charged.submitted.timestamp() <= params["End"]
        ]
        return _page("BillingRecords", bills, params)

    def _registered(self) -> tuple[Operation, ...]:
        return self._registrar.operations(dt.datetime.min.replace(tzinfo=dt.UTC))

    def _told(self, summary: dict[str, Any]) -> dict[str, Any]:
        told = self._account.recall(f"told {summary['OperationId']}")
        return {**summary, **(told or self._account.recall(f"told {summary['Type']}"))}

    # ── what is held ──

    def _detail(self, params: Params, luck: Luck) -> dict[str, Any]:
        name = params["DomainName"].lower()
        kept = self._held(name)
        return {
            "DomainName": name,
            "AutoRenew": kept["renews"],
            "Nameservers": [{"Name": server} for server in kept["nameservers"]],
            "DnssecKeys": kept["keys"],
            "RegistrarName": "Amazon Registrar, Inc.",
        }

    def _names(self, params: Params, luck: Luck) -> dict[str, Any]:
        held = sorted({charged.name for charged in self._registrar.charges()})
        return _page(
            "Domains", [{"DomainName": name, "AutoRenew": self._held(name)["renews"]} for name in held], params
        )

    def _reachability(self, params: Params, luck: Luck) -> dict[str, Any]:
        name = params["domainName"]
        self._held(name)
        return {"domainName": name, "status": self._account.recall(f"told {name}").get("reachability", "DONE")}

    def _delegate(self, params: Params, luck: Luck) -> dict[str, Any]:
        name, servers = params["DomainName"].lower(), [server["Name"].lower() for server in params["Nameservers"]]
        if not servers or not all(_HOST.fullmatch(server) for server in servers):
            raise Wrong("InvalidInput", "Nameservers are not host names")
        if any(server["Name"].endswith(f".{name}") and not server.get("GlueIps") for server in params["Nameservers"]):
            raise Wrong("InvalidInput", "Glue IPs are required for name servers within the domain")
        return self._change("UPDATE_NAMESERVER", name, luck, nameservers=servers)

    def _associate(self, params: Params, luck: Luck) -> dict[str, Any]:
        name, key = params["DomainName"].lower(), params["SigningAttributes"]
        text = f"{key['Flags']} 3 {key['Algorithm']} {key['PublicKey']}"
        made = dns.dnssec.make_ds(dns.name.from_text(name), dns.rdata.from_text("IN", "DNSKEY", text), "SHA256")
        ds = {
            "Algorithm": key["Algorithm"],
            "DigestType": 2,
            "Digest": made.digest.hex().upper(),
            "KeyTag": made.key_tag,
            "Id": secrets.token_hex(4),
        }
        return self._change("ADD_DNSSEC", name, luck, keys=[*self._held(name)["keys"], ds])

    def _disassociate(self, params: Params, luck: Luck) -> dict[str, Any]:
        name = params["DomainName"].lower()
        left = [key for key in self._held(name)["keys"] if key["Id"] != params["Id"]]
        return self._change("REMOVE_DNSSEC", name, luck, keys=left)

    def _held(self, name: str) -> dict[str, Any]:
        if self._registrar.holding(name) is None:
            raise Wrong("InvalidInput", f"Domain {name} not found in 123456789012 account.")
        return self._account.recall(f"name {name}")

    # ── changes: operations of their own ──

    def _change(self, type: str, name: str, luck: Luck, **then: Any) -> dict[str, Any]:
        """Begin one: `then` is so once it has ended well."""
        self._held(name)
        if any(one["DomainName"] == name and one["Status"] == "IN_PROGRESS" for one in self._account.every("change ")):
            raise Wrong("DuplicateRequest", "The request is already in progress for the domain.")
        handle, delay = f"change-{secrets.token_hex(8)}", luck.first("pending", "failed") or Rule("", "")
        self._account.keep(
            f"change {handle}",
            OperationId=handle,
            Status="IN_PROGRESS",
            Type=type,
            DomainName=name,
            SubmittedDate=self._account.now().timestamp(),
        )
        self._account.keep(f"then {handle}", polls=delay.polls, fails="failed" in luck, then=then)
        return {"OperationId": handle}

    def _polled(self, handle: str, change: dict[str, Any]) -> dict[str, Any]:
        """One look at a change; the look that finds no polls left ends it."""
        then = self._account.recall(f"then {handle}")
        if change["Status"] != "IN_PROGRESS":
            return change
        if then["polls"] > 1:
            self._account.keep(f"then {handle}", polls=then["polls"] - 1)
            return change
        if not then["fails"]:
            self._account.keep(f"name {change['DomainName']}", **then["then"])
        self._account.keep(f"change {handle}", Status="FAILED" if then["fails"] else "SUCCESSFUL")
        return self._account.recall(f"change {handle}")


def _summary(operation: Operation) -> dict[str, Any]:
    waits = operation.state is OperationState.CUSTOMER_ACTION
    return {
        "OperationId": operation.id,
        "Status": _STATUS[operation.state],
        "Type": "REGISTER_DOMAIN",
        "DomainName": operation.name,
        "SubmittedDate": operation.submitted,
        "Message": operation.message or None,
        "StatusFlag": "PENDING_CUSTOMER_ACTION" if waits else None,
    }


def _contacts_fit(name: str, params: Params) -> None:
    """The rules of .ca, and those of every TLD that the model cannot hold."""
    holder, others = params["RegistrantContact"], (params["AdminContact"], params["TechContact"])
    for contact in (holder, *others):
        if contact["ContactType"] != "PERSON" and not contact.get("OrganizationName"):
            raise Wrong("InvalidInput", "OrganizationName is missing")
        if not re.fullmatch(r"\+\d{1,3}\.\d+", contact["PhoneNumber"]):
            raise Wrong("InvalidInput", f"Invalid phone number {contact['PhoneNumber']}")
    privacy = {params.get(f"PrivacyProtect{role}Contact", True) for role in ("Registrant", "Admin", "Tech")}
    if len(privacy) > 1:
        raise Wrong("InvalidInput", "The same privacy setting is needed for all contacts")
    if not name.endswith(".ca"):
        return
    legal = [extra["Value"] for extra in holder.get("ExtraParams", []) if extra["Name"] == "CA_LEGAL_TYPE"]
    if not legal or (legal[0] in ("ABO", "CCT", "LGR", "RES")) != (holder["ContactType"] == "PERSON"):
        raise Wrong("InvalidInput", "CA_LEGAL_TYPE is missing or does not fit the contact type")
    if any(contact["ContactType"] != "PERSON" or contact["CountryCode"] != "CA" for contact in others):
        raise Wrong("InvalidInput", "The administrative and technical contacts must be persons in Canada")
    if privacy == {True} and holder["ContactType"] != "PERSON":
        raise Wrong("TLDRulesViolation", "Privacy protection is for persons only")


def _cap(consent: Mapping[str, Any] | None) -> Money:
    if consent is None:
        return _NO_CAP
    if consent["Currency"] != CURRENCY:
        raise Wrong("InvalidInput", "The currency of the consent is not that of the price")
    return Money(Decimal(str(consent["MaxPrice"])), CURRENCY)


def _prices(name: str, cost: Money | None) -> dict[str, Any]:
    return {"Name": name, "RegistrationPrice": _price(cost), "RenewalPrice": _price(cost)}


def _price(cost: Money | None) -> dict[str, Any] | None:
    return {"Price": float(cost.amount), "Currency": cost.currency} if cost else None


def _page(member: str, found: Sequence[dict[str, Any]], params: Params) -> dict[str, Any]:
    start, size = int(params.get("Marker", 0)), min(params.get("MaxItems", 20), PAGE)
    more = str(start + size) if start + size < len(found) else None
    return {member: list(found[start : start + size]), "NextPageMarker": more}


def _seconds(moment: dt.datetime | float) -> float:
    return moment.timestamp() if isinstance(moment, dt.datetime) else moment


_OF_STS = {
    "ExpiredTokenException": "ExpiredToken",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "MissingAuthenticationTokenException": "MissingAuthenticationToken",
    "UnrecognizedClientException": "InvalidClientTokenId",
}
"""What STS calls the same, in its older protocol."""
_XML_YES = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:user/{0}</Arn><UserId>{0}</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>"""
_XML_NO = """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>{0}</Code><Message>{1}</Message></Error>
</ErrorResponse>"""
