"""Forms: texts of the settings that must look like something, and lists in which nothing stands twice."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

from launcher.addresses import has_key, may_be_asked
from launcher.documents import Node, Problems
from launcher.shapes import Shape, choice, listing, natural, shorten, text


def checked(pattern: str, expected: str, example: str, *, echo: bool = True) -> Any:
    """Text of a form. `echo`: a message may repeat what stands there."""
    regex = re.compile(pattern)

    def shape(node: Node, problems: Problems) -> str:
        found = text(node, problems).strip()
        if found and not regex.fullmatch(found):
            shown = f"`{shorten(found)}` is" if echo else "this is"
            problems.add("wrong-type", f"{shown} not {expected}", node.where, f"Example: {example}")
        return found

    return shape


phone = checked(r"\+?[0-9][0-9 ().-]{5,24}", "a telephone number", "+1 800 555-0142")
EMAIL = r"[\w.+=~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
email = checked(EMAIL, "an e-mail address", "info@example.org")
tld = checked(r"[a-z]{2,24}", "the ending of an address", "ca")


def _reference(example: str) -> Any:
    """Where a secret or private data are; what stands there by mistake may be the secret itself."""
    return checked(r"env:[A-Z][A-Z0-9_]*|file:\S+", "a place where the data are", example, echo=False)


reference = _reference("env:SPAREWHEEL_REGISTRANT")
access_key = _reference("env:SPAREWHEEL_S3")
tsig_key = _reference("file:/etc/sparewheel/tsig.key")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
host = checked(rf"(?=.{{3,253}}$)({_LABEL}\.)+{_LABEL}", "a name of a host, in small letters", "ns1.example.org")
bucket = checked(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "a bucket's name", "crisis-site")
profile = checked(r"[\w.@/+-]{1,64}", "a profile's name", "sparewheel-buyer")
path = checked(r"/\S+", "the whole path of a file", "/etc/sparewheel/ca.pem")
region = checked(r"[a-z0-9][a-z0-9-]{0,40}", "a region's name", "ca-central-1")


def service(example: str, *, socket: bool = False) -> Shape[str]:
    """The https address of a service (http on this machine), or with `socket` a unix socket of this machine."""

    def shape(node: Node, problems: Problems) -> str:
        found = text(node, problems).strip()
        local = socket and re.fullmatch(r"unix:///[!-~]+", found)
        if found and not local and (has_key(found) or not may_be_asked(found)):
            hint = f"Example: {example} (no user name, password or key in it; http on this machine only)"
            problems.add("wrong-type", "this is not an https address that may stand here", node.where, hint)
        return found

    return shape


def ip(node: Node, problems: Problems) -> str:
    """An IP address, in its usual spelling."""
    found = text(node, problems).strip()
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        if found:
            problems.add("wrong-type", f"`{shorten(found)}` is not an IP address", node.where, "Example: 192.0.2.53")
        return ""


def port(node: Node, problems: Problems) -> int:
    """A port of somebody else's server."""
    found = natural(node, problems)
    if not 1 <= found <= 65535 and isinstance(node.value, str) and node.value.strip().isdigit():
        problems.add("wrong-port", f"{found} is not a port", node.where, "1 to 65535; DNS has 53")
    return found


def each_once(item: Shape[str]) -> Shape[tuple[str, ...]]:
    """A list of at least one, in which nothing stands twice."""

    def shape(node: Node, problems: Problems) -> tuple[str, ...]:
        found = listing(item, at_least=1)(node, problems)
        for number, one in enumerate(found):
            if one and one in found[:number]:
                where = node.value[number].where if isinstance(node.value, tuple) else node.where
                problems.add("twice", f"`{shorten(one)}` stands here twice", where, "Keep one.")
        return found

    return shape


def of_kind(kinds: Mapping[str, Any]) -> Shape[tuple[str, dict[str, Any]]]:
    """A kind, and the options that this kind takes."""

    def shape(node: Node, problems: Problems) -> tuple[str, dict[str, Any]]:
        children = node.value if isinstance(node.value, Mapping) else {}
        if "kind" not in children:
            problems.add("missing-key", "`kind` is missing", node.where, f"Known kinds: {', '.join(kinds)}.")
            return "", {}
        before = len(problems)
        kind = choice(kinds)(children["kind"], problems)
        if len(problems) > before:  # the options of another kind would only be wrong
            return kind, {}
        rest = Node({key: child for key, child in children.items() if key != "kind"}, node.where)
        return kind, kinds[kind](rest, problems)

    return shape
