"""The words of a crisis, ranked, with the reasons.

articles → tokens (words in context) → extract (terms and their counts) → absorb (one entry per idea) → score
series   → growth (is it abnormal now?) → heat (search AND news)                                      ↗
"""

from launcher.crisis.keywords.ranking import rank

__all__ = ["rank"]
