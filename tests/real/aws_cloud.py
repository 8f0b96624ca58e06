"""AWS in this process: moto's S3, Route 53, ACM and CloudFront behind one address, with keys and rights heeded; and
what moto lacks of what AWS documents: name servers of each zone's own, a CA that looks at DNS.
"""

from __future__ import annotations

import contextlib
import email.utils
import itertools
import json
import threading
from collections.abc import Callable, Collection, Iterator
from typing import Any

from moto.acm import models as acm
from moto.cloudfront.models import cloudfront_backends
from moto.core.authorization import enable_iam_authentication
from moto.iam import access_control
from moto.iam.models import iam_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.route53 import models as route53
from moto.s3.models import s3_backends
from werkzeug.serving import make_server

from tests.real import cloudfront_server
from tests.real.aws import ACCOUNT
from tests.real.aws_gate import Asked, Gate, Weather
from tests.real.caddy import LOOPBACK

SETS = 12
"""As many zones have name servers of their own."""
Looked = Callable[[str], str | None]
"""The CNAME that the world's name servers show for a name."""


def nameservers(number: int) -> list[str]:
    """The names of the servers of one delegation set."""
    endings = enumerate(("com", "net", "org", "co.uk"))
    return [f"ns-{512 * n + number}.awsdns-{16 * n + number:02}.{ending}" for n, ending in endings]


class Cloud:
    """What AWS holds, for those who play the rest of it. `lagging` names zones that lists do not show for so many
    looks more; `looked` is how the CA sees the world's DNS."""

    def __init__(self, url: str, weather: Weather) -> None:
        self.url, self.weather = url, weather
        self.lagging: dict[str, int] = {}
        self.looked: Looked = lambda _: None

    @property
    def route53(self) -> Any:
        return route53.route53_backends[ACCOUNT]["aws"]

    @property
    def cloudfront(self) -> Any:
        return cloudfront_backends[ACCOUNT]["aws"]

    @property
    def s3(self) -> Any:
        return s3_backends[ACCOUNT]["aws"]

    @property
    def certificates(self) -> list[Any]:
        return list(acm.acm_backends[ACCOUNT]["us-east-1"]._certificates.values())

    def zones(self, name: str = "") -> list[Any]:
        """All hosted zones, or those of one name."""
        return [one for one in self.route53.zones.values() if name in ("", one.name.rstrip("."))]

    def admit(self, user: str, key: str, secret: str, actions: Collection[str]) -> None:
        """A user who may do this and nothing else; told again, something else."""
        iam = iam_backends[ACCOUNT]["aws"]
        statement = {"Effect": "Allow", "Action": sorted(actions), "Resource": "*"}
        if user not in {one.name for one in iam.list_users("/", None, None)}:
            iam.create_user(region_name="us-east-1", user_name=user)
            made = iam.create_access_key(user)
            made.access_key_id, made.secret_access_key = key, secret
        iam.put_user_policy(user, "these", json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


@contextlib.contextmanager
def cloud() -> Iterator[Cloud]:
    """AWS on a port of loopback; everything that is asked of it is signed, and judged by IAM."""

    weather = Weather()

    class Handler(MotoRequestHandler):
        disable_nagle_algorithm = True  # or each answer waits 40 ms for an acknowledgement

        def date_time_string(self, timestamp: float | None = None) -> str:
            return email.utils.format_datetime(weather.now(), usegmt=True)

        def log(self, type: str, message: str, *args: Any) -> None:
            """Nothing."""

    gate = Gate(DomainDispatcherApplication(create_backend_app), weather)
    server = make_server(LOOPBACK, 0, gate, threaded=True, request_handler=Handler)
    there = Cloud(f"http://{LOOPBACK}:{server.server_port}", weather)
    _complete(there)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    with enable_iam_authentication():
        thread.start()
        try:
            yield there
        finally:
            server.shutdown()
            thread.join(10)


def _complete(there: Cloud) -> None:
    """What moto lacks."""
    cloudfront_server.complete()
    access_control.IAMRequest = Asked  # type: ignore[misc]
    _complete_route53(there)
    _complete_acm(there)


def _complete_route53(there: Cloud) -> None:
    """Each zone has name servers of its own; a list may lag."""
    numbers = itertools.count()
    chosen, backend = route53.DelegationSet.__init__, route53.Route53Backend
    created, listed = backend.create_hosted_zone, backend.list_hosted_zones_by_name

    def of_its_own(self: Any, caller_reference: str, name_servers: Any, delegation_set_id: Any) -> None:
        chosen(self, caller_reference, name_servers or nameservers(next(numbers)), delegation_set_id)

    def plain(self: Any, *given: Any, **named: Any) -> Any:
        """All records in one form: moto writes a new zone's SOA in another."""
        made = created(self, *given, **named)
        for one in made.rrsets:
            one.records = [value["Value"] if isinstance(value, dict) else value for value in one.records]
        return made

    def shown(self: Any, dnsname: str | None) -> Any:
        name, found = listed(self, dnsname)
        if there.lagging.get(wanted := (dnsname or "").rstrip(".")):
            there.lagging[wanted] -= 1
            return name, []
        return name, found

    route53.DelegationSet.__init__ = of_its_own  # type: ignore[method-assign]
    backend.create_hosted_zone, backend.list_hosted_zones_by_name = plain, shown  # type: ignore[method-assign]


def _complete_acm(there: Cloud) -> None:
    """The CA looks whenever somebody asks after the certificate."""

    def looks(self: Any) -> None:
        if self.status != "PENDING_VALIDATION":
            return
        told = self.describe()["Certificate"]["DomainValidationOptions"]
        wanted = [(one["ResourceRecord"]["Name"], one["ResourceRecord"]["Value"]) for one in told]
        if all(there.looked(name.rstrip(".")) == value.rstrip(".") for name, value in wanted):
            self.status = "ISSUED"

    acm.CertBundle.check = looks  # type: ignore[method-assign]
