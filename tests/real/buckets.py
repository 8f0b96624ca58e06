"""Real S3 servers on loopback, with a bucket that lets this machine read its releases and nothing else."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from launcher.providers.caddy.edge import reading_policy
from launcher.providers.s3.storage import S3Storage
from tests.real.caddy import LOOPBACK, free_ports, listening, needed
from tests.worlds import HTML, file

KEY, SECRET = "AKTEST1234567890AB", "sktest1234567890abcdefghij"


@dataclass(frozen=True)
class Bucket:
    """Where it is, and our way to write to it."""

    endpoint: str
    name: str
    storage: S3Storage

    def upload(self, release: str, pages: Mapping[str, str]) -> None:
        for path, text in pages.items():
            kind = HTML if path.endswith(".html") else "text/css; charset=utf-8"
            self.storage.put(f"releases/{release}/{path}", text.encode(), file(path, kind))


def bucket(endpoint: str, folder: Path, readers: tuple[str, ...] = (LOOPBACK,), name: str = "crisis") -> Bucket:
    """A new one on that server."""
    policy = reading_policy(name, readers)
    storage = S3Storage(name, endpoint=endpoint, credentials=credentials(folder / "ours", KEY, SECRET), policy=policy)
    storage.prepare()
    return Bucket(endpoint, name, storage)


@contextlib.contextmanager
def moto() -> Iterator[str]:
    """moto's S3, as in the sandbox but without its gate: strangers may ask. It heeds policies, not their conditions."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(LOOPBACK, 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@contextlib.contextmanager
