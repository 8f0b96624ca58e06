"""A certificate with its chain and its key, as PEM: which names it is good for, and from when until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from launcher.model import Certificate


@dataclass(frozen=True, slots=True)
class Pem:
    """`chain` has the certificate first. Neither text is shown when this is printed."""

    chain: str = field(repr=False)
    key: str = field(repr=False)
    names: tuple[str, ...]
    since: dt.datetime
    until: dt.datetime
    issuer: str

    @property
    def certificate(self) -> Certificate:
        """What may be told of it."""
        return Certificate(self.names, self.until, self.issuer)

    def covers(self, names: Collection[str]) -> bool:
        """Whether it is good for all of them; a wildcard stands for one label (RFC 9525 §6.3)."""
        return all(name in self.names or f"*.{name.partition('.')[2]}" in self.names for name in names)


def read(chain: str, key: str) -> Pem:
    """Raises ValueError when either is no PEM, or when the key is not the certificate's."""
    from cryptography import x509  # 0.05 s: paid only by a command that has a certificate
    from cryptography.hazmat.primitives import serialization

    first = x509.load_pem_x509_certificates(chain.encode())[0]
    private = serialization.load_pem_private_key(key.encode(), None)
    if private.public_key() != first.public_key():
        raise ValueError("the key is another certificate's")
    try:
        alternatives = first.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = tuple(sorted(alternatives.get_values_for_type(x509.DNSName)))
    except x509.ExtensionNotFound:
        names = ()
    issuer = first.issuer.rfc4514_string()
    return Pem(chain, key, names, first.not_valid_before_utc, first.not_valid_after_utc, issuer)
