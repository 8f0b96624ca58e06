"""A CA that speaks ACME, as the settings name it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"
STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory"


@dataclass(frozen=True, slots=True)
class Authority:
    """`directory` and `staging` are addresses of ACME directories; Let's Encrypt's staging is known. `contact` is an
    e-mail address for the CA. `root` is a file with the roots (PEM) of a private CA: of its own web server, and of what
    it issues. `caa` is its name in CAA, where it is not Let's Encrypt."""

    directory: str = LETS_ENCRYPT
    staging: str = ""
    contact: str = ""
    root: Path | None = None
    caa: str = ""

    @property
    def rehearsal(self) -> str:
        """The directory that is tried first; empty: none."""
        return self.staging or (STAGING if self.directory == LETS_ENCRYPT else "")

    @property
    def issuers(self) -> tuple[str, ...]:
        """Its name in CAA; empty: not known."""
        known = "letsencrypt.org" if self.directory in (LETS_ENCRYPT, STAGING) else ""
        return (self.caa or known,) if self.caa or known else ()
