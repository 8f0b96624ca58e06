"""Object storage: moto's S3 with its authentication switched on, behind a gate for what moto does not refuse."""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from launcher.drill.world.state import AccessKey

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from werkzeug.serving import BaseWSGIServer

ACCOUNT = "123456789012"  # moto's own
USER = "sparewheel-sandbox"
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}

_SIGNED_FOR_S3 = re.compile(r"AWS4-HMAC-SHA256 Credential=[^/,]+/\d{8}/[a-z0-9-]+/s3/aws4_request,")
_DENIED = (
    b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'
)

Application = Callable[..., Iterable[bytes]]


class Gate:
    """Lets only requests through that claim to be signed for S3; moto checks the claim.

    By itself moto answers an unsigned request with a 500, or with the object, and its `/moto-api/reset` empties the
    world for anyone.
    """

    def __init__(self, inside: Application) -> None:
        self._inside = inside

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        signed = _SIGNED_FOR_S3.match(environ.get("HTTP_AUTHORIZATION", ""))
        if signed and not environ.get("PATH_INFO", "").startswith("/moto-api"):
            return self._inside(environ, start_response)
        headers = [("Content-Type", "application/xml"), ("Content-Length", str(len(_DENIED)))]
        start_response("403 Forbidden", headers)
        return [_DENIED]


def server(listener: socket.socket, key: AccessKey) -> BaseWSGIServer:
    """Load moto (0.4 s: call it once everything else is up) and give a server of it."""
    os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "0"  # read as moto loads: every request is checked from the first
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    class Handler(MotoRequestHandler):
        disable_nagle_algorithm = True  # or each answer waits 40 ms for an acknowledgement

        def log(self, type: str, message: str, *args: Any) -> None:
            """Nothing: one line per object would fill the log."""

    _admit(key)
    gate = Gate(DomainDispatcherApplication(create_backend_app))
    host, port = listener.getsockname()
    return make_server(host, port, gate, threaded=True, request_handler=Handler, fd=listener.fileno())


def _admit(key: AccessKey) -> None:
    """Make the one user that may use the storage, and give it our key, so that the key outlives this life."""
    from moto.iam.models import iam_backends

    iam = iam_backends[ACCOUNT]["aws"]
    iam.create_user(region_name="us-east-1", user_name=USER)
    iam.put_user_policy(USER, "s3-only", json.dumps(POLICY))
    made = iam.create_access_key(USER)
    made.access_key_id, made.secret_access_key = key.id, key.secret
