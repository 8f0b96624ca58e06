"""Hundreds of short questions to authoritative servers at once: what is lost is asked again, what is forged is not
heard.

One connected UDP socket for each server, so that the kernel drops what comes from elsewhere; an answer must carry the
number and the question of one of ours. Without EDNS: a referral or a no fits 512 octets (RFC 1035 §4.2.1), and some
old servers answer FORMERR to anything newer. What is cut off, or held back by a server's rate limit (which answers
"truncated"), is asked again over TCP, all of it on one connection for each server.
"""

from __future__ import annotations

import contextlib
import heapq
import secrets
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.name

from launcher.model import Server
from launcher.providers.registries.queries import Asked, ask_over_tcp, fits, parsed, why_not, wire_of

AT_ONCE = 100
"""Questions under way at any time: beyond that, routers and servers begin to drop (`knowledge/domains` §2)."""
TRIES = 5
LONGEST_WAIT = 2.0
"""Seconds for one answer, however often it was asked."""
NO_ANSWER = "no answer"


@dataclass(frozen=True, slots=True)
class Question:
    """“Who serves this name?”, and the servers to ask in turn, from the first again after the last."""

    name: dns.name.Name
    servers: tuple[Server, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """The answer that settled a question, and how many seconds after it was sent; without one, why."""

    message: dns.message.Message | None
    seconds: float = 0.0
    why: str = ""


Accept = Callable[[dns.message.Message], bool]
"""Does this answer settle its question? If not, the next server is asked."""


@dataclass(slots=True)
class _Line:
    """The socket of one server, and which question each number on it stands for."""

    server: Server
    udp: socket.socket
    asked: dict[int, tuple[int, float]] = field(default_factory=dict)
    """Number → index of the question, when it was sent."""

    def send(self, index: int, name: dns.name.Name) -> None:
        number = secrets.randbelow(2**16)
        while number in self.asked:
            number = secrets.randbelow(2**16)
        self.asked[number] = (index, time.monotonic())
        with contextlib.suppress(BlockingIOError):  # the socket is full: as good as lost, and asked again
            self.udp.send(wire_of(name, number))


class Sweep:
    """One run over a list of questions. `wait` gives the seconds after which a server's answer counts as lost (doubled
    each time), `patience` those after which whatever is still open stays without an answer."""

    def __init__(
        self, questions: Sequence[Question], accept: Accept, wait: Callable[[Server], float], patience: float
    ) -> None:
        self._questions = questions
        self._accept = accept
        self._wait = wait
        self._end = time.monotonic() + patience
        self._waiting = deque(range(len(questions)))
        self._open: set[int] = set()
        self._tries = [0] * len(questions)
        self._why = [NO_ANSWER] * len(questions)
        self._due: list[tuple[float, int, int]] = []
        self._cut: list[tuple[int, Server]] = []
        self._lines: dict[Server, _Line] = {}
        self._heard: dict[int, Heard] = {}

    def run(self) -> list[Heard]:
        """What was heard, question by question, in their order."""
        with selectors.DefaultSelector() as selector, contextlib.closing(_Sockets(self._lines)):
            self._selector = selector
            while (self._waiting or self._open) and time.monotonic() < self._end:
                self._fill()
                for key, _ in selector.select(self._pause()):
                    self._read(key.data)
                self._expire()
        self._over_tcp()
        return [self._heard.get(n, Heard(None, 0.0, self._why[n])) for n in range(len(self._questions))]

    # ── sending ──

    def _fill(self) -> None:
        while self._waiting and len(self._open) < AT_ONCE:
            index = self._waiting.popleft()
            self._open.add(index)
            self._ask(index)

    def _ask(self, index: int) -> None:
        """Ask the next server; the question is given up when all tries are used."""
        question = self._questions[index]
        while self._tries[index] < TRIES and question.servers:
            tried = self._tries[index]
            server = question.servers[tried % len(question.servers)]
            self._tries[index] += 1
            try:
                self._line(server).send(index, question.name)
            except OSError as unreachable:
                self._why[index] = f"{server.name or server.address}: {unreachable.strerror}"
                continue
            wait = min(LONGEST_WAIT, self._wait(server) * 2**tried)
            heapq.heappush(self._due, (time.monotonic() + wait, index, self._tries[index]))
            return
        self._open.discard(index)

    def _line(self, server: Server) -> _Line:
        if server not in self._lines:
            family = socket.AF_INET6 if ":" in server.address else socket.AF_INET
            udp = socket.socket(family, socket.SOCK_DGRAM)
            self._lines[server] = line = _Line(server, udp)
            udp.setblocking(False)
            udp.connect((server.address, server.port))
            self._selector.register(udp, selectors.EVENT_READ, line)
        return self._lines[server]

    def _pause(self) -> float:
        """Seconds until something is due."""
        soonest = min(self._end, self._due[0][0]) if self._due else self._end
        return max(0.0, soonest - time.monotonic()) if self._open else 0.0

    def _expire(self) -> None:
        now = time.monotonic()
        while self._due and self._due[0][0] <= now:
            _, index, tries = heapq.heappop(self._due)
            if index in self._open and self._tries[index] == tries:
                self._ask(index)

    # ── hearing ──

    def _read(self, line: _Line) -> None:
        try:
            while True:
                self._hear(line, line.udp.recv(65_535))
        except BlockingIOError:
            return
        except OSError as refused:  # nobody listens there
            told = [index for index, _ in line.asked.values() if index in self._open]
            line.asked.clear()
            for index in dict.fromkeys(told):
                self._why[index] = f"{line.server.name or line.server.address}: {refused.strerror}"
                self._ask(index)

    def _hear(self, line: _Line, wire: bytes) -> None:
        message = parsed(wire)
        index, sent = line.asked.get(message.id, (-1, 0.0)) if message else (-1, 0.0)
        if message is None or index not in self._open or not fits(message, self._questions[index].name):
            return
        del line.asked[message.id]
        if message.flags & dns.flags.TC:
            self._open.discard(index)
            self._cut.append((index, line.server))
        elif self._settle(index, message, time.monotonic() - sent):
            self._open.discard(index)
        elif self._last_asked(index) == line.server:
            self._ask(index)

    def _settle(self, index: int, message: dns.message.Message, seconds: float) -> bool:
        if self._accept(message):
            self._heard[index] = Heard(message, seconds)
            return True
        self._why[index] = why_not(message)
        return False

    def _last_asked(self, index: int) -> Server:
        servers = self._questions[index].servers
        return servers[(self._tries[index] - 1) % len(servers)]

    def _over_tcp(self) -> None:
        """What was cut off, server by server; what one cannot tell, another is asked."""
        left = self._cut
        for turn in range(3):
            jobs = [(server, batch) for server, batch in self._batches(left, turn) if time.monotonic() < self._end]
            if not jobs:
                return
            with ThreadPoolExecutor(len(jobs)) as pool:
                told = list(pool.map(lambda job: ask_over_tcp(job[0], job[1], self._end), jobs))
            for index, message in (pair for answers in told for pair in answers):
                self._settle(index, message, 0.0)
            left = [(index, server) for index, server in left if index not in self._heard]

    def _batches(self, cut: Sequence[tuple[int, Server]], turn: int) -> Iterator[tuple[Server, list[Asked]]]:
        batches: dict[Server, list[Asked]] = {}
        for index, server in cut:
            servers = self._questions[index].servers
            asked = servers[(servers.index(server) + turn) % len(servers)]
            batches.setdefault(asked, []).append((index, self._questions[index].name))
        return iter(batches.items())


@dataclass(frozen=True, slots=True)
class _Sockets:
    lines: dict[Server, _Line]

    def close(self) -> None:
        for line in self.lines.values():
            line.udp.close()
