"""Real crisis sites: what we would have proposed from the words of their news, what we say of the names they chose,
and which confusable names are caught by our lists and by dnstwist, at which rank.

Read the counts with three things in mind. Only one struck name is on record (securityequifax2017.com, which the
company's own staff sent people to). The four other confusables of each site (words swapped, a hyphen, the other number
or ending, a slip of the finger) were typed in before the first run, but by the author of our lists, so they are the
kinds of slips that we thought of; two of McNeil's were missed at first and mended the generator; the last site was
added after that. And dnstwist does not rank: its names come kind by kind, so its ranks tell how much there is to read,
and cutting its list to as many as ours tells the same, not which of its names are likely.

dnstwist runs as it comes, and with a dictionary of the site's own words and our endings (the best case for it). Nothing
here touches the network.

    python -m benchmarks.names        writes benchmarks/results/names.json and prints a table
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.crisis.domains import NameRules, judge, propose, watch
from launcher.model import Heat, Keyword

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "names.json"
TLDS = ("com", "ca")
POOL = 1000
BREACH = ("breach", "cyberattack")
PEERS = ("dnstwist", "dnstwist with words", "dnstwist, as many as ours")


@dataclass(frozen=True)
class Site:
    """A site that was: its name, year, whose it was, what had happened and the subjects, as the news had them (all are
    words of the crisis, in this order); the struck name where one is known, and four confusables."""

    name: str
    year: int
    lang: str
    brands: tuple[str, ...]
    incidents: tuple[str, ...]
    words: tuple[str, ...]
    confusables: tuple[str, ...]
    struck: str = ""


SITES = (
    Site(
        "vwdieselinfo.com", 2015, "en", ("VW",), ("recall",), ("diesel", "emissions", "TDI engine"),
        ("dieselvwinfo.com", "vw-dieselinfo.com", "vwdieselinfo.ca", "vwdeiselinfo.com"),
    ),
    Site(
        "anthemfacts.com", 2015, "en", ("Anthem",), BREACH, ("data breach", "health insurance", "credit monitoring"),
        ("factsanthem.com", "anthem-facts.com", "anthemfact.com", "anthmfacts.com"),
    ),
    Site(
        "mcneilproductrecall.com", 2010, "en", ("McNeil",), ("recall",), ("product recall", "children's medicine"),
        ("mcneilrecallproduct.com", "mcneil-productrecall.com", "mcneilproductsrecall.com", "mcneilproductrecal.com"),
    ),
    Site(
        "deepwaterhorizonresponse.com", 2010, "en", (), ("spill",), ("Deepwater Horizon", "oil spill", "Gulf coast"),
        ("responsedeepwaterhorizon.com", "deepwaterhorizon-response.com", "deepwaterhorizonresponse.org",
         "deepwaterhorizonrepsonse.com"),
    ),
    Site(
        "equifaxsecurity2017.com", 2017, "en", ("Equifax",), BREACH, ("data breach", "security", "credit freeze"),
        ("equifaxsecurity.com", "equifax-security2017.com", "equifaxsecurity2017.org", "equifaxsecruity2017.com"),
        struck="securityequifax2017.com",
    ),
    Site(
        "gmignitionupdate.com", 2014, "en", ("GM",), ("recall",), ("ignition switch", "ignition", "airbags"),
        ("gmupdateignition.com", "gm-ignitionupdate.com", "gmignitionupdates.com", "gmignitonupdate.com"),
    ),
    Site(
        "premeraupdate.com", 2015, "en", ("Premera",), BREACH, ("cyberattack", "credit monitoring", "data breach"),
        ("updatepremera.com", "premera-update.com", "premeraupdates.com", "premereupdate.com"),
    ),
    Site(
        "excellusfacts.com", 2015, "en", ("Excellus",), BREACH, ("data breach", "health insurer"),
        ("factsexcellus.com", "excellus-facts.com", "excellusfact.com", "excelusfacts.com"),
    ),
    Site(
        "carefirstanswers.com", 2015, "en", ("CareFirst",), BREACH, ("cyberattack", "data breach", "members"),
        ("answerscarefirst.com", "carefirst-answers.com", "carefirstanswer.com", "carefirstansers.com"),
    ),
    Site(
        "ruefrontenac.com", 2009, "fr", ("Rue Frontenac",), ("lock-out",), ("journalistes", "conflit de travail"),
        ("frontenacrue.com", "rue-frontenac.com", "ruefrontenac.ca", "ruefontenac.com"),
    ),
    Site(
        "lifethcfacts.com", 2015, "en", ("Lifethc",), BREACH, ("data breach", "health insurer"),
        ("factslifethc.com", "lifethc-facts.com", "lifethcfact.com", "lifehtcfacts.com"),
    ),
)  # fmt: skip
"""Sources: knowledge/doctrine §3.4; gmignitionupdate (the maker's own release, 8 May 2014), premeraupdate (adn.com,
17 March 2015), excellusfacts (syracuse.com, 9 September 2015), carefirstanswers (the site itself),
lifethcfacts (tomsguide.com, September 2015)."""


def main() -> None:
    rows = [_row(site) for site in SITES]
    found: dict[str, Any] = {
        "what": "real crisis sites: our proposal, our verdict on theirs, the rank of confusable names (null: missed)",
        "caution": "one struck name is on record; the author of our lists typed in the other confusables, and two "
        "that were missed mended the generator; dnstwist does not rank its names",
        "sites": rows,
        "caught": {peer: _caught(rows, peer) for peer in ("ours to buy", "ours", *PEERS)},
        "names_per_list": {peer: round(statistics.mean(row["size"][peer] for row in rows)) for peer in rows[0]["size"]},
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    _print(rows, found)


def _row(site: Site) -> dict[str, Any]:
    rules = NameRules(site.brands, {site.lang: site.incidents}, {}, TLDS, (site.lang,))
    heard = (*site.brands, *site.incidents[:1], *site.words)
    words = [Keyword(term, site.lang, 90 - 10 * n, Heat.HOT, ()) for n, term in enumerate(heard)]
    proposed = propose(words, rules, top=POOL)
    judged = judge(site.name, words, rules)
    same = [set(candidate.words) == set(judged.candidate.words) for candidate in proposed]
    buy = judged.candidate.lookalikes
    both = (*buy, *(one.name for one in watch(site.name, bought=buy)))
    plain, helped = _dnstwist(site, judged.candidate.words)
    peers = dict(zip(PEERS, (plain, helped, helped[: len(both)]), strict=True))
    lists = {"ours to buy": buy, "ours": both, **peers}
    tried = (site.struck, *site.confusables) if site.struck else site.confusables
    return {
        "name": site.name,
        "year": site.year,
        "we_would_have_proposed": [candidate.name for candidate in proposed[:5]],
        "their_words_among_ours": same.index(True) + 1 if True in same else None,
        "our_verdict_on_theirs": [reason.text for reason in judged.refused] or f"{judged.candidate.score:.0f} of 100",
        "struck": site.struck or None,
        "size": {peer: len(names) for peer, names in lists.items()},
        "rank": {name: {peer: _rank(name, names) for peer, names in lists.items()} for name in tried},
    }


def _dnstwist(site: Site, words: Iterable[str]) -> tuple[list[str], list[str]]:
    """As it comes; with a dictionary of the name's words and with endings to try."""
    with tempfile.NamedTemporaryFile("w", suffix=".dict") as dictionary, tempfile.NamedTemporaryFile("w") as endings:
        dictionary.write("\n".join(words))
        endings.write("ca\norg\nnet\nquebec\n")
        dictionary.flush()
        endings.flush()
        extra = ("--dictionary", dictionary.name, "--tld", endings.name)
        return _listed(site.name), _listed(site.name, *extra)


