"""What the press writes and what people search, read from files into `Signals`.

files, archives (reading) → text (decode) → what is it, by content (kinds)
    press, saved pages, feeds              → articles, each in one language (languages)
    trends, timelines, pageviews (answers) → series; trend exports on one scale where an anchor ties them (ties)
    consoles                               → volumes
Cells are read by dates and levels: a column decides together how it is written.
"""

from launcher.crisis.signals.reading import read

__all__ = ["read"]
