"""Questions to name servers, and signed updates of a primary of one's own (RFC 2136)."""
