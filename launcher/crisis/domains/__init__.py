"""Names for the site, built from the crisis's words, ranked, with the reasons and the look-alikes."""

from launcher.crisis.domains.proposal import NameRules, propose

__all__ = ["NameRules", "propose"]
