"""Every status that Route 53 Domains documents for an operation, as ours, in words for a crisis lead."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from launcher.errors import SpareWheelError
from launcher.model import Money, Operation, OperationState
from launcher.providers.aws.route53_domains_account import Account
from launcher.providers.aws.route53_domains_quotes import money, price

if TYPE_CHECKING:
    from mypy_boto3_route53domains.literals import OperationTypeType
    from mypy_boto3_route53domains.type_defs import GetOperationDetailResponseTypeDef, OperationSummaryTypeDef

    Found: TypeAlias = GetOperationDetailResponseTypeDef | OperationSummaryTypeDef

CURRENCY = "USD"
"""What AWS bills names in; a price names its own currency."""
REGISTER: OperationTypeType = "REGISTER_DOMAIN"
_DAY = dt.timedelta(days=1)

_STATES: Mapping[str, OperationState] = {
    "SUBMITTED": OperationState.PENDING,
    "IN_PROGRESS": OperationState.PENDING,
    "SUCCESSFUL": OperationState.SUCCEEDED,
    "FAILED": OperationState.FAILED,
    "ERROR": OperationState.FAILED,
}
_FLAGS: Mapping[str, str] = {
    "PENDING_ACCEPTANCE": "the account that receives the name must accept it, in the AWS console",
    "PENDING_CUSTOMER_ACTION": "the registrant has mail from the registrar or the registry: do what it asks "
    "(.ca: accept the registrant agreement within 7 days)",
    "PENDING_AUTHORIZATION": "the registrant has mail with a form of authorisation: confirm it",
    "PENDING_PAYMENT_VERIFICATION": "AWS is verifying how the account pays: see Billing in the AWS console",
    "PENDING_SUPPORT_CASE": "AWS Support has a case open about it: answer it in the AWS console",
}


def told(found: Found, hushed: Callable[[str], str]) -> Operation:
    """An operation of the API as ours. A status that is not documented is waited for; a flag that is not is a person's
    to look at."""
    status, flag = str(found.get("Status", "")), str(found.get("StatusFlag", ""))
    state = _STATES.get(status, OperationState.PENDING)
    if flag and state is OperationState.PENDING:
        state = OperationState.CUSTOMER_ACTION
    return Operation(
        id=found["OperationId"],
        name=found.get("DomainName", "").lower(),
        state=state,
        submitted=found["SubmittedDate"].astimezone(dt.UTC),
        message=_message(state, status, flag, hushed(found.get("Message") or "")),
    )


def charge(account: Account, operation: Operation) -> Money | None:
    """What a registration cost: by the bill, or by today's price as long as the bill does not show it; None when
    neither can be read, which is no reason to stop."""
    for tell in (_billed, _listed):
        with contextlib.suppress(SpareWheelError):
            if cost := tell(account, operation):
                return cost
    return None


def _billed(account: Account, operation: Operation) -> Money | None:
    with account.asking("read the bill"):
        pages = account.asks.get_paginator("view_billing").paginate(
            Start=operation.submitted - _DAY, End=operation.submitted + 30 * _DAY
        )
        for record in (one for page in pages for one in page["BillingRecords"]):
            if record.get("Operation") == REGISTER and record.get("DomainName", "").lower() == operation.name:
                return Money(Decimal(str(record["Price"])).quantize(Decimal("0.01")), CURRENCY)
    return None


def _listed(account: Account, operation: Operation) -> Money | None:
    found = price(account, operation.name)
    return money(found) if found else None


def _message(state: OperationState, status: str, flag: str, words: str) -> str:
    """What a person should know; AWS's own words where there are none of ours."""
    if state is OperationState.SUCCEEDED:
        return ""
    if state is OperationState.CUSTOMER_ACTION:
        return _FLAGS.get(flag, f"AWS says {flag}: see its console, under registered domains")
    if status == "ERROR":
        return words or "AWS had an error of its own"
    return words
