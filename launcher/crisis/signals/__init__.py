"""What the press writes and what people search, read from files into `Signals`.

files (which, how big) → kinds (what is it, by content) → press | feeds | exports (values, each with its place)
"""

from launcher.crisis.signals.reading import read

__all__ = ["read"]
