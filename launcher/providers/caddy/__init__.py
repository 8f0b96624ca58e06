"""Caddy as the edge, told what to show through its admin interface."""
