"""Asking as a reader would: authoritative servers by DNS, the site by HTTP at a given address."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

import dns.flags
import dns.message
import dns.rdata
import dns.rdatatype
import dns.rrset

from launcher.errors import ProviderFailed
from launcher.model import Response, Server
from launcher.providers.dns import dnssec, resolvers
from launcher.providers.dns.authoritative import LATER, ask, called


class NetworkProbe:
    """Asks servers directly, never through a resolver: those remember that a name was not there.

    `timeout` is in seconds, for each question. `trust` gives the roots that are trusted, as PEM, instead of this
    machine's: a rehearsal's own CA; it is asked when HTTPS is first spoken. `readers` are resolvers, asked by `unaware`
    alone.
    """

    def __init__(
        self, timeout: float = 5.0, trust: Callable[[], str] | None = None, readers: Sequence[Server] = ()
    ) -> None:
        self._timeout = timeout
        self._trust = trust
        self._readers = tuple(readers)

    def resolve(self, name: str, type: str, servers: Sequence[Server]) -> tuple[str, ...]:
        """The values that all of these servers give, sorted, names in them without their last dot; empty for NXDOMAIN
        or no data. ProviderFailed when one fails, or when they do not agree."""
        if not servers:
            raise ProviderFailed(f"there is no server to ask for {name}")
        answers = {server: self._ask(name, type, server) for server in servers}
        if len(set(answers.values())) > 1:
            said = "; ".join(f"{called(server)}: {', '.join(found) or 'nothing'}" for server, found in answers.items())
            raise ProviderFailed(f"the servers do not agree on {name} {type} ({said})", hint=LATER)
        return answers[servers[0]]

    def secured(self, name: str, servers: Sequence[Server]) -> tuple[str, ...]:
        """The DS records that a validating resolver would go by, as every one of these servers proves them now."""
        return dnssec.proven(name, servers, self._timeout)

    def unaware(self, name: str) -> tuple[str, ...]:
        """What readers' resolvers do not know yet of a name that is there."""
        return resolvers.unaware(name, self._readers, self._timeout)

    def fetch(self, host: str, path: str, at: Server, scheme: str) -> Response:
        """GET the path of the host from that server; redirects are not followed. Over HTTPS the certificate must be
        good for the host, whatever the address and port."""
        connection = http.client.HTTPConnection(host, at.port, timeout=self._timeout)
        try:
            connection.sock = self._connected(host, at, scheme)
            connection.request("GET", path, headers={"Host": host, "User-Agent": "sparewheel-verify"})
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Response(answer.status, headers, answer.read())
        except ssl.SSLError as broken:
            raise _not_certified(host, at, broken) from broken
        except (OSError, http.client.HTTPException) as broken:
            reason = f"{scheme}://{host}{path} cannot be read at {at.address}:{at.port}: {broken}"
            raise ProviderFailed(reason, hint=LATER) from broken
        finally:
            connection.close()

    def _ask(self, name: str, type: str, server: Server) -> tuple[str, ...]:
        wanted = dns.rdatatype.from_text(type)
        answer = ask(name, wanted, server, self._timeout)
        if answer.answer and not answer.flags & dns.flags.AA:
            raise ProviderFailed(f"{called(server)} does not speak for {name}: its answer is from a cache", hint=LATER)
        return tuple(sorted(_values(_said(answer, wanted), wanted)))

    def _connected(self, host: str, at: Server, scheme: str) -> socket.socket:
        plain = socket.create_connection((at.address, at.port), timeout=self._timeout)
        if scheme == "http":
            return plain
        try:
            return self._context.wrap_socket(plain, server_hostname=host)
        except (OSError, ProviderFailed):
            plain.close()
            raise

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self._trust() if self._trust else None)


_BAD_CERTIFICATES = {
    9: ("is not valid yet", "compare the clocks of this machine and of the edge"),
    10: ("has expired", "see why the edge does not renew it"),
    18: ("is signed by itself", "the edge has no certificate of its own yet, or another server answers there"),
    19: ("comes from a CA that is not trusted here", "a rehearsal's CA must be given to the target"),
    20: ("comes from a CA that is not trusted here", "a rehearsal's CA must be given to the target"),
    62: ("is for another name", "the edge has none for this name yet, or another server answers there"),
}
"""By OpenSSL's number of what it found wrong: what that is, and what to look at."""


def _not_certified(host: str, at: Server, broken: ssl.SSLError) -> ProviderFailed:
    where = f"{host} at {at.address}:{at.port}"
    if isinstance(broken, ssl.SSLCertVerificationError):
        what, hint = _BAD_CERTIFICATES.get(broken.verify_code, (f"is not good: {broken.verify_message}", LATER))
        return ProviderFailed(f"the certificate of {where} {what}", hint=hint, code="certificate")
    said = (broken.reason or "no reason given").replace("_", " ").lower()
    hint = "the edge has no certificate for this name yet, or does not speak HTTPS there; " + LATER
    return ProviderFailed(f"{where} does not come to HTTPS ({said})", hint=hint, code="no-https")


def _said(answer: dns.message.Message, wanted: dns.rdatatype.RdataType) -> Iterable[dns.rrset.RRset]:
    """The answer; of a referral (a parent is asked for the name servers of a child) its authority section."""
    referral = wanted == dns.rdatatype.NS and not answer.answer and not answer.flags & dns.flags.AA
    return answer.authority if referral else answer.answer


def _values(sets: Iterable[dns.rrset.RRset], wanted: dns.rdatatype.RdataType) -> Iterator[str]:
    for one in sets:
        if one.rdtype == wanted:
            yield from (_text(rdata) for rdata in one)


def _text(rdata: dns.rdata.Rdata) -> str:
    text = rdata.to_text()
    return text.removesuffix(".") if text not in (".", "0 .") else text
