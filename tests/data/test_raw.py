from __future__ import annotations

from pathlib import Path

import pytest

from inference.data.raw import PlaceRow, Problem, RawDataError, find_places_files, read_places
from inference.tables import MAX_VALUE

HEADER = "XID,Name,Kind,City,OSM,WikiData,Rate,Lon,Lat\n"


def read(tmp_path: Path, text: str) -> list[PlaceRow | Problem]:
    path = tmp_path / "X_places.csv"
    path.write_text(text, encoding="utf-8")
    return list(read_places(path, {"towers", "religion"}))


def test_a_row_is_read_with_its_first_kind_first(tmp_path: Path) -> None:
    (row,) = read(tmp_path, HEADER + 'N1,Башня,"towers,religion",Город,n/1,Q7,3h,40.5,56.25\n')
    assert row == PlaceRow(
        str(tmp_path / "X_places.csv"),
        0,
        "Башня",
        "Город",
        ("towers", "religion"),
        "N1",
        "Q7",
        56.25,
        40.5,
    )


def test_further_columns_and_line_breaks_in_quotes_do_no_harm(tmp_path: Path) -> None:
    text = (
        ",XID,Name,Kind,City,OSM,WikiData,Rate,Lon,Lat,NewWikiData,Description\n"
        '0,N1,"Башня\nу реки",towers,Город,,,3,40,56,Q5,"две\nстроки"\n'
    )
    (row,) = read(tmp_path, text)
    assert isinstance(row, PlaceRow)
    assert row.name == "Башня у реки"
    assert row.wikidata == "Q5"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("N1,,towers,Город,,,3,40,56", "no_name"),
        ("N1,\u00a0 ,towers,Город,,,3,40,56", "no_name"),
        ("N1,«…»,towers,Город,,,3,40,56", "no_name"),
        ("N1,Башня,towers,,,,3,40,56", "no_city"),
        ("N1,Башня,,Город,,,3,40,56", "no_category"),
        ("N1,Башня,castles,Город,,,3,40,56", "no_category"),
        ("N1,Башня,towers,Город,,,3,восток,56", "bad_position"),
        ("N1,Башня,towers,Город,,,3,40,96", "bad_position"),
        ("N1,Башня,towers,Город,,,3,nan,56", "bad_position"),
        ("N1,Башня,towers,Город,,,3,40,", "bad_position"),
        ("N1,Башня,towers,Город,,,3,inf,56", "bad_position"),
        ("N1,Башня,towers", "wrong_columns"),
        ('N1,"Башня" старая,towers,Город,,,3,40,56', "bad_quoting"),
        ('N1,"Башня,towers,Город,,,3,40,56', "bad_quoting"),
        ("N1,Башня,towers,Город,,,3,40,56,лишнее", "wrong_columns"),
    ],
)
def test_an_unusable_row_is_reported_with_file_row_and_reason(
    tmp_path: Path, line: str, reason: str
) -> None:
    good = "N2,Собор,religion,Город,,,3,40,56\n"
    first, problem = read(tmp_path, f"{HEADER}{good}{line}\n")
    assert isinstance(first, PlaceRow)
    assert isinstance(problem, Problem)
    file = str(tmp_path / "X_places.csv")
    assert (problem.file, problem.row, problem.reason) == (file, 1, reason)


def test_a_stray_quote_swallows_no_row_in_silence(tmp_path: Path) -> None:
    text = (
        'N1,"Башня,towers,Город,,,3,40,56\nN2,Собор,religion,Город,,,3,40,56\n'
        'N3,"Храм",religion,Город,,,3,40,56\nN4,Церковь,religion,Город,,,3,40,56\n'
    )
    problem, row = read(tmp_path, HEADER + text)
    assert isinstance(problem, Problem)
    assert problem.reason == "bad_quoting"
    assert "lines 2 to 4" in problem.detail
    assert isinstance(row, PlaceRow)
    assert (row.row, row.name) == (1, "Церковь")


def test_a_name_that_holds_whole_rows_is_reported(tmp_path: Path) -> None:
    text = 'N1,"Башня,towers,Город,,,3,40,56\nN2,Собор",religion,Город,,,3,40,56\n'
    (problem,) = read(tmp_path, HEADER + text)
    assert isinstance(problem, Problem)
    assert (problem.reason, problem.name) == ("bad_quoting", "")
    assert "Name holds the rows after it" in problem.detail


def test_a_description_may_hold_line_breaks_commas_and_be_long(tmp_path: Path) -> None:
    header = HEADER.replace("Lat", "Lat,Description")
    description = "раз, два, три, четыре, пять,\n" * 10_000
    (row,) = read(tmp_path, f'{header}N1,Башня,towers,Город,,,3,40,56,"{description}"\n')
    assert isinstance(row, PlaceRow)


def test_a_value_beyond_the_limit_is_refused_with_its_line(tmp_path: Path) -> None:
    endless = "а" * (MAX_VALUE + 1)
    with pytest.raises(RawDataError, match=r"line 2: a value goes on for more than 67108864"):
        read(tmp_path, f'{HEADER}N1,"{endless}')


def test_a_folder_by_the_name_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "X_places.csv").mkdir()
    with pytest.raises(RawDataError, match="cannot be read: Is a directory"):
        list(read_places(tmp_path / "X_places.csv", ()))


def test_a_place_without_a_position_or_ids_is_usable(tmp_path: Path) -> None:
    (row,) = read(tmp_path, HEADER + "bad id!,Башня,towers,Город,,не Q,3,,\n")
    assert isinstance(row, PlaceRow)
    assert (row.xid, row.wikidata, row.lat, row.lon) == (None, None, None, None)


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RawDataError, match="no column Name, Kind, City"):
        read(tmp_path, "a,b\n1,2\n")


def test_a_folder_without_places_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RawDataError, match=r"holds no <CITY>_places\.csv"):
        find_places_files([tmp_path])
    with pytest.raises(RawDataError, match="is not a folder"):
        find_places_files([tmp_path / "absent"])
