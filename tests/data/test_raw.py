from __future__ import annotations

from pathlib import Path

import pytest

from inference.data.raw import PlaceRow, Problem, RawDataError, find_places_files, read_places

HEADER = "XID,Name,Kind,City,OSM,WikiData,Rate,Lon,Lat\n"


def read(tmp_path: Path, text: str) -> list[PlaceRow | Problem]:
    path = tmp_path / "X_places.csv"
    path.write_text(text, encoding="utf-8")
    return list(read_places(path, {"towers", "religion"}))


def test_a_row_is_read_with_its_first_kind_first(tmp_path: Path) -> None:
    (row,) = read(tmp_path, HEADER + 'N1,Башня,"towers,religion",Город,n/1,Q7,3h,40.5,56.25\n')
    assert row == PlaceRow(
        "X_places.csv", 0, "Башня", "Город", ("towers", "religion"), "N1", "Q7", 56.25, 40.5
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
        ("N1,Башня,towers,,,,3,40,56", "no_city"),
        ("N1,Башня,,Город,,,3,40,56", "no_category"),
        ("N1,Башня,castles,Город,,,3,40,56", "no_category"),
        ("N1,Башня,towers,Город,,,3,восток,56", "bad_position"),
        ("N1,Башня,towers,Город,,,3,40,96", "bad_position"),
        ("N1,Башня,towers,Город,,,3,nan,56", "bad_position"),
        ("N1,Башня,towers,Город,,,3,40,", "bad_position"),
        ("N1,Башня,towers", "wrong_columns"),
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
    assert (problem.file, problem.row, problem.reason) == ("X_places.csv", 1, reason)


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
