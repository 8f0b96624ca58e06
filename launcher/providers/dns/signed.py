"""Messages to one name server, signed with a shared key (TSIG), and what its refusals mean for a person."""

from __future__ import annotations

import base64
import contextlib
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.tsig
import dns.xfr
import dns.zone

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.model import Server

WAIT = 5.0
"""Seconds for a connection, and for each answer on it."""
RESUME = "`sparewheel resume` goes on from here"

_BLOCK = re.compile(r'key\s+"?([\w.-]+)"?\s*\{\s*algorithm\s+"?([\w-]+)"?;\s*secret\s+"?([\w+/=]+)"?;', re.DOTALL)
_LINE = re.compile(r"^[#\s]*(?:(hmac-[\w-]+):)?([\w.-]+):([\w+/=]{8,})\s*$", re.MULTILINE)


def key_of(text: str, place: str) -> dns.tsig.Key:
    """The key in the text: what `tsig-keygen` or `keymgr -t` wrote, or one line `algorithm:name:secret`.

    Raises Refused; neither the message nor its cause repeats the text. `place` is where it stands.
    """
    algorithm, name, secret = "", "", ""
    if block := _BLOCK.search(text):
        name, algorithm, secret = block.groups()
    elif line := _LINE.search(text):
        algorithm, name, secret = line.groups()
    if name:
        with contextlib.suppress(dns.exception.DNSException, ValueError, NotImplementedError):
            key = dns.tsig.Key(name, base64.b64decode(secret, validate=True), algorithm or "hmac-sha256")
            if key.algorithm in dns.tsig.mac_sizes:
                return key
    hint = "Make one with `keymgr -t launch.` or `tsig-keygen launch.`; or one line: hmac-sha256:launch.:SECRET"
    raise Refused(f"{place} holds no TSIG key", hint=hint, code="no-secret")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says to one message; `signed` when it could be checked that the server itself said it."""

    rcode: dns.rcode.Rcode
    message: dns.message.Message
    signed: bool


class Wire:
    """One server and one key. Each call is one attempt, on a connection of its own."""

    def __init__(self, server: Server, key: dns.tsig.Key) -> None:
        self.server = server
        self._key = key

    @property
    def called(self) -> str:
        """The server, for messages."""
        return f"the name server {self.server.address}:{self.server.port}"

    @property
    def key_name(self) -> str:
        """The key's name: what rights are given to."""
        return self._key.name.to_text()

    def send(self, message: dns.message.Message, *, changes: bool = False) -> Answer:
        """ONE attempt. Refused when the key or the clock is not accepted; OutcomeUnknown when `changes` is set, the
        message went out and no answer came that can be trusted."""
        message.use_tsig(self._key)
        wire = message.to_wire()
        try:
            connection = socket.create_connection((self.server.address, self.server.port), timeout=WAIT)
        except OSError as silent:
            raise self._unreachable() from silent
        with connection, connection.makefile("rb") as answers:
            try:
                connection.sendall(len(wire).to_bytes(2, "big") + wire)
                told = answers.read(int.from_bytes(answers.read(2), "big"))
            except OSError as silent:
                raise self._unanswered(changes) from silent
        return self._checked(message, told, changes)

    def transfer(self, zone: dns.zone.Zone) -> None:
        """Fill the zone with what the server has. Refused when the key may not have it."""
        query, _ = dns.xfr.make_query(zone)
        query.use_tsig(self._key)
        try:
            dns.query.inbound_xfr(self.server.address, zone, query, self.server.port, timeout=WAIT, lifetime=6 * WAIT)
        except dns.tsig.PeerError as no:
            raise self._not_accepted(no) from no
        except dns.xfr.TransferError as no:
            raise self.refused(dns.rcode.Rcode(no.rcode), "hand out the zone (AXFR)") from no
        except (dns.exception.DNSException, OSError, EOFError) as broken:
            raise self._unanswered(changes=False) from broken

    def refused(self, rcode: dns.rcode.Rcode, what: str) -> SpareWheelError:
        """An answer that is a no, as an error: a failure of the server's, or something that the key may not do."""
        said = dns.rcode.to_text(rcode)
        if rcode in (dns.rcode.REFUSED, dns.rcode.NOTAUTH):
            hint = f"give the key {self.key_name} the right to update and to transfer (docs/own-target.md); then resume"
            return Refused(f"{self.called} will not {what}: {said}", hint=hint, code="dns-refused")
        return ProviderFailed(f"{self.called} cannot {what}: {said}", hint=f"look at the server's log; {RESUME}")

    # ── inside ──

    def _checked(self, message: dns.message.Message, told: bytes, changes: bool) -> Answer:
        try:
            answer = dns.message.from_wire(told, keyring=message.keyring, request_mac=message.mac)
            signed = answer.had_tsig
        except dns.tsig.PeerError as no:
            raise self._not_accepted(no) from no
        except (dns.exception.DNSException, ValueError) as noise:
            answer, signed = self._unsigned(told, changes, noise), False
        if not message.is_response(answer) or (not signed and answer.rcode() == dns.rcode.NOERROR):
            raise self._unanswered(changes)
        return Answer(answer.rcode(), answer, signed)

    def _unsigned(self, told: bytes, changes: bool, noise: Exception) -> dns.message.Message:
        """An answer whose signature is missing or wrong: a plain no is still read, so that it can be told."""
        try:
            return dns.message.from_wire(told, ignore_trailing=True, continue_on_error=True)
        except (dns.exception.DNSException, ValueError):
            raise self._unanswered(changes) from noise

    def _not_accepted(self, no: dns.tsig.PeerError) -> Refused:
        if isinstance(no, dns.tsig.PeerBadTime):
            reason = f"the clocks of this machine and of {self.called} differ by more than five minutes"
            return Refused(reason, hint="Set the one that is wrong (`timedatectl`); then resume.", code="clock-skew")
        unknown = isinstance(no, dns.tsig.PeerBadKey)  # knot says so as well when the key may not do this
        why = "does not know the key, or gives it no such right" if unknown else "has another secret for the key"
        hint = "Compare `dns.key` of the target, and the key's rights, with the server's; then resume."
        return Refused(f"{self.called} {why}: {self.key_name}", hint=hint, code="dns-refused")

    def _unreachable(self) -> ProviderFailed:
        hint = f"check `dns.server` and `dns.port` of the target, and the network (TCP); {RESUME}"
        return ProviderFailed(f"{self.called} cannot be reached", hint=hint)

    def _unanswered(self, changes: bool) -> ProviderFailed:
        message = f"{self.called} gives no answer that can be trusted"
        if changes:
            return OutcomeUnknown(message, hint="it may have acted: `sparewheel resume` looks before anything else")
        return ProviderFailed(message, hint=f"nothing was changed; {RESUME}")


def addresses(host: str) -> Iterator[str]:
    """The host's addresses as this machine looks them up, IPv4 first: not every network has IPv6."""
    with contextlib.suppress(OSError, UnicodeError):
        found = {(one[0] == socket.AF_INET6, str(one[4][0])) for one in socket.getaddrinfo(host, None)}
        yield from (address for _, address in sorted(found))
