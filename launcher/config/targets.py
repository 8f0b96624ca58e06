"""Each kind of target, and the options it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from launcher.config.forms import (
    access_key,
    bucket,
    each_once,
    email,
    host,
    ip,
    of_kind,
    path,
    port,
    profile,
    region,
    service,
    tsig_key,
)
from launcher.documents import Node, Problems
from launcher.shapes import choice, listing, mapping, money, natural, record, switch, text


def _port(node: Node, problems: Problems) -> int:
    found = natural(node, problems)
    if not 1024 <= found <= 65535 and isinstance(node.value, str) and node.value.strip().isdigit():
        problems.add("wrong-port", f"{found} is not a port for a program", node.where, "1024 to 65535, e.g. 8080")
    return found


_rule = record(
    {"on": text, "do": text},
    {"nth": natural, "name": text, "polls": natural, "price": money, "seconds": natural},
)
_storage = record(
    {"endpoint": service("https://s3.example.org"), "bucket": bucket, "credentials": access_key}, {"region": region}
)
_dns = record(
    {"server": ip, "key": tsig_key, "nameservers": each_once(host)}, {"port": port, "catalog": host, "dnssec": switch}
)
_edge = record(
    {
        "admin": service("http://127.0.0.1:2019", socket=True),
        "addresses": each_once(ip),
        "certificates": choice(("acme", "dns-01", "internal")),
    }
)
_directory = service("https://ca.example.org/directory")
_ca = record({}, {"directory": _directory, "staging": _directory, "contact": email, "root": path, "caa": host})
_sellers = of_kind(
    {"by-hand": record({}), "porkbun": record({"key": access_key}), "route53": record({}, {"profile": profile})}
)


def _registrar(node: Node, problems: Problems) -> dict[str, Any]:
    """Its options, its `kind` among them."""
    kind, options = _sellers(node, problems)
    return {"kind": kind, **options}


OPTIONS: Mapping[str, Any] = {
    "sandbox": record(
        {},
        {
            "port": _port,
            "standby": host,
            "prices": mapping(money),
            "taken": listing(text),
            "reserved": listing(text),
            "unknown": listing(text),
            "script": listing(_rule),
        },
    ),
    "own": record(
        {"storage": _storage, "dns": _dns, "edge": _edge}, {"registrar": _registrar, "ca": _ca, "standby": host}
    ),
    "aws": record(
        {"bucket": bucket, "region": region},
        {
            "profile": profile,
            "registrar": _registrar,
            "edge": choice(("cloudfront", "website")),
            "standby": host,
        },
    ),
}
