"""The registries' name servers: they delegate the names that are registered, and know that the others are not there."""

from __future__ import annotations

from collections.abc import Callable

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from launcher.drill.world.delegated import Delegation
from launcher.drill.world.hosting import TTL, soa_set
from launcher.drill.world.zones import Zone, parse
from launcher.model import Availability

Known = Callable[[str], Availability | None]
"""What the registry says of a name; None for a TLD that is not sold."""
Delegated = Callable[[str], Delegation | None]
"""What the registry was told of a name that is ours."""

ELSEWHERE = Delegation(("ns1.elsewhere.test",))
"""Of what others hold: nobody answers there."""


class Registry:
    """Answers as the servers of every TLD that is sold; it has no other zone."""

    def __init__(self, known: Known, delegated: Delegated) -> None:
        self._known = known
        self._delegated = delegated

    def fill(self, owner: str, question: dns.rrset.RRset, response: dns.message.Message) -> None:
        """A referral (no AA, nothing in the answer), the DS records of a name itself, or no such name."""
        sold = question.rdclass == dns.rdataclass.IN
        suffixes = [owner.split(".", n)[n] for n in range(owner.count("."))] if sold else []
        known = {suffix: said for suffix in suffixes if (said := self._known(suffix))}
        child = next((suffix for suffix, said in known.items() if said is Availability.TAKEN), None)
        if child:
            _of_child(child, self._delegated(child) or ELSEWHERE, owner, question, response)
        elif not known:
            response.set_rcode(dns.rcode.REFUSED)
        elif Availability.UNKNOWN in known.values():
            response.set_rcode(dns.rcode.SERVFAIL)
        else:
            response.set_rcode(dns.rcode.NXDOMAIN)
            _with_authority(owner, response)


def _of_child(
    child: str, told: Delegation, owner: str, question: dns.rrset.RRset, response: dns.message.Message
) -> None:
    """DS is the parent's own to tell (RFC 4035 §3.1.4.1); everything else, the child's servers know."""
    if question.rdtype != dns.rdatatype.DS or owner != child:
        response.authority.append(_set(child, "NS", told.nameservers))
    elif told.digests:
        response.flags |= dns.flags.AA
        response.answer.append(_set(child, "DS", told.digests))
    else:
        _with_authority(owner, response)


def _with_authority(owner: str, response: dns.message.Message) -> None:
    response.flags |= dns.flags.AA
    response.authority.append(soa_set(Zone(owner.rpartition(".")[2])))


def _set(name: str, type: str, values: tuple[str, ...]) -> dns.rrset.RRset:
    return dns.rrset.from_rdata_list(dns.name.from_text(name), TTL, [parse(type, value) for value in values])
