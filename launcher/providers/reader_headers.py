"""What every answer of an edge tells a browser, whatever the edge is."""

from __future__ import annotations

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Each page carries a stricter one with the digest of its style; this covers what is no page, and framing.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
HSTS_SECONDS = 31_536_000
"""A year. Only where the certificate is real: a browser told to insist could never pass over one of a rehearsal."""
