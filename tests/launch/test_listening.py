from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from launcher.connect.signals import sources as configured
from launcher.crisis import signals
from launcher.errors import ProviderFailed, Refused
from launcher.launch.listening import BEST, FORESEEN, WINDOW, Question, fetch, questions
from launcher.model import Download, Heat, Keyword, Mode
from launcher.providers.sources import Desk, Feed, NetworkSource
from launcher.services import SignalSource
from launcher.workspace import bundled, opened
from tests.online import DAYS, FEED, TODAY, Reply, StillClock, feed, gdelt, serving, wikimedia


def word(term: str, lang: str = "fr") -> Keyword:
    return Keyword(term, lang, 50.0, Heat.UNPROVEN, ())


def terms(found: tuple[Question, ...]) -> list[str]:
    return [f"{question.lang} {question.term}" for question in found]


# ── what is asked ────────────────────────────────────────────────────────────────────────────────


def test_the_best_words_and_then_the_seeds_the_languages_taking_turns() -> None:
    ranked = [word("rappel"), word("fromage"), word("recall", "en"), word("listériose"), word("cheese", "en")]
    seeds = {"fr": ("avis de rappel", "Fromage"), "en": ("lot number",), "de": ("Rückruf",)}
    assert terms(questions(ranked, seeds, ["fr", "en"])) == [
        "fr rappel",
        "en recall",
        "fr fromage",
        "en cheese",
        "fr listériose",
        "fr avis de rappel",
        "en lot number",
    ]


def test_no_more_than_the_sources_can_bear_and_only_in_the_languages_wanted() -> None:
    ranked = [word(f"mot {n}") for n in range(40)] + [word(f"word {n}", "en") for n in range(40)]
    seeds = {"fr": tuple(f"graine {n}" for n in range(40))}
    asked = questions(ranked, seeds, ["fr"])
    assert terms(asked) == [f"fr mot {n}" for n in range(BEST)] + [f"fr graine {n}" for n in range(FORESEEN)]


def test_a_word_of_both_languages_is_asked_in_both_and_a_twin_once() -> None:
    ranked = [word("Listeria"), word("Listeria", "en"), word("listeria"), word("LISTERIA ", "en")]
    assert terms(questions(ranked, {}, ["fr", "en"])) == ["fr Listeria", "en Listeria"]


@pytest.mark.parametrize(
    "term",
    [
        "info@aubepine.example",
        "1 800 555-0142",
        "tél. 819-555-0163",
        "https://aubepine.example/lot",
        "www.aubepine.example",
        "x" * 81,
        "a",
        "2026",
        "97\x0bB",
        "\udc80abc",
        "",
        "   ",
    ],
)
def test_what_is_never_sent(term: str) -> None:
    assert questions([word(term)], {"fr": (term,)}, ["fr"]) == ()


def test_codes_and_names_are_sent() -> None:
    kept = ["lot 97B", "loi 25", "Saint-Jérôme", "l’eau", "COVID-19"]
    assert terms(questions([word(term) for term in kept], {}, ["fr"])) == [f"fr {term}" for term in kept]


# ── asking ───────────────────────────────────────────────────────────────────────────────────────


def trend(term: str) -> bytes:
    days = [TODAY - dt.timedelta(days=n) for n in range(40, 0, -1)]
    return f"Day,{term}: (Canada)\n".encode() + "".join(f"{day},{day.day}\n" for day in days).encode()


@dataclass
class Trends:
    """A source that gives an export for each term, unless `says` has something else for it."""

    says: Mapping[str, Download | ProviderFailed] = field(default_factory=dict)
    name: str = "trends"
    by_term: bool = True
    asked: list[tuple[str, str, dt.date, dt.date]] = field(default_factory=list)

    def fetch(self, term: str, lang: str, since: dt.date, until: dt.date) -> Download:
        self.asked.append((term, lang, since, until))
        said = self.says.get(term, Download(f"{self.name}.{lang}.{term}.csv", trend(term)))
        if isinstance(said, ProviderFailed):
            raise said
        return said


