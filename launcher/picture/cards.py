"""Cards: what the picture says of each word, as text ready to be shown. Nothing here is markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from launcher.model import Heat, Keyword, Reason, Trend
from launcher.picture import curves
from launcher.picture.curves import Curve, Span
from launcher.picture.wording import LANGUAGES, PARTS, REASONS, STATES, TEXTS, moment, number


@dataclass(frozen=True, slots=True)
class Chart:
    """One curve with all that is written around it; without a curve, `title` and `caption` are all there is."""

    kind: str
    title: str
    caption: str
    since: str = ""
    levels: str = ""
    highest: str = ""
    first: str = ""
    last: str = ""
    desc: str = ""
    curve: Curve | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a score: its kind, what it is called, what it adds (also as text)."""

    kind: str
    label: str
    weight: float
    points: str
    foreign: bool = False
    """In the ranking's English, on a French page."""


@dataclass(frozen=True, slots=True)
class Card:
    """One word. `parts` make the bar and leave `rest` of its hundred points; `details` are the list under it, and
    `remarks` the reasons without points."""

    rank: int
    term: str
    lang: str
    language: str
    state: Heat
    pinned: bool
    score: str
    charts: tuple[Chart, ...]
    parts: tuple[Part, ...]
    rest: float
    details: tuple[Part, ...]
    remarks: tuple[Part, ...]
    row: tuple[str, ...]
    """The cells of the table: rank, word, language, state, score, and two for each series."""


def cards(ranked: Sequence[Keyword], lang: str) -> tuple[Card, ...]:
    """A card for each word, in the order of the ranking, in `fr` or `en`."""
    return tuple(_card(number_, word, lang) for number_, word in enumerate(ranked, 1))


def is_pinned(word: Keyword) -> bool:
    """Whether the lead put the word first."""
    return any(reason.code == "pinned" for reason in word.reasons)


def _card(rank: int, word: Keyword, lang: str) -> Card:
    language = LANGUAGES[lang].get(word.lang, word.lang)
    score, state = number(word.score, lang), STATES[lang][word.state][0]
    parts = _parts(word.reasons, lang)
    told = [cell for trend in (word.search, word.news) for cell in _cells(trend, lang)]
    return Card(
        rank,
        word.term,
        word.lang,
        language,
        word.state,
        is_pinned(word),
        number(round(word.score), lang),
        _charts(word, lang),
        parts,
        max(0.0, 100 - sum(part.weight for part in parts if part.weight > 0)),
        tuple(_detail(reason, lang) for reason in word.reasons if reason.weight),
        tuple(_detail(reason, lang) for reason in word.reasons if not reason.weight and _is_remark(reason)),
        (str(rank), word.term, language, state, score, *told),
    )


# ── series ───────────────────────────────────────────────────────────────────────────────────────


def _charts(word: Keyword, lang: str) -> tuple[Chart, ...]:
    """Search above news, on one time line where both were measured over about the same time."""
    trends = {"search": word.search, "news": word.news}
    if not any(trends.values()):
        return (Chart("no", "", TEXTS[lang]["no-series"]),)
    spans = [span for trend in trends.values() if trend and (span := curves.span_of(trend.points))]
    together = curves.shared(spans)
    return tuple(_chart(kind, trend, together, lang) for kind, trend in trends.items())


def _chart(kind: str, trend: Trend | None, span: Span | None, lang: str) -> Chart:
    texts = TEXTS[lang]
    if trend is None:
        return Chart(kind, texts[kind], texts[f"no-{kind}"])
    caption = texts["times" if trend.onset else "calm"].format(ratio=number(trend.ratio, lang))
    drawn = curves.curve(trend, span)
    if drawn is None:
        return Chart(kind, texts[kind], caption)
    highest = number(drawn.highest, lang)
    levels = texts["levels"].format(
        baseline=number(trend.baseline, lang), latest=number(trend.latest, lang), highest=highest
    )
    since = texts["since"].format(onset=moment(trend.onset, lang)) if trend.onset else ""
    first, last = (moment(edge, lang) for edge in drawn.span)
    desc = texts["desc-onset" if since else "desc"].format(
        first=first, last=last, caption=caption, levels=levels, since=since
    )
    return Chart(kind, texts[kind], caption, since, levels, highest, first, last, desc, drawn)


def _cells(trend: Trend | None, lang: str) -> tuple[str, str]:
    if trend is None:
        return TEXTS[lang]["none"], ""
    return f"× {number(trend.ratio, lang)}", moment(trend.onset, lang) if trend.onset else "–"


# ── score ────────────────────────────────────────────────────────────────────────────────────────


def _kind(reason: Reason) -> str:
    """Which evidence a reason is about: what is neither measured nor foreseen comes from the texts."""
    first = reason.code.partition("-")[0]
    return first if first in ("search", "news", "seed") else "text"


def _parts(reasons: Sequence[Reason], lang: str) -> tuple[Part, ...]:
    """The bar's parts: the points of each kind of evidence together."""
    sums = dict.fromkeys(PARTS[lang], 0.0)
    for reason in reasons:
        sums[_kind(reason)] += reason.weight
    found = [(kind, round(weight, 1)) for kind, weight in sums.items() if round(weight, 1)]
    return tuple(Part(kind, PARTS[lang][kind], weight, number(weight, lang)) for kind, weight in found)


def _detail(reason: Reason, lang: str) -> Part:
    known = REASONS.get(reason.code) if lang == "fr" else None
    points = f"{'+' if reason.weight > 0 else '−'}{number(abs(reason.weight), lang)}" if reason.weight else ""
    return Part(_kind(reason), known or reason.text, reason.weight, points, foreign=lang != "en" and known is None)


def _is_remark(reason: Reason) -> bool:
    """Growth, or the lack of it, is told by the charts; pins by their place."""
    return not reason.code.endswith(("-missing", "-normal", "-growth")) and reason.code != "pinned"
