"""The seed's rule for the news box: search AND news, of one time, with their numbers shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from launcher.crisis.keywords.growth import growth
from launcher.crisis.keywords.heat import Evidence, per_day, strongest
from launcher.errors import Where
from launcher.model import Article, Heat, Point, Series

FIRST = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
WHERE = Where("x.csv", 1)
CALM = [2.0, 3, 2, 1] * 7
"""Four weeks of days."""
BURST = [*CALM, 60]


def curve(values: Sequence[float], start: int = 0, step: dt.timedelta = DAY) -> list[Point]:
    """One value a step, from the day `start` on."""
    return [(FIRST + start * DAY + n * step, float(value)) for n, value in enumerate(values)]


def evidence(search: Sequence[Point], news: Sequence[Point]) -> Evidence:
    return Evidence(growth(search), growth(news))


@pytest.mark.parametrize(
    ("search", "news", "state"),
    [
        pytest.param(curve(BURST), curve(BURST), Heat.HOT, id="both"),
        pytest.param(curve(BURST), curve(CALM), Heat.SEARCH_ONLY, id="nobody answers"),
        pytest.param(curve(CALM), curve(BURST), Heat.NEWS_ONLY, id="nobody asks"),
        pytest.param(curve(CALM), curve(CALM), Heat.COLD, id="neither"),
        pytest.param(curve([0] * 29), curve([0] * 29), Heat.COLD, id="zeros are an answer"),
        pytest.param(curve(BURST), [], Heat.UNPROVEN, id="no news series"),
        pytest.param([], curve(BURST), Heat.UNPROVEN, id="no search series"),
        pytest.param(curve([2, 60]), curve(BURST), Heat.UNPROVEN, id="a search series too short"),
        pytest.param(curve(BURST), curve(BURST, start=4), Heat.HOT, id="news four days later"),
        pytest.param(curve(BURST, start=6), curve(BURST), Heat.HOT, id="search six days later"),
        pytest.param(curve(BURST), curve(BURST, start=90), Heat.UNPROVEN, id="the search series ended in spring"),
        pytest.param(curve(CALM), curve(BURST, start=90), Heat.UNPROVEN, id="a calm that ended is no calm of now"),
        pytest.param(
            curve([*BURST, *CALM, *CALM, *CALM]), curve(BURST, start=84), Heat.NEWS_ONLY, id="search was over"
        ),
        pytest.param(curve([*CALM, *[60] * 84]), curve(BURST, start=83), Heat.HOT, id="search still lasts"),
        pytest.param(
            curve([20, 22, 19, 25, 21, 90], step=30 * DAY), curve(BURST, start=140), Heat.HOT, id="months beside days"
        ),
        pytest.param(curve(CALM), curve(CALM, start=90), Heat.COLD, id="calm whenever it was looked at"),
    ],
)
def test_the_state(search: list[Point], news: list[Point], state: Heat) -> None:
    assert evidence(search, news).state is state


def test_hot_shows_baseline_value_ratio_and_date_of_both() -> None:
    search, news = evidence(curve([1.0] * 20 + [50]), curve([0.0] * 20 + [4, 11])).reasons
    assert (search.code, search.text) == (
        "search-growth", "search: latest 50 against a baseline of 1: 25.5 times, since 2026-01-25",
    )  # fmt: skip
    assert (news.code, news.text) == (
        "news-growth", "news: latest 11 against a baseline of 0: 12.0 times, since 2026-01-26",
    )  # fmt: skip


def test_shares_are_told_on_their_own_scale() -> None:
    """No reader knows what one article is in a share: the peak is a hundred, as in an export of trends."""
    (_, news) = evidence([], curve([0.0] * 40 + [0.02, 0.05, 0.08, 0.06])).reasons
    assert news.code == "news-growth"
    assert news.text == "news: latest 0.08 against a baseline of 0: 101.0 times, since 2026-02-14"
    (_, speck) = evidence([], curve([0.0] * 40 + [0.02])).reasons
    assert speck.text == "news: latest 0.02 against a baseline of 0: 2.0 times, within the normal"


def test_a_stream_from_nothing_beside_a_burst_of_search_is_hot() -> None:
    shares = curve([0.0] * 26 + [0.024, 0.0478, 0.0896])
    assert evidence(curve(BURST), shares).state is Heat.HOT


def test_hours_are_dated_to_the_hour() -> None:
    hours = curve([3, 4, 5, 4] * 50 + [90], step=DAY / 24)
    (search, _) = evidence(hours, []).reasons
    assert search.text.endswith("since 2026-01-13 08:00")


def test_a_burst_that_fades_shows_its_peak() -> None:
    (search, _) = evidence(curve([1.0] * 20 + [50, 99, 5, 3]), []).reasons
    assert "latest 5 against a baseline of 1: 3.0 times, after a peak of 99, 50.0 times, since" in search.text
    assert search.weight == 15


def test_a_high_that_is_no_growth_is_said_to_be_none() -> None:
    (search, _) = evidence(curve([100, 0, 0, 0, 70, 0, 0, 0, 0] * 4 + [100]), []).reasons
    assert search.code == "search-normal"
    assert search.text.endswith("which chance, habit or a slow rise accounts for")
    assert search.weight == 0


def test_a_series_that_ended_before_is_named_with_both_dates() -> None:
    silent = [r for r in evidence(curve(BURST), curve(BURST, start=90)).reasons if r.code == "search-silent"]
    assert [r.text for r in silent] == [
        "search: the series ends on 2026-02-02, before the other grew on 2026-05-03",
    ]


def test_the_series_that_ends_last_tells_then_the_longest() -> None:
    def series(points: Sequence[Point], source: str) -> Series:
        return Series("eau", "search", tuple(points), source, WHERE)

    found = strongest([series(curve(CALM), "a"), series(curve([2.0] * 10, start=19), "b"), series(curve(BURST), "c")])
    assert found is not None
    assert found.onset == FIRST + 28 * DAY
    assert strongest([]) is None


def test_a_series_too_short_to_tell_leaves_the_word_to_the_next() -> None:
    short = Series("eau", "search", tuple(curve([2, 60], start=28)), "a", WHERE)
    long = Series("eau", "search", tuple(curve(BURST)), "b", WHERE)
    assert strongest([long, short]) == growth(long.points)


def articles(*days: int | None) -> list[Article]:
    """One article a day number; None: without a date."""
    dates = [None if day is None else (FIRST + day * DAY).date() for day in days]
    return [Article("", "L'eau est brune.", "fr", date, "x", WHERE) for date in dates]


def test_articles_are_counted_on_the_days_from_which_any_was_kept() -> None:
    folder = articles(0, 0, 1, 5, 6, 7, 8, 9, 9, 9, 9, 9)
    counted = per_day(folder, [0, 2, 7, 8, 9, 10, 11])
    assert [(moment - FIRST) // DAY for moment, _ in counted] == [0, 1, 5, 6, 7, 8, 9]
    assert [count for _, count in counted] == [1, 1, 0, 0, 0, 0, 5]


@pytest.mark.parametrize(
    "days",
    [
        pytest.param((0, 1, 2, 2, 3), id="five articles of a recall"),
        pytest.param((0,) * 11, id="eleven"),
        pytest.param((None,) * 40, id="no dates"),
    ],
)
def test_a_few_articles_are_no_series(days: tuple[int | None, ...]) -> None:
    assert per_day(articles(*days), range(len(days))) == ()


@pytest.mark.parametrize(
    "days",
    [
        pytest.param((0,) * 20, id="all of one day"),
        pytest.param((*range(90, 93), 400, *(400,) * 20), id="three old ones, then the crisis"),
        pytest.param((0,) + (3650,) * 20, id="ten years of nothing kept"),
    ],
)
def test_a_folder_that_was_filled_in_the_crisis_proves_nothing(days: tuple[int, ...]) -> None:
    """The days between were not silent: nobody kept them."""
    assert growth(per_day(articles(*days), range(len(days)))) is None


def test_a_folder_that_was_kept_before_proves_growth() -> None:
    days = [*range(20), *[20] * 9]
    found = growth(per_day(articles(*days), range(20, 29)))
    assert found is not None
    assert found.onset == FIRST + 20 * DAY
