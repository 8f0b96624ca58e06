"""Tier one and servers that do what servers should not: each a few lines on loopback, asked over real sockets."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.rrset
import pytest

from launcher.model import Server
from launcher.providers.registries.delegations import Zone
from launcher.providers.registries.registries import Registries

LOOPBACK = "127.0.0.1"
Play = Callable[[dns.message.Message], list[dns.message.Message | bytes]]
"""A question → the datagrams that come back."""


def taken(query: dns.message.Message) -> dns.message.Message:
    """A referral to somewhere else."""
    answer = dns.message.make_response(query)
    answer.authority.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "NS", "ns1.elsewhere.test."))
    return answer


def free(query: dns.message.Message) -> dns.message.Message:
    """An authoritative no."""
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.AA
    answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer


def code(query: dns.message.Message, rcode: dns.rcode.Rcode) -> dns.message.Message:
    answer = dns.message.make_response(query)
    answer.set_rcode(rcode)
    return answer


def truth(query: dns.message.Message) -> dns.message.Message:
    """What a sound server says: names that begin with “taken” are, the others are not."""
    return taken(query) if query.question[0].name.labels[0].startswith(b"taken") else free(query)


def _pair() -> tuple[socket.socket, socket.socket]:
    """UDP and TCP on one port, which nobody else on this machine has either of."""
    while True:
        udp, tcp = socket.socket(type=socket.SOCK_DGRAM), socket.socket()
        tcp.bind((LOOPBACK, 0))
        try:
            udp.bind(tcp.getsockname())
        except OSError:
            udp.close()
            tcp.close()
        else:
            return udp, tcp


class Served:
    """A server over UDP, and over TCP when it has an answer for that; it counts what it was asked. What the stranger
    says comes first, from an address of its own."""

    def __init__(self, play: Play, over_tcp: Play | None = None, stranger: Play = lambda _: []) -> None:
        self.asked: list[str] = []
        self._play, self._over_tcp, self._stranger = play, over_tcp, stranger
        self._udp, self._tcp = _pair()
        self._elsewhere = socket.socket(type=socket.SOCK_DGRAM)
        self.server = Server(LOOPBACK, self._udp.getsockname()[1])
        threading.Thread(target=self._serve_udp, daemon=True).start()
        if over_tcp:
            self._tcp.listen()
            threading.Thread(target=self._serve_tcp, daemon=True).start()

    def close(self) -> None:
        for one in (self._udp, self._tcp, self._elsewhere):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _replies(self, wire: bytes, play: Play) -> list[bytes]:
        query = dns.message.from_wire(wire)
        self.asked.append(query.question[0].name.to_text(omit_final_dot=True))
        return [one if isinstance(one, bytes) else one.to_wire() for one in play(query)]

    def _serve_udp(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                wire, asker = self._udp.recvfrom(65_535)
                if not asker:
                    return
                for lie in self._replies(wire, self._stranger):
                    self._elsewhere.sendto(lie, asker)
                self.asked.pop()
                for reply in self._replies(wire, self._play):
                    self._udp.sendto(reply, asker)

    def _serve_tcp(self) -> None:
        assert self._over_tcp
        while True:
            try:
                connection, _ = self._tcp.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), connection, connection.makefile("rwb") as stream:
                while length := stream.read(2):
                    for reply in self._replies(stream.read(int.from_bytes(length, "big")), self._over_tcp):
                        stream.write(len(reply).to_bytes(2, "big") + reply)
                    stream.flush()


Serve = Callable[..., Served]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with contextlib.ExitStack() as stack:

        def one(play: Play, over_tcp: Play | None = None, **more: Play) -> Served:
            return stack.enter_context(contextlib.closing(Served(play, over_tcp, **more)))

        yield one


def told(*served: Served, names: tuple[str, ...] = ("taken.ca", "free.ca")) -> list[str]:
    zone = Zone("ca", tuple(one.server for one in served))
    return [str(quote.availability) for quote in Registries(lambda *_: zone, lambda _: None).delegated(names)]


RIGHT = ["taken", "available"]


def forged(query: dns.message.Message, change: Callable[[dns.message.Message], None]) -> dns.message.Message:
    """The opposite of the truth, with something about it that does not fit."""
    lie = free(query) if truth(query).rcode() == dns.rcode.NOERROR else taken(query)
    change(lie)
    return lie


def _other_number(answer: dns.message.Message) -> None:
    answer.id ^= 1


def _other_question(answer: dns.message.Message) -> None:
    answer.question = [dns.rrset.from_text("another.ca.", 0, "IN", "NS")]


def _other_type(answer: dns.message.Message) -> None:
    answer.question = [dns.rrset.from_text(answer.question[0].name, 0, "IN", "A")]


def _question_itself(answer: dns.message.Message) -> None:
    answer.flags &= ~dns.flags.QR


def _other_purpose(answer: dns.message.Message) -> None:
    answer.set_opcode(dns.opcode.NOTIFY)


@pytest.mark.parametrize(
    "change",
    [_other_number, _other_question, _other_type, _question_itself, _other_purpose],
    ids=lambda one: one.__name__,
)
def test_what_does_not_answer_our_question_is_not_heard(
    serve: Serve, change: Callable[[dns.message.Message], None]
) -> None:
    assert told(serve(lambda query: [forged(query, change), truth(query)])) == RIGHT


@pytest.mark.parametrize("noise", [b"", b"\0", b"\xff" * 40, b"<html>", b"\0" * 600])
def test_noise_is_not_heard(serve: Serve, noise: bytes) -> None:
    assert told(serve(lambda query: [noise, query.to_wire()[:2] + noise, truth(query)])) == RIGHT


def test_an_answer_from_another_address_is_not_heard(serve: Serve) -> None:
    """It knows the number, the question and the port; the kernel still drops what another socket sends."""
    assert told(serve(lambda query: [truth(query)], stranger=lambda query: [forged(query, lambda _: None)])) == RIGHT


def test_answers_in_any_order_and_twice(serve: Serve) -> None:
    held: list[dns.message.Message | bytes] = []

    def play(query: dns.message.Message) -> list[dns.message.Message | bytes]:
        held.append(truth(query))
        if len(held) < 8 and len(query.question[0].name.labels[0]) < 20:  # the first question, nobody's name, is long
            return []
        ready, held[:] = [*reversed(held), *held], []
        return ready

    names = tuple(f"{'taken' if number % 2 else 'free'}-{number}.ca" for number in range(7 + 1))
    assert told(serve(play), names=names) == ["available", "taken"] * 4


def test_a_slow_server_is_waited_for(serve: Serve) -> None:
    def play(query: dns.message.Message) -> list[dns.message.Message | bytes]:
        time.sleep(0.35)
        return [truth(query)]

    assert told(serve(play)) == RIGHT


def test_an_answer_that_comes_after_the_second_asking_counts(serve: Serve) -> None:
    late: dict[str, dns.message.Message] = {}

    def play(query: dns.message.Message) -> list[dns.message.Message | bytes]:
        first = late.setdefault(query.question[0].name.to_text(), truth(query))
        return [] if first.id == query.id else [first]

    assert told(serve(play)) == RIGHT


@pytest.mark.parametrize(
    "broken",
    [
        lambda query: [code(query, dns.rcode.SERVFAIL)],
        lambda query: [code(query, dns.rcode.REFUSED)],
        lambda query: [code(query, dns.rcode.FORMERR)],
        lambda query: [dns.message.make_response(query)],  # neither authority nor a referral
        lambda query: [code(query, dns.rcode.NXDOMAIN)],  # a resolver's no
        lambda query: [query.to_wire()[:2] + b"\x80\x01" + b"\0" * 8],  # FORMERR with nothing in it
        lambda _: [],
    ],
    ids=["servfail", "refused", "formerr", "lame", "a-resolver", "bare-formerr", "silent"],
)
def test_one_of_two_servers_is_enough_and_the_broken_one_is_left_alone(serve: Serve, broken: Play) -> None:
    bad, good = serve(broken), serve(lambda query: [truth(query)])
    assert told(bad, good) == RIGHT
    assert not {"taken.ca", "free.ca"} & set(bad.asked)
    assert told(bad) == ["unknown", "unknown"]


def test_a_server_that_breaks_half_way_is_replaced(serve: Serve) -> None:
    def play(query: dns.message.Message) -> list[dns.message.Message | bytes]:
        survey = len(query.question[0].name.labels[0]) > 20
        return [free(query) if survey else code(query, dns.rcode.SERVFAIL)]

    bad = serve(play)
    assert told(bad, serve(lambda query: [truth(query)])) == RIGHT
    assert told(bad) == ["unknown", "unknown"]


def test_nothing_is_asked_with_extensions_that_old_servers_refuse(serve: Serve) -> None:
    def play(query: dns.message.Message) -> list[dns.message.Message | bytes]:
        return [code(query, dns.rcode.FORMERR) if query.edns >= 0 else truth(query)]

    assert told(serve(play)) == RIGHT


def test_only_the_names_are_asked_for_and_without_recursion(serve: Serve) -> None:
    flags: list[int] = []

    def play(query: dns.message.Message) -> list[dns.message.Message | bytes]:
        flags.append(query.flags & dns.flags.RD)
        return [truth(query)]

    served = serve(play)
    assert told(served) == RIGHT
    survey, *rest = served.asked
    assert survey.endswith(".ca")
    assert sorted(rest) == ["free.ca", "taken.ca"]
    assert set(flags) == {0}


def _cut(query: dns.message.Message) -> list[dns.message.Message | bytes]:
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.TC
    return [answer]


def test_what_is_cut_is_asked_over_tcp(serve: Serve) -> None:
    assert told(serve(_cut, lambda query: [truth(query)])) == RIGHT


def test_over_tcp_too_only_what_fits_is_heard(serve: Serve) -> None:
    assert told(serve(_cut, lambda query: [b"noise", forged(query, _other_question), truth(query)])) == RIGHT


def test_what_is_cut_and_cannot_be_had_over_tcp_is_unknown(serve: Serve) -> None:
    assert told(serve(_cut)) == ["unknown", "unknown"]
    assert told(serve(_cut, lambda query: [code(query, dns.rcode.SERVFAIL)])) == ["unknown", "unknown"]


def test_where_every_name_looks_taken_none_is_known_to_be(serve: Serve) -> None:
    assert told(serve(lambda query: [taken(query)])) == ["unknown", "unknown"]
    quotes = Registries(lambda *_: None, lambda _: None).delegated(["a.ca"])
    assert [(str(one.availability), one.why) for one in quotes] == [("unknown", "no server of .ca tells")]


def test_an_authoritative_answer_is_taken_and_an_empty_one_unknown(serve: Serve) -> None:
    def play(query: dns.message.Message) -> list[dns.message.Message | bytes]:
        answer, name = free(query), query.question[0].name
        if name.labels[0] in (b"taken", b"free"):
            answer.set_rcode(dns.rcode.NOERROR)
        if name.labels[0] == b"taken":
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "NS", "ns1.elsewhere.test."))
        return [answer]

    assert told(serve(play)) == ["taken", "unknown"]
