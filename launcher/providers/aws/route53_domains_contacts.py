"""The registrant as Route 53 Domains takes contacts: three of them, privacy, and what each TLD wants besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from launcher.config.registrant import PERSON, Party, Registrant

if TYPE_CHECKING:
    from mypy_boto3_route53domains.literals import ContactTypeType, CountryCodeType, ExtraParamNameType
    from mypy_boto3_route53domains.type_defs import ContactDetailTypeDef, ExtraParamTypeDef

_TYPES: Mapping[str, ContactTypeType] = {
    PERSON: "PERSON",
    "association": "ASSOCIATION",
    "company": "COMPANY",
    "public-body": "PUBLIC_BODY",
}
_PREFIXED = frozenset(
    {"ca_business_entity_type", "ca_legal_type", "es_legal_form", "fi_organization_type", "uk_contact_type"}
)
"""Parameters whose name begins with their TLD, where ours do not."""


def holder(registrant: Registrant, tld: str) -> ContactDetailTypeDef:
    """The registrant's contact, with the extra parameters of the TLD."""
    contact = _detail(registrant.holder)
    if extras := list(_extras(registrant, tld)):
        contact["ExtraParams"] = extras
    return contact


def person(registrant: Registrant) -> ContactDetailTypeDef:
    """The administrative and technical contact."""
    return _detail(registrant.person)


def private(registrant: Registrant, tld: str) -> bool:
    """Whether the data may be hidden from WHOIS: .us never, .ca for persons only; elsewhere they are."""
    return tld != "us" and (tld != "ca" or registrant.holder.kind == PERSON)


def _detail(party: Party) -> ContactDetailTypeDef:
    place = party.address
    found: ContactDetailTypeDef = {
        "ContactType": _TYPES[party.kind],
        "FirstName": party.first_name,
        "LastName": party.last_name,
        "AddressLine1": place.street[0],
        "City": place.city,
        "State": place.state,
        "ZipCode": place.postal_code,
        "CountryCode": cast("CountryCodeType", place.country),
        "PhoneNumber": party.phone,
        "Email": party.email,
    }
    if party.organisation:
        found["OrganizationName"] = party.organisation
    if len(place.street) > 1:
        found["AddressLine2"] = place.street[1]
    return found


def _extras(registrant: Registrant, tld: str) -> Iterator[ExtraParamTypeDef]:
    for name, value in registrant.extras.get(tld, {}).items():
        prefixed = f"{tld}_{name}"
        wire = (prefixed if prefixed in _PREFIXED else name).upper()
        yield {"Name": cast("ExtraParamNameType", wire), "Value": value}