def _listed(name: str, *extra: str) -> list[str]:
    """dnstwist's own order, without the name itself. `--format list` makes names and asks nobody."""
    tool = Path(sys.executable).with_name("dnstwist")
    run = subprocess.run([str(tool), "--format", "list", *extra, name], check=True, capture_output=True, text=True)
    return [line for line in dict.fromkeys(run.stdout.split()) if line != name]


def _rank(name: str, names: Sequence[str]) -> int | None:
    return names.index(name) + 1 if name in names else None


def _caught(rows: Sequence[dict[str, Any]], peer: str) -> dict[str, Any]:
    ranks = [ranks[peer] for row in rows for ranks in row["rank"].values()]
    hits = [rank for rank in ranks if rank is not None]
    return {"caught": len(hits), "of": len(ranks), "median_rank": statistics.median(hits) if hits else None}


def _print(rows: Sequence[dict[str, Any]], found: dict[str, Any]) -> None:
    for row in rows:
        print(f"{row['name']} ({row['year']})  ours: {', '.join(row['we_would_have_proposed'])}")
        verdict = row["our_verdict_on_theirs"]
        print(f"    their words are number {row['their_words_among_ours']} of ours; our verdict: {verdict}")
        for name, ranks in row["rank"].items():
            print(f"    {name:38} " + "  ".join(f"{peer}: {rank or '–'}" for peer, rank in ranks.items()))
    print(json.dumps({key: found[key] for key in ("caught", "names_per_list")}, indent=2))


if __name__ == "__main__":
    main()