def ceph(folder: Path) -> Iterator[str]:
    """Ceph's gateway over one monitor and one store in memory: up in two seconds."""
    for program in ("ceph", "ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "monmaptool"):
        needed(program)
    mon, port = free_ports(2)
    conf = folder / "ceph.conf"
    for part in ("mon", "osd", "run", "rgw"):
        (folder / part).mkdir(parents=True)
    conf.write_text(_conf(folder, mon, port))
    with contextlib.ExitStack() as stack:
        _cluster(conf, mon, stack)
        _admit(conf, "drill", KEY)
        gateway = stack.enter_context(_started(conf, "radosgw", "-n", "client.rgw"))
        listening(gateway, port, conf)
        yield f"http://{LOOPBACK}:{port}"


@contextlib.contextmanager
def pumped(port: int, door: Callable[[socket.socket], socket.socket]) -> Iterator[int]:
    """The port of a door before `port`: who comes is let through as `door` makes of them, in both directions."""
    with socket.create_server((LOOPBACK, 0)) as listener, contextlib.ExitStack() as stack:

        def pump(source: socket.socket, sink: socket.socket) -> None:
            with contextlib.suppress(OSError):
                while data := source.recv(1 << 16):
                    sink.sendall(data)
            for one in (source, sink):
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

        def serve(sock: socket.socket) -> None:
            with contextlib.suppress(OSError), contextlib.ExitStack() as both:
                inside = both.enter_context(door(both.enter_context(sock)))
                behind = both.enter_context(socket.create_connection((LOOPBACK, port)))
                for one in (inside, behind):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                back = threading.Thread(target=pump, args=(behind, inside), daemon=True)
                back.start()
                pump(inside, behind)
                back.join()

        def accepting() -> None:
            with contextlib.suppress(OSError):
                while True:
                    sock, _ = listener.accept()
                    threading.Thread(target=serve, args=(sock,), daemon=True).start()

        accepter = threading.Thread(target=accepting, daemon=True)
        accepter.start()
        stack.callback(accepter.join, 10)
        stack.callback(listener.shutdown, socket.SHUT_RDWR)
        yield listener.getsockname()[1]


def certificate(folder: Path, name: str, days: int = 3, names: Sequence[str] = ()) -> Path:
    """Signed by itself, with its key; `days` may be past; `names` are others that it is good for."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=10))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in (name, *names)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(key.private_bytes(*form) + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextlib.contextmanager
def secure(endpoint: str, certificate: Path) -> Iterator[str]:
    """The same storage behind HTTPS, at `localhost`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    port = int(endpoint.rpartition(":")[2])
    with pumped(port, lambda sock: context.wrap_socket(sock, server_side=True)) as door:
        yield f"https://localhost:{door}"


@contextlib.contextmanager
def websites(folder: Path) -> Iterator[int]:
    """The port of a second gateway of that Ceph, which shows websites and nothing else, each by its host."""
    conf, (port,) = folder / "ceph.conf", free_ports(1)
    with conf.open("a") as settings:
        settings.write(_web(port))
    with _started(conf, "radosgw", "-n", "client.web") as gateway:
        listening(gateway, port, conf)
        yield port


def customer(folder: Path, name: str) -> Path:
    """Another customer of that Ceph: the credentials."""
    key = f"AK{name.upper()}"
    _admit(folder / "ceph.conf", name, key)
    return credentials(folder / name, key, SECRET)


def quota(folder: Path, name: str, objects: int) -> None:
    """From now on this customer may have so many objects."""
    conf = folder / "ceph.conf"
    for act in ("set", "enable"):
        _run(conf, "radosgw-admin", "quota", act, "--quota-scope=user", f"--uid={name}", f"--max-objects={objects}")


def _admit(conf: Path, name: str, key: str) -> None:
    called = (f"--uid={name}", f"--display-name={name}", f"--access-key={key}", f"--secret-key={SECRET}")
    _run(conf, "radosgw-admin", "user", "create", *called)


def credentials(path: Path, key: str, secret: str) -> Path:
    """A private file of this key."""
    path.write_text(f"[default]\naws_access_key_id={key}\naws_secret_access_key={secret}\n")
    path.chmod(0o600)
    return path


def _cluster(conf: Path, mon: int, stack: contextlib.ExitStack) -> None:
    monmap = str(conf.parent / "monmap")
    found = f"[v1:{LOOPBACK}:{mon}]"
    _run(conf, "monmaptool", "--create", "--addv", "a", found, "--fsid", str(_fsid(conf)), monmap)
    _run(conf, "ceph-mon", "-i", "a", "--mkfs", "--monmap", monmap)
    stack.enter_context(_started(conf, "ceph-mon", "-i", "a"))
    store = str(uuid.uuid4())
    _again(lambda: _run(conf, "ceph", "osd", "new", store))
    _run(conf, "ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", store)
    _store_up(conf, stack)


def _store_up(conf: Path, stack: contextlib.ExitStack) -> None:
    """Started again when it ends: its first start sometimes loses a race with the fresh monitor."""
    for _ in range(5):
        store = stack.enter_context(_started(conf, "ceph-osd", "-i", "0"))
        for _ in range(100):
            with contextlib.suppress(subprocess.SubprocessError):  # a monitor that is busy answers nothing
                if " 1 up" in _run(conf, "ceph", "osd", "stat"):
                    return
            if store.poll() is not None:
                break
            time.sleep(0.1)
    raise AssertionError((conf.parent / "log").read_text()[-2000:])


def _again(act: Callable[[], object]) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            act()
            return
        time.sleep(0.1)
    act()


def _run(conf: Path, *command: str) -> str:
    done = subprocess.run([command[0], "-c", str(conf), *command[1:]], capture_output=True, timeout=20, check=True)
    return done.stdout.decode()


@contextlib.contextmanager
def _started(conf: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    with (conf.parent / "log").open("ab") as log:
        process = subprocess.Popen([command[0], "-c", str(conf), *command[1:], "-f"], stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def _fsid(conf: Path) -> uuid.UUID:
    line = next(line for line in conf.read_text().splitlines() if line.startswith("fsid"))
    return uuid.UUID(line.split("=")[1].strip())


def _web(port: int) -> str:
    return f"""[client.web]
rgw frontends = beast endpoint={LOOPBACK}:{port} tcp_nodelay=1
rgw enable apis = s3website
rgw dns s3website name = web.example.org
"""


def _conf(folder: Path, mon: int, port: int) -> str:
    return f"""[global]
fsid = {uuid.uuid4()}
mon host = v1:{LOOPBACK}:{mon}
ms bind msgr2 = false
public network = 127.0.0.0/8
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
osd objectstore = memstore
memstore device bytes = 1G
run dir = {folder}/run
admin socket = {folder}/run/$cluster-$name.asok
log file = {folder}/run/$name.log
pid file = {folder}/run/$name.pid
crash dir = {folder}/run
[mon]
mon data = {folder}/mon
mon data avail crit = 1
paxos propose interval = 0.02
paxos min wait = 0.01
[osd]
osd data = {folder}/osd
osd class load list = *
osd class default list = *
osd class update on start = false
[client]
rgw frontends = beast endpoint={LOOPBACK}:{port} tcp_nodelay=1
rgw data = {folder}/rgw
rgw run sync thread = false
rgw enable usage log = false
rgw enable static website = true
rgw override bucket index max shards = 1
"""
