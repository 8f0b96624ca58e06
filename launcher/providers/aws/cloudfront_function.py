"""Which host shows which release, as the code of a CloudFront Function: a table, and what is done with a request.

The function runs before CloudFront looks into its cache, and writes the release into the path. So a switch needs no
invalidation: what was cached of the old release has other paths. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from launcher.errors import Refused

LIMIT = 10 * 1024
"""Bytes that a function may have (CloudFront's quota)."""
RUNTIME: Final = "cloudfront-js-2.0"
_RELEASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_TABLE = re.compile(r"^const SHOWN = (\{.*\});$", re.MULTILINE)

Table = Mapping[str, str]
"""Host to release id, or to the `https://…` (without path) that it redirects to."""


def host(name: str) -> str:
    """The host as the table has it. Refused when it cannot be one."""
    if not _HOST.fullmatch(name.lower()):
        raise Refused(f"{name!r} is no host", hint="A name like crise-eau.ca.", code="edge-host")
    return name.lower()


def target(to: str) -> str:
    """What a host may show, as the table has it. Refused when it is neither a release nor `https://…`."""
    if "://" not in to and _RELEASE.fullmatch(to):
        return to
    parts = urlsplit(to)
    if parts.scheme == "https" and _HOST.fullmatch(parts.netloc) and not (parts.path.rstrip("/") or parts.query):
        return f"https://{parts.netloc}"
    raise Refused(f"{to!r} is neither a release nor https://…", code="edge-target")


def table(code: str) -> Table:
    """The table in a function's code. Refused when the function was not written by us."""
    found = _TABLE.search(code)
    if found is None:
        hint = "rename or delete that function in the CloudFront console"
        raise Refused(
            "the CloudFront function that should hold our hosts holds something else", hint=hint, code="not-ours"
        )
    shown: Table = json.loads(found[1])
    return shown


def code(shown: Table) -> str:
    """The whole function. Refused when it is bigger than CloudFront takes."""
    written = _CODE.replace("{}", json.dumps(dict(shown), sort_keys=True, separators=(",", ":")), 1)
    if len(written.encode()) > LIMIT:
        hint = "withdraw old hosts: a table has room for some hundred"
        raise Refused(f"{len(shown)} hosts are more than a CloudFront function holds", hint=hint, code="edge-full")
    return written


_CODE = r"""// Which host shows which release. Written by sparewheel: what is changed here by hand is lost.
const SHOWN = {};

function handler(event) {
  const request = event.request;
  const host = request.headers.host ? request.headers.host.value.toLowerCase() : '';
  const shown = Object.prototype.hasOwnProperty.call(SHOWN, host) ? SHOWN[host] : '';
  if (!shown) return missing('No site answers for this name.');
  if (shown.startsWith('https://')) return moved(shown + request.uri, request.querystring);
  if (!isPlain(request.uri)) return missing('There is no such page.');
  const file = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (file && file.indexOf('.') < 0) return moved(request.uri + '/', request.querystring);
  request.uri = '/releases/' + shown + request.uri + (file ? '' : 'index.html');
  return request;
}

// Could a file of a release have this path? Others could lead out of the release, or ask the storage for more.
function isPlain(path) {
  try {
    return !/[\x00-\x1f\x7f\\?#%]|\/\/|(^|\/)\.\.?(\/|$)/.test(decodeURIComponent(path));
  } catch (malformed) {
    return false;
  }
}

function missing(text) {
  const headers = {
    'content-type': { value: 'text/plain; charset=utf-8' },
    'cache-control': { value: 'no-store' },
  };
  return { statusCode: 404, statusDescription: 'Not Found', headers: headers, body: text + '\n' };
}

// For a minute only: a browser that kept it for ever would not see the site come back.
function moved(address, fields) {
  const location = (address + queryOf(fields)).replace(/[^!-~]+/g, encodeURIComponent);
  const headers = { location: { value: location }, 'cache-control': { value: 'max-age=60' } };
  return { statusCode: 308, statusDescription: 'Permanent Redirect', headers: headers };
}

function queryOf(fields) {
  const parts = [];
  for (const name in fields) {
    (fields[name].multiValue || [fields[name]]).forEach(function (one) {
      parts.push(one.value ? name + '=' + one.value : name);
    });
  }
  return parts.length ? '?' + parts.join('&') : '';
}
"""
