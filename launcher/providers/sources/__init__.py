"""Sources of signals on the network: each gives a file in its own format, which is then read like any other file.

client (one polite GET) · pace (who may ask when) · cache (what was answered) → source (asks, waits, falls back)
wikimedia | gdelt | feed: the address to ask, and what an answer of theirs looks like
"""

from launcher.providers.sources.feed import Feed
from launcher.providers.sources.gdelt import Gdelt
from launcher.providers.sources.source import Desk, NetworkSource, Service
from launcher.providers.sources.wikimedia import Wikimedia

__all__ = ["Desk", "Feed", "Gdelt", "NetworkSource", "Service", "Wikimedia"]
