"""What people searched in all: search consoles in their languages, Matomo, and the archives they download as."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from launcher.crisis.signals import read
from launcher.model import Signals
from tests.crisis.signal_files import refusal, saved, signals

HEADERS = [
    "Top queries,Clicks,Impressions,CTR,Position",
    "Requêtes les plus fréquentes,Clics,Impressions,CTR,Position",
    "Häufigste Suchanfragen,Klicks,Impressionen,Klickrate,Durchschnittliche Position",
    "Consultas principales,Clics,Impresiones,CTR,Posición media",
    "Populairste zoekopdrachten,Klikken,Vertoningen,CTR,Positie",
    "上位のクエリ,クリック数,表示回数,CTR,掲載順位",
    "热门查询,点击次数,展示次数,点击率,平均排名",
    "أهم طلبات البحث,النقرات,مرات الظهور,نسبة النقر إلى الظهور,الموضع",
    "Unknown,Words,Of,A,Language",
]
OTHERS = [
    "Top pages,Clicks,Impressions,CTR,Position\nhttps://a.example/lait,1,20,5%,2\nhttps://a.example/,1,20,5%,2\n",
    "Country,Clicks,Impressions,CTR,Position\nCanada,1,20,5%,2\nFrance,2,20,10%,2\n",
    "Appareil,Clics,Impressions,CTR,Position\nOrdinateur,1,20,5%,2\nMobile,1,20,5%,2\n",
    "Date,Clics,Impressions,CTR,Position\n2026-11-01,1,20,5%,2\n2026-11-02,3,30,10%,2\n",
]


def counts(found: Signals) -> dict[str, float]:
    return {volume.term: volume.searches for volume in found.volumes}


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_queries_table_counts_impressions(tmp_path: Path, header: str, mark: str) -> None:
    rows = f'{header}\nrappel lait,10,"1\u202f200","0,83\u00a0%","7,2"\nlait infantile,1,30,"3,3 %","4,1"\n'
    table = rows if mark == "," else rows.replace(",", mark).replace(f"0{mark}83", "0,83").replace(f"3{mark}3", "3,3")
    found = signals(tmp_path, table)
    assert counts(found) == {"rappel lait": 1200, "lait infantile": 30}
    assert (found.series, found.articles) == ((), ())
    assert str(found.volumes[0].where).endswith(":2")


def test_two_periods_compared_count_the_current_one(tmp_path: Path) -> None:
    header = ",".join(["Top queries", *(f"{when} {what}" for what in ("Clicks", "Impressions", "CTR", "Position") for when in ("Last 28 days", "Previous 28 days"))])  # fmt: skip # noqa: E501
    found = signals(tmp_path, f"{header}\nmilk recall,40,20,1000,800,4%,2.5%,3.1,5.2\nraw milk,1,0,10,0,10%,0%,2,0\n")
    assert counts(found) == {"milk recall": 1000, "raw milk": 10}


@pytest.mark.parametrize("table", OTHERS)
def test_tables_of_a_whole_site_are_no_searches(tmp_path: Path, table: str) -> None:
    path = saved(tmp_path, table, "t.csv")
    assert "no words that people searched" in refusal(path).message
    saved(tmp_path, "Rappel de fromage\n\nLe fromage est rappelé.\n", "a.txt")
    found = read([tmp_path])
    assert (len(found.articles), found.series, found.volumes) == (1, (), ())
    assert "t.csv: passed over" in found.notes[0]


def test_an_archive_is_read_in_memory(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Requêtes.csv", f"{HEADERS[1]}\nrappel lait,10,1200,0.83%,7.2\n")
        archive.writestr("Filtres.csv", "Filtre,Valeur\nType de recherche,Web\n")
        archive.writestr("__MACOSX/Requêtes.csv", b"\x00")
        for number, table in enumerate(OTHERS):
            archive.writestr(f"{number}.csv", table)
    found = signals(tmp_path, packed.getvalue())
    assert counts(found) == {"rappel lait": 1200}
    assert str(found.volumes[0].where).endswith("f.dat/Requêtes.csv:2")
    assert [note.partition("searched: ")[2] for note in found.notes] == ["Filtres.csv, 0.csv, 1.csv, 2.csv, 3.csv"]


@pytest.mark.parametrize(
    "text",
    [
        "label,nb_visits,nb_hits,bounce_rate\nrappel lait,12,14,50%\nsalmonelle,3,3,0%\n",
        "Label,Unique visitors,Visits,Actions\nrappel lait,9,12,14\nsalmonelle,3,3,3\n",
        "Libellé,Visiteurs uniques,Visites,Actions,Visites converties\nrappel lait,9,12,14,0\nsalmonelle,3,3,3,0\n",
        "Keywords\nLabel,Visits\nrappel lait,12\nsalmonelle,3\n",
        "Mot-clé;Volume\nrappel lait;12\nsalmonelle;3\n",
        "Label\tVisits\nKeyword not defined\t900\nrappel lait\t12\nsalmonelle\t3\nOthers\t40\n",
    ],
)
def test_keywords_of_a_site(tmp_path: Path, text: str) -> None:
    assert counts(signals(tmp_path, text)) == {"rappel lait": 12, "salmonelle": 3}
    assert counts(signals(tmp_path, text.replace(";", "\t").encode("utf-16"))) == {"rappel lait": 12, "salmonelle": 3}


def test_keywords_in_json_by_the_day_add_up(tmp_path: Path) -> None:
    day = [{"label": "rappel lait", "nb_visits": 5}, {"label": "Keyword not defined", "nb_visits": 50}]
    both = {"2026-11-20": day, "2026-11-21": [{"label": "rappel lait", "nb_visits": 7, "nb_hits": 9}]}
    assert counts(signals(tmp_path, json.dumps(both))) == {"rappel lait": 12}
    assert counts(signals(tmp_path, json.dumps(day))) == {"rappel lait": 5}


@pytest.mark.parametrize(
    "text",
    [
        "label,nb_visits,logo\nCanada,12,plugins/ca.png\nFrance,3,plugins/fr.png\n",
        json.dumps([{"label": "Canada", "nb_visits": 3, "logo": "x.png", "code": "ca"}]),
        "label,nb_visits\n/rappel/lait,12\n/index,3\n",
    ],
)
def test_countries_and_pages_of_a_site_are_no_searches(tmp_path: Path, text: str) -> None:
    assert "no words that people searched" in refusal(saved(tmp_path, text)).message


def test_the_most_searched_of_too_many_are_kept(tmp_path: Path) -> None:
    rows = "".join(f"term {n},{n}\n" for n in range(1, 6001))
    found = signals(tmp_path, f"Keyword,Searches\n{rows}")
    assert (len(found.volumes), found.volumes[0].term, found.volumes[-1].term) == (5000, "term 6000", "term 1001")
    assert "5,000 most searched of 6,000" in found.notes[0]


def test_a_table_cut_in_half_keeps_what_is_whole(tmp_path: Path) -> None:
    found = signals(tmp_path, f"{HEADERS[0]}\nrappel lait,10,1200,0.83%,7.2\nlait cru,1")
    assert counts(found) == {"rappel lait": 1200}
    assert ":3: 1 incomplete row(s)" in found.notes[0]


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("Top queries,Clicks,Impressions,CTR,Position", "en"),
        ("Requêtes les plus fréquentes,Clics,Impressions,CTR,Position", "fr"),
        ("Häufigste Suchanfragen,Klicks,Impressionen,CTR,Position", ""),
    ],
)
def test_the_consoles_own_words_hint_at_the_language(tmp_path: Path, header: str, lang: str) -> None:
    found = signals(tmp_path, f"{header}\ncheese recall,10,200,5%,3.1\nbrie,5,90,5.5%,2\n")
    assert {volume.lang for volume in found.volumes} == {lang}
