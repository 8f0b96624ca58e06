"""Names for the site, built from the crisis's words, ranked, with the reasons and the look-alikes."""

from launcher.crisis.domains.address import address
from launcher.crisis.domains.endings import holder
from launcher.crisis.domains.ground import NameRules
from launcher.crisis.domains.judging import Judged, judge
from launcher.crisis.domains.parts import edition_problems, registrable
from launcher.crisis.domains.proposal import Proposal, Refusal, propose, survey
from launcher.crisis.domains.refusals import CONTENT
from launcher.crisis.domains.spelling import shown
from launcher.crisis.domains.watching import Watched, watch

__all__ = [
    "CONTENT",
    "Judged",
    "NameRules",
    "Proposal",
    "Refusal",
    "Watched",
    "address",
    "edition_problems",
    "holder",
    "judge",
    "propose",
    "registrable",
    "shown",
    "survey",
    "watch",
]
