"""What the world's TCP servers share: they take over a socket that listens already, survive bad connections, and let
go of their port at once."""

from __future__ import annotations

import contextlib
import errno
import logging
import socket
import socketserver
import threading
import time
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)

_SHUT = (errno.EINVAL, errno.EBADF)
"""What `accept` says of a listening socket that was shut or closed."""


class Listening(socketserver.ThreadingTCPServer):
    """One thread for each connection of a listening socket."""

    daemon_threads = True

    def __init__(self, listener: socket.socket, handler: type[socketserver.BaseRequestHandler]) -> None:
        super().__init__(listener.getsockname(), handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the base class's names
        """A connection broke, most often because the client left: noted, never fatal."""
        log.info("a connection broke", exc_info=True)


class Running:
    """Threads that each wait on one socket, until `end` wakes them all and frees the ports."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._threads: list[tuple[threading.Thread, socket.socket]] = []

    def serve(self, name: str, server: socketserver.TCPServer) -> None:
        """Accept connections in a thread of its own."""
        self.run(name, server.socket, lambda: _accept(server))

    def run(self, name: str, waits_on: socket.socket, loop: Callable[[], None]) -> None:
        """Run a loop that returns once its socket is shut."""
        thread = threading.Thread(target=loop, name=name, daemon=True)
        with self._lock:
            self._threads.append((thread, waits_on))
        thread.start()

    def end(self) -> None:
        """Shut every socket and wait for its thread: a port is free only when nobody waits on it any more."""
        with self._lock:
            for _, waited_on in self._threads:
                with contextlib.suppress(OSError):  # an unconnected UDP socket complains, and wakes its thread
                    waited_on.shutdown(socket.SHUT_RDWR)
            for thread, waited_on in self._threads:
                thread.join(1.0)
                waited_on.close()


def _accept(server: socketserver.TCPServer) -> None:
    # Not serve_forever: it polls, and a poll that is under way holds the port for up to half a second.
    while True:
        try:
            connection, address = server.get_request()
        except OSError as broken:
            if broken.errno in _SHUT:
                return
            log.warning("a connection was not accepted: %s", broken)
            time.sleep(0.05)  # out of files, most likely: others will end
            continue
        server.process_request(connection, address)
