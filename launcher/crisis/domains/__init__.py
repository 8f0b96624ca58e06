"""Names for the site, built from the crisis's words, ranked, with the reasons and the look-alikes."""

from launcher.crisis.domains.address import address
from launcher.crisis.domains.ground import NameRules
from launcher.crisis.domains.judging import Judged, judge
from launcher.crisis.domains.lookalikes import lookalikes
from launcher.crisis.domains.parts import edition_problems, registrable
from launcher.crisis.domains.proposal import Proposal, Refusal, propose, survey
from launcher.crisis.domains.watching import Watched, watch

__all__ = [
    "Judged",
    "NameRules",
    "Proposal",
    "Refusal",
    "Watched",
    "address",
    "edition_problems",
    "judge",
    "lookalikes",
    "propose",
    "registrable",
    "survey",
    "watch",
]
