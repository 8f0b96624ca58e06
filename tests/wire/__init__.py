"""Registrars on loopback that speak real APIs: one server, one file per API."""
