"""The edge on Amazon CloudFront, in front of a private bucket.

A site has one distribution (the name and its `www`), made once, in minutes. What a host shows is in a CloudFront
Function: to switch is to publish that function, in seconds; what is cached of files that changed since is forgotten
before. A distribution for `*.standby`, made in quiet times, serves any host under it at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from launcher.errors import ProviderFailed, Refused, SpareWheelError
from launcher.model import Check, Front
from launcher.providers.aws import calls as aws
from launcher.providers.aws import cloudfront_config as config
from launcher.providers.aws import cloudfront_forgetting as forgetting
from launcher.providers.aws import cloudfront_function as function
from launcher.providers.aws.calls import RESUME
from launcher.providers.aws.cloudfront_bucket import Behind
from launcher.providers.aws.cloudfront_config import PriceClass, Site
from launcher.providers.aws.cloudfront_sites import Sites, covering
from launcher.providers.aws.cloudfront_switch import Switch
from launcher.services import Clock

if TYPE_CHECKING:
    from mypy_boto3_cloudfront.client import CloudFrontClient
    from mypy_boto3_s3.client import S3Client


def _unheard(_: str) -> None:
    """Nobody listens."""


Certified = Callable[[Collection[str]], str | None]
"""The ARN of a certificate that is good for all of these names; None when there is none (`Acm.arn`)."""


class CloudFrontEdge:
    """The distributions of one account that show one bucket. `standby` is the domain whose hosts a distribution waits
    for; empty: none. `say` is told what readers have to wait for. Nothing is connected before the first call."""

    def __init__(
        self,
        bucket: str,
        certified: Certified,
        clock: Clock,
        *,
        region: str = "us-east-1",
        standby: str = "",
        price: PriceClass = "PriceClass_All",
        profile: str | None = None,
        endpoint: str | None = None,
        say: Callable[[str], None] = _unheard,
    ) -> None:
        self._certified = certified
        self._say = say
        self._region = region
        self._standby = standby
        self._profile = profile
        self._endpoint = endpoint
        name = f"{config.OURS}-{hashlib.sha256(bucket.encode()).hexdigest()[:12]}"
        self._switch = Switch(lambda: self._cloudfront, name, f"hosts of the bucket {bucket}", clock)
        self._sites = Sites(lambda: self._cloudfront, config.origin(bucket, region), price)
        self._bucket = Behind(lambda: self._s3, bucket)

    def serving(self, host: str) -> str | None:
        """What the host answers with: the name of a place, the `https://…` it redirects to, or None."""
        host = host.lower()
        shown = self._switch.shown().get(host)
        site = self._sites.serving(host) if shown else None
        return shown if site and site.enabled and site.lost else None

    def point(self, host: str, to: str, changed: Collection[str] = ()) -> None:
        """Serve what lies there, or redirect to this `https://…`, at once and whole where a distribution is there.

        What is cached of `changed` is forgotten first: nobody is shown that place meanwhile, so none of it is cached
        again before the switch. Where no distribution is, one is made, and not waited for: the records can be written
        meanwhile, and the proof waits.
        Refused when the name is in somebody else's distribution; ProviderFailed when it has no certificate yet.
        """
        host, to = function.host(host), function.target(to)
        site = self._ready(host)
        if not to.startswith("https://"):
            self._bucket.show_lost(to, site.lost)
            self._forget(site, forgetting.paths(to, changed))
        self._switch.change(lambda shown: {**shown, host: to})

    def withdraw(self, host: str) -> None:
        """Stop answering for the host. A distribution that serves nothing then is disabled; once CloudFront has done
        that, a second call removes it."""
        host = host.lower()
        shown = self._switch.shown()
        if host in shown:
            self._switch.change(lambda shown: {name: to for name, to in shown.items() if name != host})
        site = self._sites.serving(host)
        if site is None or not site.lost or site.waiting or (shown.keys() - {host}) & set(site.aliases):
            return
        if site.enabled:
            self._sites.enable(site, False)
        elif site.deployed:
            self._bucket.shut_out(site.arn)
            self._bucket.forget_lost(site.lost)
            self._sites.remove(site)

    def front(self, host: str) -> Front:
        """The distribution's own name, once there is one; the certificates are ACM's."""
        site = self._sites.serving(host.lower())
        alias = site.domain if site and site.lost else ""
        return Front((), 443, "https", config.ISSUERS, alias, certifies=False)

    def window(self, host: str) -> str:
        """The site's own address."""
        return f"https://{host}/"

    # ── beyond the port ──

    def stand_by(self) -> None:
        """In quiet times: the distribution for the hosts under the standby domain. No-op when it is there."""
        if self._standby:
            self._ready(f"*.{self._standby}")

    def preflight(self) -> tuple[Check, ...]:
        """Whether what a launch needs can be read, and whether the standby is ready. Only reads: the rights to change
        are not seen."""
        return tuple(check for asked in (self._of_sites, self._of_table, self._of_bucket) for check in _checked(asked))

    def _of_sites(self) -> Iterator[Check]:
        every = self._sites.every()
        ours = sum(1 for site in every if site.lost)
        yield Check("edge", True, f"CloudFront answers; distributions: {len(every)}, ours: {ours}")
        if self._standby:
            wanted = f"*.{self._standby}"
            site = covering(every, wanted)
            ready = site is not None and site.enabled and site.deployed
            yield Check("edge-standby", ready, f"the distribution for {wanted} is {'ready' if ready else 'not ready'}")

    def _of_table(self) -> Iterator[Check]:
        shown = self._switch.shown()
        used = len(function.code(shown).encode())
        yield Check("edge-hosts", True, f"hosts that are shown: {len(shown)}, in {used} of {function.LIMIT} bytes")

    def _of_bucket(self) -> Iterator[Check]:
        yield Check("edge-bucket", True, f"distributions that may read the bucket: {len(self._bucket.readers())}")

    # ── inside ──

    @cached_property
    def _cloudfront(self) -> CloudFrontClient:
        made: CloudFrontClient = aws.client("cloudfront", profile=self._profile, endpoint=self._endpoint)
        return made

    @cached_property
    def _s3(self) -> S3Client:
        made: S3Client = aws.client("s3", profile=self._profile, region=self._region, endpoint=self._endpoint)
        return made

    def _forget(self, site: Site, paths: Sequence[str]) -> None:
        """No publish is held up by it: what is not forgotten is old for as long as its `Cache-Control` lets it be."""
        if not paths:
            return
        try:
            self._sites.forget(site, paths)
        except SpareWheelError as failed:
            self._say(f"readers may see old pages for a minute: {failed.message} ({failed.hint})")

    def _ready(self, host: str) -> Site:
        """The distribution that serves the host, made when there is none: enabled, and let into the bucket."""
        every = self._sites.every()
        site = covering(every, host) or self._made(every, host)
        if not site.lost:
            hint = "serve the name from there, or take it out of that distribution's alternate names"
            raise Refused(f"{host} is in the distribution {site.id}, which is not ours", hint=hint, code="not-ours")
        if not site.enabled:
            self._sites.enable(site, True)
        self._bucket.let_in(site.arn)
        return site

    def _made(self, every: Sequence[Site], host: str) -> Site:
        """For as many of the site's names as have one certificate."""
        for names in self._names(every, host):
            if certificate := self._certified(names):
                return self._sites.make(names, self._switch.arn(), certificate)
        ready = host.partition(".")[2] == self._standby
        hint = f"`sparewheel standby` gets ready for it; then {RESUME}" if ready else f"it is on its way; {RESUME}"
        raise ProviderFailed(f"there is no certificate for {host} yet", hint=hint, code="no-certificate")

    def _names(self, every: Sequence[Site], host: str) -> tuple[Sequence[str], ...]:
        """What a new distribution may be called, the best first."""
        above = host.partition(".")[2]
        if above and above == self._standby:
            return ([f"*.{above}"],)
        site = host.removeprefix("www.")
        return ([name for name in (site, f"www.{site}") if not covering(every, name)], [host])


def _checked(asked: Callable[[], Iterator[Check]]) -> tuple[Check, ...]:
    """What was found, or that it could not be asked."""
    try:
        return tuple(asked())
    except SpareWheelError as failed:
        return (Check("edge", False, f"{failed.message} ({failed.hint})" if failed.hint else failed.message),)
