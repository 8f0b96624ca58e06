"""Porkbun as the registrar."""
