"""What the press writes and what people search, read from files into `Signals`.

files, archives (reading) → text (decode) → what is it, by content (kinds), and what is none (strangers)
    press, saved pages, feeds              → articles, each in one language (languages)
    trends, timelines, pageviews (answers) → series; trend exports on one scale where an anchor ties them (ties)
    consoles                               → volumes
What today makes of them: later dates left out, old exports told (ages).
Cells are read by dates and levels: a column decides together how it is written.
"""

from launcher.crisis.signals.reading import read

__all__ = ["read"]
