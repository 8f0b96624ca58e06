"""What a CA's no means (RFC 8555 §6.7), and what to do about it."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Mapping

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError

RESUME = "`sparewheel resume` goes on from here"
_AGAIN = "`sparewheel resume` begins another order"
_LIMIT = "rateLimited"
_SPACE = "urn:ietf:params:acme:error:"

_FOR_GOOD: Mapping[str, tuple[str, str]] = {
    "accountDoesNotExist": ("it does not know our account", "take the folder `accounts` away, then resume"),
    "badCSR": ("it does not take our request of a certificate", "another CA may; the names are in its words"),
    "badPublicKey": ("it does not take our key", "it must take P-256 keys"),
    "badSignatureAlgorithm": ("it does not take our signatures", "it must take ES256"),
    "caa": ("DNS forbids it (CAA)", "let this CA issue in the CAA set of the name, or of a name above it; then resume"),
    "externalAccountRequired": ("it wants an account that was made elsewhere", "name a CA that needs none"),
    "invalidContact": ("it does not take the contact", "correct `ca.contact` of the target, or leave it out"),
    "rejectedIdentifier": ("it gives no certificates for this name", "choose another name, or another CA"),
    "unauthorized": ("it does not let our account do this", "see its words; the folder `accounts` has the key"),
    "unsupportedContact": ("it does not take the contact", "correct `ca.contact` of the target, or leave it out"),
    "unsupportedIdentifier": ("it gives no certificates for such a name", "choose another name, or another CA"),
    "userActionRequired": ("a person must act, perhaps agree to new terms", "see its words, then resume"),
}
_OF_CHALLENGES: Mapping[str, tuple[str, str]] = {
    "unauthorized": ("it did not find our TXT record", f"see that every name server has it; {_AGAIN}"),
    "incorrectResponse": ("it found another TXT record", f"see that every name server has ours; {_AGAIN}"),
    "dns": ("it could not look the name up", f"see that every name server answers the world; {_AGAIN}"),
    "dnssec": ("the name's signatures do not hold", f"compare the DS at the parent with the zone's keys; {_AGAIN}"),
    "connection": ("it could not reach the name servers", f"see that port 53 is open, TCP too; {_AGAIN}"),
    "serverInternal": ("it failed by itself", _AGAIN),
}


def of_request(
    what: str, ca: str, problem: Mapping[str, object], again: dt.datetime | None, *, unsure: bool = False
) -> Refused | ProviderFailed:
    """A request was answered with this problem document; `again` is when it may be asked again, if the CA said so;
    `unsure`: it may have been acted upon."""
    kind = _kind(problem)
    if kind in _FOR_GOOD:
        reason, hint = _FOR_GOOD[kind]
        return Refused(f"{ca} will not {what}: {reason}{_words(problem)}", hint=hint, code=f"ca-{_dashed(kind)}")
    free = f"; possible again at {shown(again)}" if again else ""
    if kind == _LIMIT:
        reason = f"{ca} will not {what} yet: too much was asked of it{free}{_words(problem)}"
        return ProviderFailed(reason, hint=f"once that has passed, {RESUME}", code="ca-limit")
    reason = f"{ca} cannot {what}: {kind or 'no reason given'}{_words(problem)}"
    unclear = OutcomeUnknown if unsure else ProviderFailed
    return unclear(reason, hint=f"{RESUME}{free}", code="ca-failed")


def of_challenge(host: str, ca: str, problem: Mapping[str, object]) -> SpareWheelError:
    """The CA looked, and did not believe that the host is ours."""
    kind = _kind(problem)
    if kind in _OF_CHALLENGES or kind not in _FOR_GOOD:
        reason, hint = _OF_CHALLENGES.get(kind, (kind or "no reason given", _AGAIN))
        told = f"{ca} could not prove that {host} is ours: {reason}{_words(problem)}"
        return ProviderFailed(told, hint=hint, code=f"ca-{_dashed(kind)}" if kind else "ca-failed")
    return of_request(f"certify {host}", ca, problem, None)


def when(header: str | None, now: dt.datetime) -> dt.datetime | None:
    """A Retry-After: seconds, or a date; None when it says nothing that can be read."""
    text = (header or "").strip()
    if text.isdecimal():
        return now + dt.timedelta(seconds=min(int(text), 10**7))
    try:
        at = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def shown(at: dt.datetime) -> str:
    """A time, for a person."""
    return f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"


def _kind(problem: Mapping[str, object]) -> str:
    said = str(problem.get("type", ""))
    return said.removeprefix(_SPACE) if said.startswith(_SPACE) else ""


def _words(problem: Mapping[str, object]) -> str:
    """Its own, in one line; a problem made of several tells them too."""
    told = [str(problem.get("detail") or "")]
    parts = problem.get("subproblems")
    if isinstance(parts, list):
        told += [str(one.get("detail") or "") for one in parts if isinstance(one, Mapping)]
    line = " ".join(" ".join(filter(None, told)).split())[:300]
    return f" ({line})" if line else ""


def _dashed(kind: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", re.sub(r"[^A-Za-z]", "", kind)).lower()
