"""Talking to one ACME directory (RFC 8555) by the certbot project's library: requests signed by our account's key.

A nonce that is not taken is no answer: the request was not read, and is sent again. The library does so once; under
load that is not enough.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import http
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from acme import client, errors, messages
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from josepy.errors import Error as JoseError
from josepy.interfaces import JSONDeSerializable
from josepy.jwa import ES256
from josepy.jwk import JWKEC
from josepy.util import ComparableECKey
from urllib3.exceptions import NewConnectionError

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.providers.acme import refusals as acme_refusals

T = TypeVar("T")
WAIT = 30
"""Seconds for each answer."""
_NONCES = 12
"""Times two: as often as a request is sent until its nonce is taken."""
_BROKEN = (errors.Error, JoseError, requests.RequestException, KeyError, ValueError, TypeError)
"""What the library raises when an answer did not come, or is not ACME."""


class Wire:
    """One directory, and one account there. Nothing is connected before the first call."""

    def __init__(self, directory: str, root: Path | None, now: Callable[[], dt.datetime]) -> None:
        self.called = f"the CA {urlsplit(directory).netloc}"
        self.status = 0
        """Of the last answer."""
        self._address = directory
        self._root = root
        self._now = now
        self._again: dt.datetime | None = None
        self._made: client.ClientV2 | None = None

    def log_in(self, key: str, contact: str) -> None:
        """As the account of this key (PEM), which is made if it is not there; its terms are agreed to."""
        private = JWKEC(key=ComparableECKey(_loaded(key)))
        net = client.ClientNetwork(private, alg=ES256, user_agent="sparewheel", timeout=WAIT)
        if self._root:
            if not self._root.is_file():
                hint = "correct `ca.root` of the target; then resume"
                raise Refused(f"{self._root} is not there", hint=hint, code="ca-untrusted")
            net.verify_ssl = str(self._root)  # type: ignore[assignment]  # what requests takes there
        if urlsplit(self._address).hostname in ("127.0.0.1", "localhost", "::1"):
            net.session.trust_env = False  # a proxy of the environment has no business on this machine
        net.session.hooks["response"].append(self._heard)
        with self.asking("open an account"):  # the same key twice is the same account
            made = client.ClientV2(client.ClientV2.get_directory(self._address, net), net)
            wanted = messages.NewRegistration.from_data(email=contact or None, terms_of_service_agreed=True)
            try:
                _with_nonces(lambda: made.new_account(wanted))
            except errors.ConflictError as there:
                net.account = messages.RegistrationResource(body=wanted, uri=there.location)
            self._made = made

    def place(self, name: str) -> str:
        """An address of the directory, as `newOrder`."""
        return str(self._client.directory[name])

    def post(self, url: str, body: JSONDeSerializable | None = None) -> requests.Response:
        """What the CA answers; without a body it is only asked (POST-as-GET). Raises what `asking` makes plain."""
        nonces = self._client.directory["newNonce"]
        return _with_nonces(lambda: self._client.net.post(url, body, new_nonce_url=nonces))

    def authorization(self, challenge: Mapping[str, Any]) -> tuple[str, JSONDeSerializable]:
        """What TXT must hold for this DNS-01 challenge, and the answer that lets the CA look."""
        found = messages.ChallengeBody.from_json(challenge).chall
        return found.validation(self._client.net.key), found.response(self._client.net.key)

    @contextlib.contextmanager
    def asking(self, what: str, *, changes: bool = False) -> Iterator[None]:
        """Give what goes wrong its place in our tree. `what` ends “the CA cannot …”."""
        try:
            yield
        except messages.Error as no:
            unsure = changes and self.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR
            raise acme_refusals.of_request(what, self.called, no.to_json(), self._again, unsure=unsure) from no
        except _BROKEN as broken:
            raise self._unclear(what, broken, changes) from broken

    # ── inside ──

    @property
    def _client(self) -> client.ClientV2:
        assert self._made
        return self._made

    def _heard(self, answer: requests.Response, **_: object) -> None:
        """The library drops status and headers of a refusal; in one of them is when to ask again."""
        self.status = answer.status_code
        self._again = acme_refusals.when(answer.headers.get("Retry-After"), self._now())

    def _unclear(self, what: str, broken: Exception, changes: bool) -> SpareWheelError:
        if isinstance(broken, requests.exceptions.SSLError):
            hint = "give the target the CA's roots (`ca.root`), or compare the clocks; then resume"
            told = f"{self.called} shows a certificate that is not trusted here"
            return Refused(told, hint=hint, code="ca-untrusted")
        silent = isinstance(broken, requests.ConnectionError | requests.Timeout)
        if silent and not (changes and _went_out(broken)):
            hint = f"check the network, and `ca.directory` of the target; {acme_refusals.RESUME}"
            return ProviderFailed(f"cannot {what}: {self.called} cannot be reached", hint=hint, code="ca-silent")
        told = f"cannot {what}: {self.called} gives no answer that can be understood"
        if changes:
            return OutcomeUnknown(told, hint="it may have acted: `sparewheel resume` looks before anything else")
        hint = f"is `ca.directory` an ACME directory? {acme_refusals.RESUME}"
        return ProviderFailed(told, hint=hint, code="ca-failed")


def is_key(text: str) -> bool:
    """Whether it is one of `new_key`."""
    try:
        return bool(_loaded(text))
    except (ValueError, TypeError):
        return False


def _loaded(text: str) -> ec.EllipticCurvePrivateKey:
    found = serialization.load_pem_private_key(text.encode(), None)
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        raise TypeError("not a key on a curve")
    return found


def new_key() -> str:
    """A P-256 key, as PEM."""
    raw = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(*raw).decode()


def _with_nonces(call: Callable[[], T]) -> T:
    for _ in range(_NONCES - 1):
        try:
            return call()
        except messages.Error as no:
            if no.code != "badNonce":
                raise
    return call()


def _went_out(broken: Exception) -> bool:
    """Whether the CA may have had the request."""
    if isinstance(broken, requests.ConnectTimeout):
        return False
    inner = broken.args[0] if broken.args else None
    return not isinstance(getattr(inner, "reason", None), NewConnectionError)
