"""The one CloudFront Function that holds our hosts: read where it is live, changed as a whole or not at all.

A function has two stages. We write the one that nobody sees (If-Match), look that what readers have is still what the
change was made from, and publish exactly what we wrote (If-Match again). Writing shuts out whoever wrote before and has
not published; whoever writes after us shuts us out. So no change is lost, and none that broke off half-way goes live
with somebody else's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from launcher.errors import ProviderFailed
from launcher.providers.aws import cloudfront_function as function
from launcher.providers.aws.calls import RESUME, asking, passing_over
from launcher.providers.aws.cloudfront_function import Table
from launcher.services import Clock

if TYPE_CHECKING:
    from mypy_boto3_cloudfront.client import CloudFrontClient
    from mypy_boto3_cloudfront.type_defs import FunctionConfigTypeDef

_ATTEMPTS = 12
_PAUSE = 0.5
"""Seconds; each further attempt waits this much longer."""
_GONE = "NoSuchFunctionExists"
_MOVED = ("PreconditionFailed", "InvalidIfMatchVersion", "FunctionAlreadyExists")
"""Somebody else was faster."""


class Switch:
    """The function of this name. `client` gives the connection when it is first needed."""

    def __init__(self, client: Callable[[], CloudFrontClient], name: str, comment: str, clock: Clock) -> None:
        self._client = client
        self._name = name
        self._config: FunctionConfigTypeDef = {"Comment": comment, "Runtime": function.RUNTIME}
        self._clock = clock

    def shown(self) -> Table:
        """What readers have now; empty before the first change. Refused when the function is not ours."""
        live = self._live()
        return {} if live is None else function.table(live)

    def arn(self) -> str:
        """By what a distribution calls it; published, with an empty table, if it never was."""
        self.change(dict)
        with asking("look at the function that maps hosts"):
            found = self._client().describe_function(Name=self._name, Stage="LIVE")
        return found["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]

    def change(self, edit: Callable[[Table], Table]) -> None:
        """Make the table another one, from what readers have; nothing is sent when nothing differs. ProviderFailed
        when others change it all the time."""
        for attempt in range(_ATTEMPTS):
            if self._changed(edit):
                return
            self._clock.sleep(_PAUSE * (attempt + 1))
        raise ProviderFailed(
            "others are changing what the edge serves", hint=f"wait a minute; {RESUME}", code="edge-busy"
        )

    # ── inside ──

    def _changed(self, edit: Callable[[Table], Table]) -> bool:
        """False: somebody else was at it, and nothing of ours is live."""
        live = self._live()
        wanted = function.code(edit({} if live is None else function.table(live)))
        if wanted == live:
            return True
        tag = self._written(wanted.encode())
        return tag is not None and self._live() == live and self._published(tag)

    def _live(self) -> str | None:
        with asking("read which host shows which release"), passing_over(_GONE):
            return self._client().get_function(Name=self._name, Stage="LIVE")["FunctionCode"].read().decode()
        return None

    def _written(self, code: bytes) -> str | None:
        """The tag of what nobody sees yet; None when somebody else was faster."""
        with asking("write which host shows which release", changes=True), passing_over(*_MOVED):
            with passing_over(_GONE):
                tag = self._client().describe_function(Name=self._name, Stage="DEVELOPMENT")["ETag"]
                return self._client().update_function(
                    Name=self._name, IfMatch=tag, FunctionConfig=self._config, FunctionCode=code
                )["ETag"]
            return self._client().create_function(Name=self._name, FunctionConfig=self._config, FunctionCode=code)[
                "ETag"
            ]
        return None

    def _published(self, tag: str) -> bool:
        with asking("publish which host shows which release", changes=True), passing_over(*_MOVED):
            self._client().publish_function(Name=self._name, IfMatch=tag)
            return True
        return False