ASKED = (Question("rappel", "fr"), Question("recall", "en"))
OFFLINE = ProviderFailed("trends.example: no such host is known here")


def quiet(_: str) -> None:
    pass


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def test_answers_become_files_that_the_readers_read(tmp_path: Path) -> None:
    source = Trends()
    said: list[str] = []
    heard = fetch([source], ASKED, tmp_path / "online", TODAY, said.append)
    assert [path.name for path in heard.files] == ["trends.fr.rappel.csv", "trends.en.recall.csv"]
    assert (heard.notes, heard.failed) == ((), ())
    assert names(tmp_path / "online") == ["trends.en.recall.csv", "trends.fr.rappel.csv"]
    assert {series.term for series in signals.read([tmp_path / "online"]).series} == {"rappel", "recall"}
    assert source.asked == [(q.term, q.lang, TODAY - WINDOW, TODAY) for q in ASKED]
    assert said == ["trends: 1 of 2", "trends: 2 of 2"]
    heard.insist()


def test_an_answer_about_something_else_is_not_kept(tmp_path: Path) -> None:
    source = Trends({"rappel": Download("trends.fr.rappel.csv", trend("rappel de cadavres"))})
    heard = fetch([source], ASKED, tmp_path, TODAY, quiet)
    assert names(tmp_path) == ["trends.en.recall.csv"]
    assert any("speaks of “rappel de cadavres”, which was not asked" in note for note in heard.notes)


def test_what_fails_is_one_line_and_the_rest_is_used(tmp_path: Path) -> None:
    down = Trends({q.term: OFFLINE for q in ASKED}, name="gone")
    half = Trends({"recall": OFFLINE}, name="half")
    heard = fetch([down, half, Trends()], ASKED, tmp_path, TODAY, quiet)
    assert names(tmp_path) == ["half.fr.rappel.csv", "trends.en.recall.csv", "trends.fr.rappel.csv"]
    assert heard.failed == ("gone", "half")
    assert heard.notes == (
        "gone cannot be reached: trends.example: no such host is known here (2 of 2 words not asked); "
        "go on with files, or try again later",
        "half stopped answering: trends.example: no such host is known here (1 of 2 words not asked); "
        "go on with files, or try again later",
    )
    heard.insist()


def test_nothing_at_all_is_a_failure_of_the_provider_for_those_who_insist(tmp_path: Path) -> None:
    heard = fetch([Trends({q.term: OFFLINE for q in ASKED})], ASKED, tmp_path, TODAY, quiet)
    with pytest.raises(ProviderFailed, match="nothing came from the network: trends cannot be reached") as caught:
        heard.insist()
    assert caught.value.exit_code == 4
    assert caught.value.hint


def test_what_is_not_there_is_told_once_with_its_words(tmp_path: Path) -> None:
    many = tuple(Question(f"mot {n}", "fr") for n in range(7))
    source = Trends({q.term: Download("x.csv", b"", "no article holds this") for q in many})
    heard = fetch([source], many, tmp_path, TODAY, quiet)
    assert heard.files == ()
    assert heard.notes == (
        "trends: no article holds this: “mot 0” (fr), “mot 1” (fr), “mot 2” (fr), “mot 3” (fr), “mot 4” (fr) "
        "and 2 more",
    )


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body></body></html>",
        b"<rss><channel><item><title>cut",
        b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss><item><title>&b;</title></item></rss>',
        b"\x00\x01\x02\x03" * 50,
        b"   \n",
    ],
    ids=["html", "cut", "entities", "bytes", "blank"],
)
def test_an_answer_that_cannot_be_read_stops_nothing(tmp_path: Path, body: bytes) -> None:
    source = Trends({"rappel": Download("trends.fr.rappel.csv", body), "late": OFFLINE})
    heard = fetch([source], [*ASKED, Question("late", "en")], tmp_path, TODAY, quiet)
    assert names(tmp_path) == ["trends.en.recall.csv"]
    note, stopped = heard.notes
    assert stopped.startswith("trends stopped answering")
    assert note.startswith("trends: what it gave cannot be read (")
    assert str(tmp_path) not in note
    assert signals.read([tmp_path]).series


