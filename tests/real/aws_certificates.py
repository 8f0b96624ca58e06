"""A CA of the play's own, and what a server shows that has its certificates."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from collections.abc import Collection
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_DAY = dt.timedelta(days=1)


class Authority:
    """Whoever trusts the PEM in `roots` trusts it."""

    def __init__(self, folder: Path) -> None:
        self.roots = folder / "roots.pem"
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._lock = threading.Lock()
        self._made: dict[tuple[str, ...], ssl.SSLContext] = {}
        self.roots.write_bytes(self._certificate(self._key.public_key()).public_bytes(Encoding.PEM))

    def context(self, names: Collection[str]) -> ssl.SSLContext:
        """What speaks TLS with a certificate for these names."""
        wanted = tuple(sorted(names))
        with self._lock:
            if wanted not in self._made:
                self._made[wanted] = self._context(wanted)
            return self._made[wanted]

    def _context(self, names: Collection[str]) -> ssl.SSLContext:
        key, place = ec.generate_private_key(ec.SECP256R1()), self._folder / f"{len(self._made)}.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        place.write_bytes(private + self._certificate(key.public_key(), names).public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(place)
        return context

    def _certificate(self, key: ec.EllipticCurvePublicKey, names: Collection[str] = ()) -> x509.Certificate:
        """For these names; without any, the CA's own."""
        ours = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the play's CA")])
        theirs = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, next(iter(names)))]) if names else ours
        now = dt.datetime.now(dt.UTC)
        made = x509.CertificateBuilder().issuer_name(ours).subject_name(theirs).public_key(key)
        made = made.serial_number(x509.random_serial_number())
        made = made.not_valid_before(now - _DAY).not_valid_after(now + 9 * _DAY)
        made = made.add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
        if names:
            alternative = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
            made = made.add_extension(alternative, critical=False)
        return made.sign(self._key, hashes.SHA256())
