"""Porkbun's API v3 on the wire: JSON by POST, the keys in the body and nowhere else, and what its noes mean.

After porkbun.com/api/json/v3/spec (3.44): branch on `code` and on the type of `next_action`, never on `message`. Most
noes are HTTP 400; 200, 403, 404, 409 and 429 are answers as well; what is no JSON of theirs is none.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from launcher.addresses import may_be_asked
from launcher.documents import shorten
from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.services import Clock

PUBLIC = "https://api.porkbun.com/api/json/v3"
WAIT = 90.0
"""Seconds for a connection, and for an answer: a registry may think for long."""
TRIES = 3
"""How often a question is asked while it is "too many requests"; what changes something is sent once."""
LONGEST_PAUSE = 60.0
"""Seconds that we wait when we are asked to."""
BUSY = 2.0
"""Seconds after which we ask again when its front door says 503, as it does to more than some questions a second."""
LONGEST = 2**22
"""Octets of an answer that are read."""

DENIED = "registrar-denied"
OTHER_PRICE = "price-changed"
NO_FUNDS = "no-funds"
KEY_REUSED = "key-reused"

Told = Mapping[str, Any]
"""What came back with `status: SUCCESS`."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Both halves of an API key. They are in no `repr`."""

    key: str = field(repr=False)
    secret: str = field(repr=False)

    def hidden_in(self, text: str) -> str:
        """The text without them, should a server repeat what it was sent."""
        return text.replace(self.secret, "…").replace(self.key, "…")


def keys_of(text: str, place: str) -> Keys:
    """`APIKEY:SECRET`. Raises Refused, which does not repeat the text; `place` is where it stands."""
    key, _, secret = text.partition(":")
    if not all(re.fullmatch(r"[A-Za-z0-9_-]{8,}", half) for half in (key, secret)):
        hint = "Write APIKEY:SECRET there (porkbun.com/account/api), like pk1_…:sk1_…"
        raise Refused(f"{place} holds no API key of Porkbun", hint=hint, code="no-secret")
    return Keys(key, secret)


class TooMany(ProviderFailed):
    """Nothing was done: we are to ask again after so many seconds."""

    code = "rate-limited"

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message, hint=f"wait {seconds:.0f} s, then `sparewheel resume`")
        self.seconds = seconds


class Wire:
    """The way to the API. Each exchange is a connection of its own; no redirect is followed, no proxy used."""

    def __init__(self, keys: Keys, clock: Clock, endpoint: str = PUBLIC) -> None:
        if not may_be_asked(endpoint):
            raise Refused("keys are sent to an https address only", code="not-private")
        self._keys = keys
        self._clock = clock
        self._at = urlsplit(endpoint)

    def ask(self, what: str, path: str, **body: Any) -> Told:
        """A question, which changes nothing. `what` ends the sentence `Porkbun will not …`.

        Raises Refused for a no, ProviderFailed when it can be asked again.
        """
        for _ in range(TRIES - 1):
            try:
                return self._told(what, path, body)
            except TooMany as busy:
                if busy.seconds > LONGEST_PAUSE:
                    raise
                self._clock.sleep(busy.seconds)
        return self._told(what, path, body)

    def send(self, what: str, path: str, *, key: str = "", **body: Any) -> Told:
        """ONE attempt at a change. The same `key` and body within a day are the same call to Porkbun.

        Raises like `ask`, and OutcomeUnknown when it was sent and no answer came that can be read.
        """
        return self._told(what, path, body, key, changes=True)

    # ── inside ──

    def _told(self, what: str, path: str, body: Told, key: str = "", *, changes: bool = False) -> Told:
        connection = self._connected(what)
        try:
            status, answer = self._exchanged(connection, path, body, key)
        except (OSError, http.client.HTTPException):
            raise _unanswered(what, "no answer came", changes) from None
        finally:
            connection.close()
        told = _parsed(answer)
        if told.get("status") == "SUCCESS" and status < http.client.MULTIPLE_CHOICES:
            return told
        if status == http.client.SERVICE_UNAVAILABLE and not changes:
            raise TooMany(f"Porkbun does not {what}: it is busy", BUSY)
        if told.get("status") != "ERROR" or status >= http.client.INTERNAL_SERVER_ERROR:
            raise _unanswered(what, f"it answers {status}", changes)
        said = shorten(self._keys.hidden_in(str(told.get("message") or told.get("code") or "no reason given")), 200)
        raise refusal(what, status, told, said)

    def _connected(self, what: str) -> http.client.HTTPConnection:
        host, port = self._at.hostname or "", self._at.port
        connection = (
            http.client.HTTPSConnection(host, port, timeout=WAIT, context=ssl.create_default_context())
            if self._at.scheme == "https"
            else http.client.HTTPConnection(host, port, timeout=WAIT)
        )
        try:
            connection.connect()
        except OSError as away:
            why = "its certificate is not trusted" if isinstance(away, ssl.SSLError) else "it cannot be reached"
            hint = "nothing was sent; check the network, then `sparewheel resume`"
            raise ProviderFailed(
                f"Porkbun could not be asked to {what}: {why}", hint=hint, code="unreachable"
            ) from away
        return connection

    def _exchanged(self, connection: http.client.HTTPConnection, path: str, body: Told, key: str) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "sparewheel"}
        if key:
            headers["Idempotency-Key"] = hashlib.sha256(key.encode()).hexdigest()  # any text fits into a header so
        whole = {**body, "apikey": self._keys.key, "secretapikey": self._keys.secret}
        connection.request("POST", f"{self._at.path}/{path}", json.dumps(whole).encode(), headers)
        response = connection.getresponse()
        return response.status, response.read(LONGEST)


