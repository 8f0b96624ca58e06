"""What would stop a purchase at Route 53 Domains, asked in quiet times. Nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from launcher.config.registrant import Registrant, lacking
from launcher.errors import ProviderFailed, Refused, SpareWheelError
from launcher.model import Check, Money
from launcher.providers.aws import route53_domains_contacts as contacts
from launcher.providers.aws.route53_domains_account import INVALID, NOT_SOLD, Account
from launcher.providers.aws.route53_domains_quotes import money

_LOOKED_AT = 20
"""Names of the account whose registrant is asked after: more are no part of a crisis."""


def checks(account: Account, registrant: Registrant, tlds: Sequence[str], ceiling: Money) -> Iterator[Check]:
    """Both profiles sign in, the reading rights are there, the TLDs are sold at a price that the ceiling can be
    compared with, the contacts have what the TLDs want, and the registrant has answered the mail of AWS."""
    yield _made("registrar-key", partial(_key, account))
    yield _made("registrar-rights", partial(_rights, account))
    for tld in tlds:
        yield _made("registrar-price", partial(_price, account, tld, ceiling))
        yield _made("registrant", partial(_contacts, account, registrant, tld))
    yield _made("registrant-mail", partial(_mail, account))


def _made(code: str, look: Callable[[], str]) -> Check:
    """What a look found; one that raises has failed."""
    try:
        return Check(code, True, look())
    except SpareWheelError as bad:
        return Check(code, False, f"{bad.message}: {bad.hint}" if bad.hint else bad.message)


def _key(account: Account) -> str:
    for profile in account.profiles:
        with account.asking("sign in"):
            account.identity(profile).get_caller_identity()
    return "AWS knows who asks and who buys"


def _rights(account: Account) -> str:
    with account.asking("list the operations"):
        account.asks.list_operations(MaxItems=1)
    with account.asking("list the names"):
        account.asks.list_domains(MaxItems=1)
    return "operations and names can be read"


def _price(account: Account, tld: str, ceiling: Money) -> str:
    with account.asking(f"read the price of .{tld}"):
        found = account.asks.list_prices(Tld=tld)["Prices"]
    if not found or "RegistrationPrice" not in found[0]:
        raise Refused(f"Route 53 tells no price of .{tld}", hint="take it out of names.tlds")
    cost = money(found[0]["RegistrationPrice"])
    if cost.currency != ceiling.currency:
        raise Refused(f"Route 53 sells .{tld} in {cost.currency}", hint=f"write limits.max_price in {cost.currency}")
    if cost.amount > ceiling.amount:
        raise Refused(f".{tld} costs {cost}, above the ceiling of {ceiling}", hint="raise limits.max_price")
    return f".{tld} costs {cost} for a year"


def _contacts(account: Account, registrant: Registrant, tld: str) -> str:
    """By what is known of the TLD, and by the service's own model, which knows countries and extra parameters."""
    for problem in lacking(registrant, [tld]):
        raise Refused(problem.message, hint=problem.hint)
    shape: Any = account.asks.meta.service_model.shape_for("ContactDetail")
    for contact in (contacts.holder(registrant, tld), contacts.person(registrant)):
        if contact["CountryCode"] not in shape.members["CountryCode"].enum:
            raise Refused("AWS knows no such country", hint="ISO 3166, e.g. GB for the United Kingdom")
        known = shape.members["ExtraParams"].member.members["Name"].enum
        strange = [extra["Name"] for extra in contact.get("ExtraParams", []) if extra["Name"] not in known]
        if strange:
            raise Refused(f"AWS knows no parameter `{account.hushed(strange[0])}` of .{tld}", hint="see tlds there")
    return f"the contacts have what a .{tld} name wants"


def _mail(account: Account) -> str:
    """A registrant who has not answered the mail of AWS within 15 days loses the name for a while (ICANN)."""
    with account.asking("list the names"):
        pages = account.asks.get_paginator("list_domains").paginate(PaginationConfig={"MaxItems": _LOOKED_AT})
        names = [found["DomainName"] for page in pages for found in page["Domains"]]
    silent = [name for name in names if _reached(account, name) in ("PENDING", "EXPIRED")]
    if silent:
        hint = "open the mail of AWS at the registrant's address and confirm it, or a name is suspended"
        raise ProviderFailed(f"the registrant's address is not confirmed for {', '.join(silent)}", hint=hint)
    return "the registrant's address is confirmed wherever AWS asks for it"


def _reached(account: Account, name: str) -> str:
    try:
        with account.asking(f"ask whether the registrant of {name} was reached"):
            return account.asks.get_contact_reachability_status(domainName=name).get("status", "DONE")
    except Refused as no:
        if no.reason_code not in (INVALID, NOT_SOLD):  # not asked for there
            raise
        return "DONE"
