"""“Who serves this name?”, as a message on the wire, and many of them on one TCP connection."""

from __future__ import annotations

import contextlib
import secrets
import socket
import time
from collections.abc import Iterator, Sequence

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdatatype

from launcher.model import Server

Asked = tuple[int, dns.name.Name]
"""A question's place in its list, and the name it is about."""

PIPELINED = 100
"""Questions that a connection carries before their answers are read."""
TCP_WAIT = 3.0
"""Seconds for a connection, and for each answer on it."""


def wire_of(name: dns.name.Name, number: int) -> bytes:
    """The query for a name's servers, without recursion and without EDNS, ready to be sent."""
    return dns.message.make_query(name, dns.rdatatype.NS, use_edns=False, flags=0, id=number).to_wire()


def parsed(wire: bytes) -> dns.message.Message | None:
    """A message from the wire; None for anything that is none."""
    try:
        return dns.message.from_wire(wire)
    except (dns.exception.DNSException, ValueError, IndexError):
        return None


def fits(message: dns.message.Message, name: dns.name.Name) -> bool:
    """Is this an answer to the question about that name? A server that could not read it may leave it out."""
    if not message.flags & dns.flags.QR or message.opcode() != dns.opcode.QUERY:
        return False
    if not message.question:
        return message.rcode() != dns.rcode.NOERROR
    asked = message.question[0]
    return (asked.name, asked.rdtype, asked.rdclass) == (name, dns.rdatatype.NS, dns.rdataclass.IN)


def why_not(message: dns.message.Message) -> str:
    """Why an answer settles nothing, in a word or two."""
    code = message.rcode()
    return "not authoritative" if code in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN) else dns.rcode.to_text(code)


def ask_over_tcp(server: Server, asked: Sequence[Asked], end: float) -> list[tuple[int, dns.message.Message]]:
    """The answers of one server, as far as it gives any before `end` (monotonic). A server may close after each one:
    then another connection is made for the rest, as long as that leads on."""
    told: list[tuple[int, dns.message.Message]] = []
    left = dict(enumerate(asked, secrets.randbelow(2**15)))  # number → question
    while left and time.monotonic() < end:
        before = len(left)
        with contextlib.suppress(OSError):
            for number, message in _exchanged(server, dict(list(left.items())[:PIPELINED]), end):
                told.append((left.pop(number)[0], message))
        if len(left) == before:
            break
    return told


def _exchanged(server: Server, batch: dict[int, Asked], end: float) -> Iterator[tuple[int, dns.message.Message]]:
    """One connection: all questions out, then answers in, in whatever order they come."""
    with socket.create_connection((server.address, server.port), timeout=TCP_WAIT) as connection:
        wires = [wire_of(name, number) for number, (_, name) in batch.items()]
        connection.sendall(b"".join(len(wire).to_bytes(2, "big") + wire for wire in wires))
        with connection.makefile("rb") as answers:
            while batch and time.monotonic() < end and (length := answers.read(2)):
                message = parsed(answers.read(int.from_bytes(length, "big")))
                if message and message.id in batch and fits(message, batch[message.id][1]):
                    del batch[message.id]
                    yield message.id, message
