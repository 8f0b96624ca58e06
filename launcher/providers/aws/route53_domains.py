"""Names bought at Amazon Route 53 Domains, and told there who serves them.

The API has no token for a registration: `Order.key` cannot be sent, and a call is known again only as an operation in
`ListOperations`. So `RegisterDomain` is sent once, never by the SDK's own second try, with the order's price as its
`Consent`; what came of it is asked of the operations.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from launcher.config.registrant import Registrant, lacking
from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.model import Availability, Check, Holding, Money, Operation, OperationState, Order, Quote
from launcher.providers.aws import route53_domains_contacts as contacts
from launcher.providers.aws.calls import RESUME
from launcher.providers.aws.route53_domains_account import DUPLICATE, INVALID, NOT_SOLD, Account
from launcher.providers.aws.route53_domains_checks import checks
from launcher.providers.aws.route53_domains_keys import difference
from launcher.providers.aws.route53_domains_operations import CURRENCY, REGISTER, charge, told
from launcher.providers.aws.route53_domains_quotes import quote
from launcher.services import Clock

if TYPE_CHECKING:
    from mypy_boto3_route53domains.type_defs import GetDomainDetailResponseTypeDef, RegisterDomainRequestTypeDef


ASKED_AT_ONCE = 4
"""Names quoted at a time: the API is slow, and throttles early."""
_A_WEEK = dt.timedelta(days=7)
"""A registration that is under way is no older: .ca gives its registrant as long."""
_FOLLOW = (1.0, 2.0, 4.0, 8.0)
"""Seconds between looks at a change of name servers or keys; then the registry is asked by whoever wanted it."""


class Route53Domains:
    """One AWS account as a registrar. `profile` asks and delegates, `buyer` (the same when it is None) registers and
    does nothing else. `zone_keys` tells the DNSKEYs that a name's own servers show, as text. Safe to share between
    threads; nothing is connected before the first call."""

    def __init__(
        self,
        registrant: Registrant,
        clock: Clock,
        *,
        profile: str | None = None,
        buyer: str | None = None,
        endpoint: str | None = None,
        zone_keys: Callable[[str], Collection[str]],
    ) -> None:
        self._registrant = registrant
        self._clock = clock
        self._zone_keys = zone_keys
        self._account = Account(profile, buyer, endpoint, registrant.private)

    # ── buying ──

    def quote(self, names: Sequence[str]) -> tuple[Quote, ...]:
        """Availability and first-year price (premium ones included), in the order asked."""
        with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
            return tuple(pool.map(lambda name: quote(self._account, self._clock, name), names))

    def register(self, order: Order) -> Operation:
        """ONE attempt, capped by `Consent`. The operation is new, or the one that is under way for this name. Refused:
        taken, too dear, or what the registry does not allow; the reason is looked up after the no."""
        asked = self._clock.now()
        wanted = self._request(order)
        try:
            with self._account.asking(f"register {order.name}", changes=True):
                answer = self._account.buys.register_domain(**wanted)
        except ProviderFailed as failed:
            if failed.reason_code != DUPLICATE:
                raise
            return self._under_way(order.name)
        except Refused as no:
            raise self._explained(order, no) if no.reason_code == INVALID else no from None
        if not answer.get("OperationId"):
            raise OutcomeUnknown(f"AWS took the order for {order.name}, and named no operation", hint=RESUME)
        return Operation(answer["OperationId"], order.name, OperationState.PENDING, asked)

    def operations(self, since: dt.datetime) -> tuple[Operation, ...]:
        """Registrations submitted at or after `since`, newest last; what one cost, only `operation` tells."""
        with self._account.asking("list the operations"):
            pages = self._account.asks.get_paginator("list_operations").paginate(
                SubmittedSince=since, Type=[REGISTER], SortBy="SubmittedDate", SortOrder="ASC"
            )
            found = [one for page in pages for one in page["Operations"]]
        listed = (told(one, self._account.hushed) for one in found)
        return tuple(sorted((one for one in listed if one.submitted >= since), key=lambda one: one.submitted))

    def operation(self, id: str) -> Operation:
        """The state of one registration. Its charge is the bill's once that shows it, and the price of today before."""
        try:
            with self._account.asking(f"look at the operation {id}"):
                found = self._account.asks.get_operation_detail(OperationId=id)
        except Refused as no:
            raise _no_operation(id) if no.reason_code == INVALID else no from None
        if found["Type"] != REGISTER:
            raise _no_operation(id)
        operation = told(found, self._account.hushed)
        if operation.state is not OperationState.SUCCEEDED:
            return operation
        return replace(operation, charge=charge(self._account, operation))

    def holding(self, name: str) -> Holding | None:
        """The name as our account holds it; None when it is not ours."""
        detail = self._detail(name)
        if detail is None:
            return None
        return Holding(name, auto_renew=detail.get("AutoRenew", False), nameservers=_servers(detail))

    # ── delegating ──

    def delegate(self, name: str, nameservers: Collection[str]) -> None:
        """Set exactly these name servers, and look for a moment whether it goes well; a no-op when it is so."""
        wanted = sorted(_plain(server) for server in nameservers)
        if inside := [server for server in wanted if server.endswith(f".{name}")]:
            hint = "name servers outside the name need none"
            raise Refused(f"{inside[0]} is inside {name} and would need glue records", hint=hint, code="needs-glue")
        if list(_servers(self._held(name))) == wanted:
            return
        with self._account.asking(f"set the name servers of {name}", changes=True):
            answer = self._account.acts.update_domain_nameservers(
                DomainName=name, Nameservers=[{"Name": server} for server in wanted]
            )
        self._follow(answer["OperationId"], f"set the name servers of {name}")

    def sign(self, name: str, digests: Collection[str]) -> None:
        """Let the parent vouch for the keys of these DS records, and for no other: new ones first. Refused
        `ds-needs-key` for a DS of no key that the zone shows."""
        there = self._held(name).get("DnssecKeys", [])
        missing, stale = difference(name, digests, self._zone_keys(name) if digests else (), there)
        for key in missing:
            with self._account.asking(f"add a DS of {name}", changes=True):
                added = self._account.acts.associate_delegation_signer_to_domain(DomainName=name, SigningAttributes=key)
            self._follow(added["OperationId"], f"add a DS of {name}")
        for handle in stale:
            with self._account.asking(f"remove a DS of {name}", changes=True):
                removed = self._account.acts.disassociate_delegation_signer_from_domain(DomainName=name, Id=handle)
            self._follow(removed["OperationId"], f"remove a DS of {name}")

    # ── quiet times ──

    def preflight(self, tlds: Sequence[str], ceiling: Money) -> tuple[Check, ...]:
        """What would stop a purchase under these TLDs, asked without changing anything."""
        return tuple(checks(self._account, self._registrant, tlds, ceiling))

    # ── inside ──

    def _request(self, order: Order) -> RegisterDomainRequestTypeDef:
        """Everything that is sent. Refused for what AWS would not take, or would take for something else."""
        tld = order.name.rpartition(".")[2]
        if problems := lacking(self._registrant, [tld]):
            raise Refused(problems[0].message, hint=problems[0].hint, code="registrant-incomplete")
        if order.max_price.currency != CURRENCY:
            hint = f"write limits.max_price in {CURRENCY}"
            raise Refused(
                f"Route 53 sells in {CURRENCY}, and {order.max_price} is no cap there", hint=hint, code="currency"
            )
        private = contacts.private(self._registrant, tld)
        return {
            "DomainName": order.name,
            "DurationInYears": order.years,
            "AutoRenew": False,
            "RegistrantContact": contacts.holder(self._registrant, tld),
            "AdminContact": contacts.person(self._registrant),
            "TechContact": contacts.person(self._registrant),
            "PrivacyProtectRegistrantContact": private,
            "PrivacyProtectAdminContact": private,
            "PrivacyProtectTechContact": private,
            "Consent": {"MaxPrice": float(order.max_price.amount), "Currency": order.max_price.currency},
        }

    def _under_way(self, name: str) -> Operation:
        """The registration that AWS says it has begun already."""
        found = [one for one in self.operations(self._clock.now() - _A_WEEK) if one.name == name]
        standing = [one for one in found if one.state is not OperationState.FAILED]
        if not standing:
            raise OutcomeUnknown(
                f"AWS is at work on {name} already, and does not list it as a registration", hint=RESUME
            )
        return standing[-1]

    def _explained(self, order: Order, no: Refused) -> Refused:
        """The API's one code for every no, told apart by what the name's quote is now."""
        with contextlib.suppress(SpareWheelError):
            now = quote(self._account, self._clock, order.name)
            price = Money(now.price.amount * order.years, now.price.currency) if now.price else None
            if now.availability is not Availability.AVAILABLE:
                reason = f"{order.name} cannot be registered: {now.availability}"
                return Refused(reason, hint=no.hint, code=f"name-{now.availability}")
            if price and price.amount > order.max_price.amount:
                reason = f"{order.name} costs {price}, above the order's {order.max_price}"
                return Refused(reason, hint=no.hint, code="price-above-cap")
        return no

    def _detail(self, name: str) -> GetDomainDetailResponseTypeDef | None:
        try:
            with self._account.asking(f"look at {name}"):
                return self._account.asks.get_domain_detail(DomainName=name)
        except Refused as no:
            if no.reason_code not in (INVALID, NOT_SOLD):
                raise
            return None

    def _held(self, name: str) -> GetDomainDetailResponseTypeDef:
        detail = self._detail(name)
        if detail is None:
            hint = "check the profile of the target: it must be of the account that bought the name"
            raise Refused(f"this AWS account does not hold {name}", hint=hint, code="not-held")
        return detail

    def _follow(self, id: str, what: str) -> None:
        """Look for some seconds whether it ends badly; the registry's answer is the proof, not this one's."""
        for seconds in _FOLLOW:
            with self._account.asking(f"look at the operation {id}"):
                found = told(self._account.asks.get_operation_detail(OperationId=id), self._account.hushed)
            if found.state is OperationState.SUCCEEDED:
                return
            if found.state is OperationState.FAILED:
                reason = f"AWS could not {what}: {found.message or 'no reason given'}"
                raise ProviderFailed(reason, hint="`sparewheel resume` tries it again", code="change-failed")
            if found.state is OperationState.CUSTOMER_ACTION:
                hint = "do what it asks, then `sparewheel resume`"
                raise ProviderFailed(f"to {what}: {found.message}", hint=hint, code="customer-action")
            self._clock.sleep(seconds)


def _servers(detail: GetDomainDetailResponseTypeDef) -> tuple[str, ...]:
    return tuple(sorted(_plain(server["Name"]) for server in detail.get("Nameservers", [])))


def _plain(server: str) -> str:
    return server.lower().rstrip(".")


def _no_operation(id: str) -> Refused:
    return Refused(f"AWS knows no registration {id}", hint="check the profile of the target", code="no-such-operation")
