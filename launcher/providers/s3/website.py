"""Plain website hosting as an edge: a bucket that bears the host's name, read by anyone, over HTTP alone.

The last resort, and a loud one: see `lacks`. A switch copies what differs into the host's bucket: what pages need, then
pages; then it removes what is no more. A reader may see a mixture for these seconds. That is why the bucket says in a
marker what it shows: nothing while it is being changed, and the release once all of it is there.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from launcher.errors import Problem, Refused
from launcher.model import Front
from launcher.providers.aws import cloudfront_function as names
from launcher.providers.s3.answers import Place, asking
from launcher.providers.s3.client import Access
from launcher.providers.s3.website_bucket import INDEX, HostBucket, files_of
from launcher.providers.system import SystemClock
from launcher.services import Clock

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

MOST_SIGNS = 63
"""Of a bucket's name."""
_HYPHEN = frozenset(
    {
        *("us-east-1", "us-west-1", "us-west-2", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1"),
        *("eu-west-1", "sa-east-1", "us-gov-west-1"),
    }
)
"""The regions whose website hosts are written `s3-website-REGION`; the later ones write `s3-website.REGION` (AWS
General Reference, "Amazon S3 website endpoints")."""


class WebsiteEdge:
    """Hosts by the website hosting of an S3. `bucket` is where releases lie, on the same storage.

    `public` is the target's own word that what this edge shows may be read by anyone, by the storage's rules. On AWS
    `addresses` are empty, for readers come by another name; a server of one's own has fixed ones.
    """

    def __init__(
        self,
        access: Access,
        bucket: str,
        *,
        public: bool,
        addresses: Sequence[str] = (),
        port: int = 80,
        clock: Clock | None = None,
    ) -> None:
        self._access = access
        self._bucket = bucket
        self._public = public
        self._addresses = tuple(addresses)
        self._port = port
        self._clock = clock or SystemClock()
        self._made: S3Client | None = None
        self._making = threading.Lock()

    def serving(self, host: str) -> str | None:
        """What the host answers with, whole: the name of a place, the `https://…` it redirects to; None while that
        changes."""
        with asking("read what the host shows", self._place(host)):
            return self._of(host).marker()

    def point(self, host: str, to: str, changed: Collection[str] = ()) -> None:
        """Serve this place, or redirect to this `https://…`. Not at once: see `lacks`. `changed` are copied even where
        their bytes are the same: their headers may be others.

        Refused: `edge-host`, `edge-target`, `edge-not-public`, `edge-release` (it is not in the storage),
        `edge-bucket-used` (the bucket holds what is not ours).
        """
        self._usable(host)
        wanted = names.target(to)
        with asking("point the host", self._place(host), changes=True):
            if "://" in wanted:
                self._of(host).redirect(_redirected(wanted))
            else:
                self._show(host, wanted, changed)

    def withdraw(self, host: str) -> None:
        """Stop answering for the host. Its bucket stays, empty and private: whoever took its name would have its
        readers for as long as DNS leads them there."""
        with asking("withdraw the host", self._place(host), changes=True):
            self._of(host).close()

    def front(self, host: str) -> Front:  # noqa: ARG002 - the port's signature
        """Where the readers of this host arrive: plain HTTP, so there is nothing to certify."""
        if self._addresses:
            return Front(self._addresses, self._port, "http")
        return Front((), self._port, "http", alias=self._region_host)

    def window(self, host: str) -> str:
        """The storage's own name for the site, which opens before DNS knows the host; on a server of one's own, the
        host."""
        name = host if self._addresses else f"{host.lower()}.{self._region_host}"
        return f"http://{name}/" if self._port == 80 else f"http://{name}:{self._port}/"

    # ── beyond the port ──

    def lacks(self) -> tuple[Problem, ...]:
        """What readers do without, whatever is configured, and what is not configured yet. Asks nothing."""
        found = [
            Problem("edge-plain-http", "PLAIN HTTP: browsers say “not secure”, and anyone on the way can change what "
                    "readers see; a name under .app, .dev or .page does not open at all", _BETTER),
            Problem("edge-no-headers", "NO SECURITY HEADERS: other sites can frame these pages", _BETTER),
            Problem("edge-mixture", "A SWITCH IS NOT AT ONCE: for some seconds readers may see pages of two releases",
                    "Publish seldom, and never remove what a page in use needs."),
        ]  # fmt: skip
        if not self._public:
            found.append(Problem("edge-not-public", "nothing can be shown: this edge may not open buckets", _OPEN))
        return tuple(found)

    # ── inside ──

    @property
    def _client(self) -> S3Client:
        with self._making:
            if self._made is None:
                self._made = self._access.client()
            return self._made

    def _of(self, host: str) -> HostBucket:
        return HostBucket(self._client, host.lower(), self._access.region)

    def _place(self, bucket: str) -> Place:
        return Place(f"{self._access}, bucket {bucket.lower()}", self._clock)

    @property
    def _region_host(self) -> str:
        """Where all websites of the region are: S3 tells them apart by the host that the reader asks for."""
        sign = "-" if self._access.region in _HYPHEN else "."
        return f"s3-website{sign}{self._access.region}.amazonaws.com"

    def _usable(self, host: str) -> None:
        """A bucket can bear this name."""
        if len(names.host(host)) > MOST_SIGNS:
            raise Refused(f"no bucket can be called {host}: it is too long", hint=_BETTER, code="edge-host")
        if not self._addresses and host.lower().startswith("xn--"):
            raise Refused(f"AWS has no buckets for names with accents, as {host}", hint=_BETTER, code="edge-host")

    def _show(self, host: str, place: str, changed: Collection[str]) -> None:
        if not self._public:
            reason = "this edge shows what anyone may read, and may not open buckets"
            raise Refused(reason, hint=_OPEN, code="edge-not-public")
        with asking("read the release", self._place(self._bucket)):
            files = files_of(self._client, self._bucket, place)
        if INDEX not in files:
            hint = "`sparewheel resume` uploads it"
            raise Refused(f"the storage holds no whole release at {place}", hint=hint, code="edge-release")
        self._of(host).show(self._bucket, place, files, changed)


_BETTER = "Use Caddy or CloudFront as the edge as soon as you can: docs/storage.md."
_OPEN = "Say `public: true` in the target's edge, if the site may be read by anyone."


def _redirected(to: str) -> str:
    """The host that is redirected to: a website can be told no port."""
    host = to.removeprefix("https://")
    if ":" in host:
        raise Refused(f"a website cannot redirect to a port, as in {to}", hint=_BETTER, code="edge-target")
    return host
