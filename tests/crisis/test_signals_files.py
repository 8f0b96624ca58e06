"""Files that are none, archives that are too much, and folders of everything."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.crisis.signals import archives, read, reading
from launcher.errors import Malformed
from tests.crisis.signal_files import levels, refusal, saved, signals


def packed(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return content.getvalue()


def test_pipes_loops_and_folders_with_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.csv").mkdir()
    saved(tmp_path / "x.csv", "lang: fr\n\nLe lait.")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    assert [a.body for a in read([tmp_path]).articles] == ["Le lait."]
    error = refusal(tmp_path / "pipe", tmp_path / "loop", Path("/dev/zero"))
    assert [problem.code for problem in error.problems] == ["no-file", "no-such-file", "no-file"]


def test_a_file_above_the_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(reading.FILE_LIMIT + 1)
    assert "64 MB is above the limit" in refusal(path).message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_this_user_may_not_read(tmp_path: Path) -> None:
    path = saved(tmp_path, "Le lait.")
    path.chmod(0)
    assert refusal(path).reason_code == "unreadable"


def test_an_archive_that_unpacks_to_too_much(tmp_path: Path) -> None:
    bomb = packed(**{"a.csv": bytes(archives.UNPACKED + 1)})
    assert len(bomb) < 100_000
    assert refusal(saved(tmp_path, bomb)).reason_code == "too-large"


def test_the_size_that_an_archive_claims_is_not_believed(tmp_path: Path) -> None:
    """The directory says that 3 bytes come out; more do."""
    honest = packed(**{"a.txt": b"Le lait du lot est la."})
    lying = honest.replace((22).to_bytes(4, "little"), (3).to_bytes(4, "little"))
    assert lying != honest
    assert refusal(saved(tmp_path, lying)).reason_code in ("archive", "no-signals")


def test_an_archive_of_too_many_files(tmp_path: Path) -> None:
    many = packed(**{f"{n}.txt": b"Le lait." for n in range(archives.MEMBERS + 1)})
    assert "201 files" in refusal(saved(tmp_path, many)).message


def test_an_office_document_says_what_to_do(tmp_path: Path) -> None:
    error = refusal(saved(tmp_path, packed(**{"[Content_Types].xml": b"<x/>", "xl/a.xml": b"<x/>"})))
    assert ".txt" in error.hint
    assert ".csv" in error.hint
    saved(tmp_path, "lang: fr\n\nLe lait.", "z.txt")
    assert len(read([tmp_path]).articles) == 1


def test_an_archive_within_an_archive_is_passed_over(tmp_path: Path) -> None:
    inner = packed(**{"a.txt": b"Le lait."})
    found = signals(tmp_path, packed(**{"b.txt": b"lang: fr\n\nLe lait.", "inner.zip": inner}))
    assert len(found.articles) == 1
    assert "inner.zip" in found.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        '"Cat: all\n\nDay,milk: (Canada)\n2026-11-20,3\n2026-11-21,4\n2026-11-22,5\n',
        '"Cat\n\nDate,Series,Value\n2026-11-20,milk,3\n2026-11-21,milk,4\n2026-11-22,milk,5\n',
        '"Cat\n\nTop queries,Clicks,Impressions,CTR,Position\nlait cru,1,20,5%,4\nlait,1,20,5%,4\n',
    ],
)
def test_a_quotation_mark_left_open_above_the_header(tmp_path: Path, text: str) -> None:
    error = refusal(saved(tmp_path, text))
    assert error.reason_code == "table"
    assert "quotation mark" in error.hint


def test_a_quotation_of_two_lines_above_the_header(tmp_path: Path) -> None:
    (one,) = signals(tmp_path, '"Milk,\nall of it"\n\nDay,milk\n2026-11-20,3\n2026-11-21,4\n2026-11-22,5\n').series
    assert (one.term, levels(one)) == ("milk", [3, 4, 5])


def test_a_folder_with_volumes_alone_is_enough(tmp_path: Path) -> None:
    found = signals(tmp_path, "Keyword,Searches\nlait,12\nfromage,3\n")
    assert [volume.term for volume in found.volumes] == ["lait", "fromage"]


WHOLE = [
    b"Cat\xc3\xa9gorie : Toutes\n\nJour,lait: (Canada),oeufs: (Canada)\n2026-11-20,3,<1\n2026-11-21,100,2\n",
    b"Date;Series;Value\n20/11/2026;Article Count;1,5\n21/11/2026;Average Tone;-2\n",
    b'Top queries,Clicks,Impressions,CTR,Position\nlait cru,1,"1,200",3.5%,4\n',
    b"Cat\n\nTOP\nlait,100\ncru,<1\n",
    b'{"items":[{"project":"fr.wikipedia","article":"Lait","timestamp":"2026112000","views":5}]}',
    b'{"query_details":{"title":"lait"},"timeline":[{"series":"Volume Intensity","data":'
    b'[{"date":"20261120T000000Z","value":1}]}]}',
    b'{"2026-11-20":[{"label":"lait","nb_visits":3}]}',
    b'<?xml version="1.0" encoding="ISO-8859-1"?><rss><channel><item><title>L&eacute; & <![CDATA[<b>x</b>]]></title>'
    b"<pubDate>Tue, 06 Jan 2026 10:00:00 EST</pubDate></item></channel></rss>",
    b'<html lang="fr"><meta name="date" content="2026-11-20"><h1>Lait</h1><script>x</script>'
    b'<p a="b>c">Le lait.</p><!-- n --></html>',
    b"lang: fr\ndate: 20/11/2026\n\nLe lait.",
    packed(**{"a.txt": b"Le lait du lot.", "b.csv": b"Keyword,Searches\nlait,12\n"}),
]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(WHOLE),
    st.integers(0, 400),
    st.integers(0, 400),
    st.binary(max_size=6),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_damaged_files_are_read_or_refused(whole: bytes, start: int, end: int, put: bytes, encoding: str) -> None:
    """A piece is cut out or overwritten anywhere: no other error than ours, and the same answer twice."""
    content = whole[:start] + put + whole[end:]
    with contextlib.suppress(UnicodeDecodeError):
        content = content.decode().encode(encoding)
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(Malformed):
        path = saved(Path(folder), content)
        assert read([path]) == read([path])


def test_what_json_hides_in_a_term_is_no_part_of_it(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(
        '[{"label":"\\ud800 rappel \\u0000lait\\u001b","nb_visits":5},{"label":"eau","nb_visits":4}]', "utf-8"
    )
    assert [volume.term for volume in read([file]).volumes] == ["rappel lait", "eau"]


def test_a_table_that_is_endlessly_wide_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    terms = [f"term{n}: (Canada)" for n in range(9000)]
    file.write_text("Day," + ",".join(terms) + "\n2026-09-01," + ",".join("5" for _ in terms) + "\n", "utf-8")
    with pytest.raises(Malformed, match="first line is longer"):
        read([file])


def test_a_broken_file_does_not_silence_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a.fr.txt").write_text("lang: fr\n\nLe fromage est rappelé partout.\n", "utf-8")
    cut = tmp_path / "b.rss"
    cut.write_text("<rss version='2.0'><channel><item><title>Le from", "utf-8")
    found = read([tmp_path])
    assert len(found.articles) == 1
    assert any("b.rss" in note and "left out" in note for note in found.notes)
    with pytest.raises(Malformed):
        read([cut])
    (tmp_path / "a.fr.txt").unlink()
    with pytest.raises(Malformed, match="broken"):
        read([tmp_path])