def test_the_folder_holds_the_last_asking_of_who_answers_and_keeps_the_rest(tmp_path: Path) -> None:
    old = ["trends.fr.hier.csv", "trends.de.gestern.csv", "trends-2.fr.hier.csv", "gone.fr.hier.csv", "mine.csv"]
    for name in old:
        (tmp_path / name).write_bytes(trend("hier"))
    fetch([Trends(), Trends({q.term: OFFLINE for q in ASKED}, name="gone")], ASKED, tmp_path, TODAY, quiet)
    assert names(tmp_path) == sorted([*old[1:], "trends.fr.rappel.csv", "trends.en.recall.csv"])


def test_a_feed_is_asked_once_and_its_days_stay(tmp_path: Path) -> None:
    with serving(lambda _: Reply(FEED.encode())) as server:
        source = NetworkSource("courrier", Feed(server.url), Desk(tmp_path / "cache", StillClock()))
        for day in (TODAY, TODAY + dt.timedelta(days=1)):
            heard = fetch([source], ASKED, tmp_path / "online", day, quiet)
            assert heard.notes == ()
        assert len(server.asked) == 2
    assert names(tmp_path / "online") == ["courrier.2026-03-12.xml", "courrier.2026-03-13.xml"]
    assert "Rappel d’un fromage contaminé" in {a.title for a in signals.read([tmp_path / "online"]).articles}


def test_every_configured_source_gives_what_the_readers_read(tmp_path: Path) -> None:
    with serving(wikimedia) as views, serving(gdelt) as counts, serving(feed) as paper:
        text = (
            f"sources:\n  readings: {{kind: wikimedia, url: '{views.url}', contact: web@aubepine.example}}\n"
            f"  press: {{kind: gdelt, url: '{counts.url}'}}\n  courrier: {{kind: feed, url: '{paper.url}/rss'}}\n"
        )
        (tmp_path / "sparewheel.yaml").write_text(bundled("sparewheel.yaml").read_text("utf-8") + text, "utf-8")
        workspace = opened(tmp_path)
        asked = [Question("listériose", "fr"), Question("Listeria", "en"), Question("lot 97B", "fr")]
        sources = configured(workspace, workspace.settings(), StillClock())
        heard = fetch(sources, asked, tmp_path / "online", TODAY, quiet)
    assert heard.failed == ()
    assert heard.notes == ("readings: no article by this name, or nobody read it: “lot 97B” (fr)",)
    read = signals.read([tmp_path / "online"])
    assert {(s.kind, s.term.lower()) for s in read.series} == {
        ("search", "listériose"),
        ("search", "listeria"),
        ("news", "listériose"),
        ("news", "listeria"),
        ("news", "lot 97b"),
    }
    assert {len(s.points) for s in read.series} == {len(DAYS)}
    assert len(read.articles) == 2
    assert names(tmp_path / ".sparewheel" / "cache" / "sources")


def refused(sources: list[SignalSource], folder: Path, mode: Mode = Mode.LIVE) -> str:
    with pytest.raises(Refused) as caught:
        fetch(sources, ASKED, folder, TODAY, quiet, mode=mode)
    assert caught.value.hint
    return caught.value.reason_code


@pytest.mark.parametrize("mode", [Mode.EXERCISE, Mode.DORMANT])
def test_an_exercise_asks_nobody(tmp_path: Path, mode: Mode) -> None:
    source = Trends()
    assert refused([source], tmp_path, mode) == "exercise"
    assert source.asked == []


def test_without_a_source_nothing_is_asked(tmp_path: Path) -> None:
    assert refused([], tmp_path) == "no-sources"


@pytest.mark.parametrize(
    "block", [lambda p: p.write_bytes(b""), lambda p: (p / "trends.fr.rappel.csv").mkdir(parents=True)]
)
def test_a_disk_that_takes_no_file_is_told(tmp_path: Path, block: Callable[[Path], object]) -> None:
    block(tmp_path / "online")
    assert refused([Trends()], tmp_path / "online") == "disk"