def _parsed(answer: bytes) -> Told:
    """The JSON object; empty when it is none."""
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _unanswered(what: str, why: str, changes: bool) -> ProviderFailed:
    if changes:
        hint = "`sparewheel resume` looks what is there before anything else"
        return OutcomeUnknown(f"Porkbun was asked to {what}: {why}, and it may be done", hint=hint)
    return ProviderFailed(f"Porkbun was asked to {what}: {why}", hint="nothing was changed; `sparewheel resume`")


# ── what a no means ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _No:
    """A refusal in our words; without a `reason`, Porkbun's own are told."""

    code: str
    reason: str = ""
    hint: str = ""


_KEY_HINT = "Look at the key at porkbun.com/account/api: whether it is there, and from where it may be used."
_DENIED = _No(DENIED, hint=_KEY_HINT)
_POOR = _No(NO_FUNDS, hint="Add credit to the account at porkbun.com; nothing was charged.")
_NOES = {
    "DOMAIN_NOT_AVAILABLE": _No("name-taken", "it is taken", "Choose another name."),
    "COST_MISMATCH": _No(OTHER_PRICE, "its price has changed", "Plan again: the price is asked anew."),
    "INSUFFICIENT_FUNDS": _POOR,
    "IDEMPOTENCY_KEY_MISMATCH": _No(KEY_REUSED, "this key has already asked for something else"),
    **dict.fromkeys(
        ("API_KEY_REQUIRED", "MISSING_SECRETAPIKEY", "INVALID_TOKEN", "INVALID_USER", "IP_NOT_ALLOWED"), _DENIED
    ),
    **dict.fromkeys(("INVALID_API_KEYS_001", "INVALID_API_KEYS_002", "DOMAIN_NOT_ALLOWED"), _DENIED),
}
_ADVICE = {
    "authenticate": _DENIED,
    "add_funds": _POOR,
    "verify_account": _No("not-verified", hint="Verify the account's e-mail and phone at porkbun.com."),
    "use_website": _No("website-only", hint="Porkbun's API does not do this; porkbun.com does."),
}
"""By the type of `next_action`, which newer versions tell."""
_OTHER = _No("registrar-refused", hint="This will not be better by itself; nothing was charged.")
_LIMITED = re.compile(r"RATE_LIMIT_EXCEEDED|_WITHIN_\d+_SECONDS")
_OPT_IN = re.compile(r"API_ACCESS")
"""Codes that are made from a sentence: a limit that was passed, a name that the API may not touch."""


def refusal(what: str, status: int, told: Told, said: str) -> SpareWheelError:
    """An answer that is a no, as an error. `said` is Porkbun's own reason, without secrets, in one line."""
    code = str(told.get("code", ""))
    if status == http.client.TOO_MANY_REQUESTS or _LIMITED.search(code):
        return TooMany(f"Porkbun will not {what} now: too many requests", _seconds(told.get("ttlRemaining")))
    if code == "IDEMPOTENCY_KEY_IN_USE":
        return _unanswered(what, "an earlier call is still under way", changes=True)
    action = told.get("next_action")
    advice = str(action.get("type", "")) if isinstance(action, dict) else ""
    if _OPT_IN.search(code) or advice == "enable_setting":
        hint = "Turn on API ACCESS for the name at porkbun.com (Domain Management), then `sparewheel resume`."
        return ProviderFailed(f"Porkbun will not {what}: {said}", hint=hint, code="customer-action")
    no = _NOES.get(code) or _ADVICE.get(advice) or _OTHER
    return Refused(f"Porkbun will not {what}: {no.reason or said}", hint=no.hint, code=no.code)


def _seconds(told: object) -> float:
    """How long to wait; ten seconds, the longest window that is documented, when it is not told."""
    return float(told) if isinstance(told, int | float) and told > 0 else 10.0
