"""The lead's choices: what they do to a ranking, and which of them cannot be done together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.crisis.keywords import rank
from launcher.crisis.keywords.choices import about, absent, check, edited
from launcher.crisis.keywords.extract import key_of
from launcher.crisis.keywords.merging import merged
from launcher.errors import Malformed, Refused, SpareWheelError, Where
from launcher.model import Article, Choices, Heat, Keyword, Series, Signals, Volume

TEXTS = (
    "Le rappel du fromage inquiète. Les rappels de fromage se suivent. Le détaillant Saputo retire le fromage.",
    "Un rappel vise le fromage au lait cru. Le détaillant dit que le lait cru est sain. Saputo se tait.",
    "Le fromage est en cause. Selon Saputo, le rappel est une précaution. L'usine de Craon ferme.",
)


def article(body: str, lang: str = "fr") -> Article:
    return Article("", body, lang, None, "test", Where("test.txt", 1))


def signals(*bodies: str, series: Sequence[Series] = (), lang: str = "fr") -> Signals:
    return Signals(tuple(article(body, lang) for body in bodies), tuple(series))


def series(term: str, values: Sequence[float], scale: str = "one", kind: str = "search", start: int = 1) -> Series:
    first = dt.datetime(2026, 1, start, tzinfo=dt.UTC)
    points = tuple((first + dt.timedelta(days=n), float(value)) for n, value in enumerate(values))
    return Series(term, kind, points, "test", Where("test.csv", 1), scale)


def ranked(
    given: Signals, top: int = 50, lang: str = "fr", **choices: Sequence[str] | Mapping[str, str]
) -> list[Keyword]:
    return list(rank(given, [lang], top=top, choices=Choices(**choices)))  # type: ignore[arg-type]


def terms(words: Sequence[Keyword]) -> list[str]:
    return [word.term for word in words]


def codes(word: Keyword) -> set[str]:
    return {reason.code for reason in word.reasons}


# ── dropping ──


@pytest.mark.parametrize(
    ("lang", "body", "typed", "gone", "stays"),
    [
        ("fr", "Un rappel. Le fromage. Un rappel. Le fromage.", "RAPPELS", "rappel", "fromage"),
        ("fr", "La coupure. L'hôpital. La coupure. L'hôpital.", "hopitaux", "hôpital", "coupure"),
        ("en", "The recall. The milk. The recall. The milk.", "recalls", "recall", "milk"),
        ("en", "The lock-out. The plant. The lock-out. The plant.", "lock-outs", "lock-out", "plant"),
    ],
)
def test_a_dropped_word_is_gone_however_it_is_spelt(lang: str, body: str, typed: str, gone: str, stays: str) -> None:
    before, after = (
        ranked(signals(body, lang=lang), lang=lang),
        ranked(signals(body, lang=lang), lang=lang, dropped=[typed]),
    )
    assert {gone, stays} <= set(terms(before))
    assert terms(after) == [term for term in terms(before) if term != gone]


def test_others_come_up_for_those_that_are_dropped() -> None:
    best = terms(ranked(signals(*TEXTS)))
    assert terms(ranked(signals(*TEXTS), top=2, dropped=best[:1])) == best[1:3]


# ── pinning ──


def test_pinned_words_stand_first_in_the_order_given_with_their_evidence() -> None:
    plain = {word.term: word for word in ranked(signals(*TEXTS))}
    first, second, third, *_ = ranked(signals(*TEXTS), pinned=["usines", "nulle part", "rappels"])
    assert terms([first, second, third]) == ["usine", "nulle part", "rappel"]
    assert [word.reasons[0].code for word in (first, second, third)] == ["pinned"] * 3
    assert third.score == plain["rappel"].score
    assert third.reasons[1:] == plain["rappel"].reasons
    assert (second.score, second.state, "absent" in codes(second)) == (0, Heat.UNPROVEN, True)


@pytest.mark.parametrize("pins", [("rappel", "rappels"), ("chevaux", "cheval"), ("eau", "eaux")])
def test_a_word_that_is_pinned_twice_stands_once(pins: tuple[str, str]) -> None:
    words = ranked(signals(*TEXTS), pinned=pins)
    assert [key_of(word.term, "fr") for word in words].count(key_of(pins[0], "fr")) == 1


def test_a_pinned_phrase_stands_though_it_occurs_once() -> None:
    given = signals("Un problème de vanne brisée. Le maire parle.", "Le maire se tait.")
    assert "vanne brisée" not in terms(ranked(given))
    assert "absent" not in codes(ranked(given, pinned=["vannes brisées"], top=1)[0])


@pytest.mark.parametrize(
    ("pin", "named"),
    [("Saputo", True), ("rappel", False), ("Nestlé", True), ("eau brune", False), ("rappel Saputo", True)],
)
def test_pinning_makes_no_strangers_name_ours(pin: str, named: bool) -> None:
    (word, *_) = ranked(signals(*TEXTS), pinned=[pin])
    assert ("proper-name" in codes(word)) is named


def test_a_pinned_word_without_any_signal_goes_to_its_own_language() -> None:
    (word,) = rank(Signals(), ["en", "fr"], choices=Choices(("le lait de la ferme",)))
    assert word.lang == "fr"


# ── merging ──


@pytest.mark.parametrize(
    ("one", "word"), [("détaillant", "épicier"), ("rappels", "retrait"), ("lait cru", "fromage"), ("Saputo", "Craon")]
)
def test_a_merge_counts_as_if_the_press_had_written_the_word(one: str, word: str) -> None:
    swapped = signals(*(text.replace(one, word).replace(one.rstrip("s"), word) for text in TEXTS))
    after = ranked(signals(*TEXTS), merged={one: word})
    assert {w.term: w.reasons for w in after} == {w.term: w.reasons for w in ranked(swapped)}
    assert key_of(one, "fr") not in {key_of(term, "fr") for term in terms(after)}


def test_a_word_that_holds_the_merged_spelling_is_not_written_twice() -> None:
    given = signals("Le lait cru est sain. Le lait est sain.", "Le lait cru. Le lait.")
    (word,) = [w for w in ranked(given, merged={"lait": "lait cru"}) if "lait" in w.term]
    assert (word.term, [r.text for r in word.reasons if r.code == "frequency"]) == ("lait cru", ["4 times in all"])


def test_merges_follow_each_other_to_the_end() -> None:
    after = ranked(signals(*TEXTS), merged={"Saputo": "détaillant", "détaillants": "épicier"})
    (word,) = [w for w in after if w.term == "épicier"]
    assert "in 3 of 3 articles" in [reason.text for reason in word.reasons]


def test_a_word_that_no_text_has_gets_the_evidence() -> None:
    (word,) = [w for w in ranked(signals(*TEXTS), merged={"fromages": "cheddar"}) if w.term == "cheddar"]
    assert "in 3 of 3 articles" in [reason.text for reason in word.reasons]


QUIET = [1.0, 0, 2, 1, 1, 0, 2, 1, 1]


@pytest.mark.parametrize(
    ("other", "added"),
    [
        (series("salmonelles", [*QUIET, 20]), True),
        (series("salmonelles", [*QUIET, 20], scale="two"), False),
        (series("salmonelles", [*QUIET[1:], 20], start=2), False),
    ],
)
def test_curves_are_added_where_they_compare(other: Series, added: bool) -> None:
    given = Signals((), (series("bactérie", [*QUIET, 30]), other))
    (word,) = ranked(given, merged={"salmonelle": "bactérie"})
    assert word.term == "bactérie"
    assert word.search is not None
    assert (max(value for _, value in word.search.points) == 50) is added


def test_curves_of_search_and_news_are_never_one() -> None:
    given = Signals((), (series("bactérie", [*QUIET, 30]), series("salmonelle", [*QUIET, 20], kind="news")))
    (word,) = ranked(given, merged={"salmonelle": "bactérie"})
    assert (word.state, word.search and word.search.peak, word.news and word.news.peak) == (Heat.HOT, 30, 20)


def test_volumes_are_added_too() -> None:
    where = Where("queries.csv", 2)
    volumes = tuple(
        Volume(term, 10.0, "test", where, scale) for term, scale in [("a b", "x"), ("eau", "x"), ("eau", "y")]
    )
    after = merged(Signals(volumes=volumes), Choices(merged={"a b": "eau"}), ["fr"]).volumes
    assert [(v.term, v.searches, v.scale) for v in after] == [("eau", 20.0, "x"), ("eau", 10.0, "y")]


# ── what cannot stand ──


@pytest.mark.parametrize(
    ("choices", "kind", "said"),
    [
        (Choices(("rappel",), ("rappels",)), Refused, "`rappel` is pinned and dropped"),
        (Choices(("rappel",), (), {"rappels": "retrait"}), Refused, "`rappels` is pinned, and merged into `retrait`"),
        (Choices((), ("rappel",), {"rappels": "retrait"}), Refused, "`rappels` is dropped, and merged into `retrait`"),
        (
            Choices((), ("retrait",), {"rappel": "retraits"}),
            Refused,
            "`rappel` is merged into `retraits`, which is dropped",
        ),
        (Choices(merged={"eau": "lait", "laits": "vin", "vins": "eaux"}), Refused, "`eau` is merged in a circle"),
        (Choices(merged={"rappels": "rappel"}), Refused, "`rappels` is merged into itself"),
        (Choices(merged={"rappel": "eau", "rappels": "vin"}), Refused, "`rappels` is merged into `eau` and into `vin`"),
        (Choices(("?!",)), Malformed, "`?!` has no word that is ever counted"),
        (Choices((), ("x" * 101,)), Malformed, "is longer than 100 characters"),
        (Choices(merged={"eau": "vin\u202e"}), Malformed, "has a character that nobody sees"),
        (Choices(("eau\nvin",)), Malformed, "has a character that nobody sees"),
    ],
)
def test_what_cannot_stand(choices: Choices, kind: type[SpareWheelError], said: str) -> None:
    with pytest.raises(kind) as raised:
        check(choices)
    assert said in raised.value.problems[0].message
    assert all(problem.hint and "\n" not in str(problem) for problem in raised.value.problems)


def test_every_clash_is_told_at_once_and_once() -> None:
    with pytest.raises(Refused) as raised:
        check(Choices(("rappel", "eau"), ("rappels", "eaux")), {"rappels": Where("words.yaml", 7)})
    assert [str(problem) for problem in raised.value.problems] == [
        "words.yaml:7: `rappel` is pinned and dropped",
        "`eau` is pinned and dropped",
    ]


@pytest.mark.parametrize(
    "choices",
    [
        Choices(),
        Choices(("retrait",), ("communiqué",), {"rappel": "retrait", "retraits volontaires": "retrait"}),
        Choices(("rappel", "rappels"), ("eau",), {"eau brune": "panne"}),
    ],
)
def test_what_can_stand(choices: Choices) -> None:
    check(choices)


# ── over time ──


def test_later_choices_join_earlier_ones() -> None:
    kept = Choices(("eau", "lait"), ("maire",), {"vanne": "panne", "bris": "panne"})
    new = Choices(("laits", "vin"), ("ville",), {"vannes": "rupture"})
    assert edited(kept, new) == Choices(
        ("eau", "lait", "vin"), ("maire", "ville"), {"bris": "panne", "vannes": "rupture"}
    )


@pytest.mark.parametrize(
    ("term", "left"),
    [
        ("EAUX", Choices((), ("maire",), {"vanne": "panne"})),
        ("maires", Choices(("eau",), (), {"vanne": "panne"})),
        ("vannes", Choices(("eau",), ("maire",), {})),
        ("panne", Choices(("eau",), ("maire",), {"vanne": "panne"})),
    ],
)
def test_choices_are_taken_back(term: str, left: Choices) -> None:
    kept = Choices(("eau",), ("maire",), {"vanne": "panne"})
    assert edited(kept, Choices(), [term]) == left
    assert about(kept, term) is (left != kept)


def test_a_choice_taken_back_can_be_made_the_other_way_round() -> None:
    assert edited(Choices(("eau",)), Choices((), ("eau",)), ["eau"]) == Choices((), ("eau",))


def test_slips_are_found() -> None:
    choices = Choices(
        (), ("fromages", "yaourt"), {"détaillants": "épicier", "dépanneur": "épicier", "lait cru": "lait"}
    )
    assert absent(signals(*TEXTS), choices, ["fr"]) == ("yaourt", "dépanneur")
    assert absent(Signals((), (series("yaourts nature", QUIET),)), choices, ["fr"]) == (
        *("fromages", "détaillants", "dépanneur", "lait cru"),
    )


WORDS = st.sampled_from(["rappel", "rappels", "lait cru", "Saputo", "usine", "Craon", "fromage", "eau", "???", "le"])


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=3), st.dictionaries(WORDS, WORDS, max_size=3))
def test_whatever_stands_is_done(pinned: list[str], dropped: list[str], merged: dict[str, str]) -> None:
    choices = edited(Choices(), Choices(tuple(pinned), tuple(dropped), merged))
    try:
        check(choices)
    except SpareWheelError:
        return
    words = rank(signals(*TEXTS), ["fr"], choices=choices)
    keys = [key_of(word.term, "fr") for word in words]
    assert keys[: len(choices.pinned)] == [key_of(term, "fr") for term in choices.pinned]
    assert not {key_of(term, "fr") for term in (*dropped, *merged)} & set(keys)
