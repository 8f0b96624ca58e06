"""Name servers on the wire, over UDP and TCP: of our zones, and of the registries."""

from __future__ import annotations

import contextlib
import logging
import socket
import socketserver
import struct
from collections.abc import Callable

import dns.exception
import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.rrset

from launcher.drill.world.servers import Listening

log = logging.getLogger(__name__)

Fill = Callable[[str, dns.rrset.RRset, dns.message.Message], None]
"""Puts what there is to tell of a name (lower case, without last dot) into the response to a question."""


class NameServer:
    """Reads messages, has them answered, cuts what is too long."""

    def __init__(self, fill: Fill) -> None:
        self._tell = fill

    def reply(self, wire: bytes, *, limit: int | None) -> bytes | None:
        """The answer to one message, cut to what the asker can take when `limit` (bytes) is given; None for noise."""
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return _format_error(wire)
        if query.flags & dns.flags.QR:
            return None  # an answer is not a question; replying could start a loop
        response = dns.message.make_response(query)
        self._fill(query, response)
        size = max(limit, query.payload) if limit else 65_535
        return _fitted(response, size)

    def _fill(self, query: dns.message.Message, response: dns.message.Message) -> None:
        if query.opcode() != dns.opcode.QUERY or len(query.question) != 1:
            response.set_rcode(dns.rcode.NOTIMP)
            return
        question = query.question[0]
        self._tell(question.name.to_text(omit_final_dot=True).lower(), question, response)


def _fitted(response: dns.message.Message, size: int) -> bytes:
    try:
        return response.to_wire(max_size=size)
    except dns.exception.TooBig:
        for section in (response.answer, response.authority, response.additional):
            section.clear()
        response.flags |= dns.flags.TC  # ask again over TCP
        return response.to_wire()


def _format_error(wire: bytes) -> bytes | None:
    if len(wire) < 12 or wire[2] & 0x80:
        return None
    return wire[:2] + struct.pack("!HHHHH", dns.flags.QR | dns.rcode.FORMERR, 0, 0, 0, 0)


# ── sockets ──────────────────────────────────────────────────────────────────────────────────────


def serve_udp(server: NameServer, udp: socket.socket) -> None:
    """Answer datagrams until the socket is shut."""
    while True:
        try:
            wire, asker = udp.recvfrom(65_535)
        except OSError:
            return
        if not asker:
            return  # woken by the end, not by a datagram
        try:
            reply = server.reply(wire, limit=512)
            if reply:
                udp.sendto(reply, asker)
        except Exception:
            log.exception("a query was not answered")  # one bad query must not silence the server


class TcpServer(Listening):
    """Answers messages with their two-byte length, many on one connection."""

    def __init__(self, server: NameServer, listener: socket.socket) -> None:
        super().__init__(listener, _TcpHandler)
        self.names = server


class _TcpHandler(socketserver.StreamRequestHandler):
    server: TcpServer
    timeout = 10.0

    def handle(self) -> None:
        with contextlib.suppress(OSError, dns.exception.DNSException):
            while length := self.rfile.read(2):
                wire = self.rfile.read(int.from_bytes(length, "big"))
                reply = self.server.names.reply(wire, limit=None)
                if reply is None:
                    return
                self.wfile.write(len(reply).to_bytes(2, "big") + reply)
