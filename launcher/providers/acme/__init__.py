"""Certificates from a CA that speaks ACME (RFC 8555), proven by DNS; kept in the workspace."""
