"""Raw files with every quirk that real ones have had, and what has to become of each row."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.data.scenes import COLUMNS, photo, saved, scene, text_of, write_table


def write_quirks(folder: Path) -> dict[tuple[str, int], str]:
    """Write two cities; returns the reason, empty where it stays, of each image file's rows."""
    return {**_first_city(folder), **_second_city(folder)}


def _first_city(folder: Path) -> dict[tuple[str, int], str]:
    header = ["", *COLUMNS, "NewWikiData", "Description"]
    several = "Построена в 1700 году,\nперестроена, дважды,\nс тех пор стоит"
    places = [
        ["N1", "Башня", "towers,architecture", "Альфа", "n/1", "", 3, 40.1, 56.1, "Q1", several],
        ["N2", "башня ", "towers", "Альфа", "n/2", "", 3, 40.2, 56.2, "", ""],
        ["N3", "Красный\u00a0мост", "bridges", "Альфа", "", "", 3, 40.3, 56.3, "", ""],
        ["N4", "№15 Собор", "religion", "Альфа", "", "", 3, 40.4, 56.4, "", ""],
        ["N5", "Баня", "saunas", "Альфа", "", "", 3, 40.5, 56.5, "", ""],
        ["N6", "", "towers", "Альфа", "", "", 3, 40.6, 56.6, "", ""],
        ["N7", "Склад", "towers", "Альфа", "", "", 3, "восток", 56.6, "", ""],
        ["N8", "Без фотографий", "towers", "Альфа", "", "", 3, 40.7, 56.7, "", ""],
    ]
    numbered = [[i, *row] for i, row in enumerate(places)]
    write_table(folder / "ALFA_places.csv", [header, *numbered])

    one = text_of(photo(1))
    lines = "\n".join(one[i : i + 76] for i in range(0, len(one), 76))
    literal = f"b'{text_of(photo(2))}'"
    cut = text_of(photo(3))
    rows: list[tuple[str, str, str]] = [
        ("Башня", lines, ""),
        ("башня", literal, ""),
        ("БАШНЯ ", text_of(photo(4)), ""),
        ("Башня", one, "exact_duplicate"),
        ("Башня", text_of(photo(1, quality=60)), "near_duplicate"),
        ("Красный мост", text_of(photo(5)), ""),
        ("Красный\u00a0мост", text_of(saved(scene(6), "PNG")), ""),
        ("№15 Собор", text_of(saved(scene(7), "WEBP", quality=90)), ""),
        ("Собор", text_of(photo(8)), ""),
        ("", text_of(photo(9)), "no_name"),
        ("\u00a0 ", text_of(photo(10)), "no_name"),
        ("Мост", text_of(photo(11)), "unknown_place"),
        ("Баня", text_of(photo(12)), "no_category"),
        ("Склад", text_of(photo(13)), "unknown_place"),
        ("Башня", "", "empty_image"),
        ("Башня", "b''", "empty_image"),
        ("Башня", cut[: len(cut) // 2 // 4 * 4 + 1], "broken_base64"),
        ("Башня", "not base64!", "broken_base64"),
        ("Башня", cut[: len(cut) // 2 // 4 * 4], "broken_image"),
        ("Башня", text_of(b"no picture at all"), "broken_image"),
        ("Башня", text_of(photo(14, 12, 12)), "too_small"),
        ("Башня", text_of(saved(Image.new("RGB", (320, 240), (90, 120, 200)))), "blank"),
        ("Башня", text_of(saved(scene(15).point(lambda v: v // 12))), "dark"),
        ("Башня", text_of(saved(scene(16).convert("L"))), "black_and_white"),
        ("Мост", "", "unknown_place"),
        ("", "", "no_name"),
    ]
    # Another letter case than the places file's, and `img` for `image`.
    numbered_rows = [[i, name, encoded] for i, (name, encoded, _) in enumerate(rows)]
    write_table(folder / "Alfa_Images.csv", [["", "name", "img"], *numbered_rows])
    return {("Alfa_Images.csv", i): reason for i, (_, _, reason) in enumerate(rows)}


def _second_city(folder: Path) -> dict[tuple[str, int], str]:
    places = [
        ["M1", "Башня", "towers", "Бета", "", "", 3, 41.1, 57.1],
        ["M2", "Порт", "historic", "Бета", "", "", 3, 41.2, 57.2],
    ]
    write_table(folder / "Beta_places.csv", [COLUMNS, *places])
    rows = [
        ("Башня", text_of(photo(20)), ""),
        # Of Бета there is no such place, whatever Альфа has.
        ("Красный мост", text_of(photo(21)), "unknown_place"),
        ("Порт", text_of(photo(22)), ""),
        ("Порт", text_of(photo(22)), "exact_duplicate"),
        # Once under this place, twice under the other.
        ("Башня", text_of(photo(22)), "other_place"),
    ]
    table = [("name", "image"), *((name, encoded) for name, encoded, _ in rows)]
    write_table(folder / "Beta_images.csv", table)
    # Rows whose form is broken: a value too few, a value too many, a quote that is never closed.
    with (folder / "Beta_images.csv").open("a", encoding="utf-8", newline="") as file:
        file.write("Порт\r\n")
        file.write(f"Порт,{text_of(photo(23))},\r\n")
        file.write(f'Порт,"{text_of(photo(24))}" \r\n')
        file.write(f'Порт,"{text_of(photo(25))}\r\n')
    reasons = [*(reason for _, _, reason in rows), "empty_image", "", *["broken_base64"] * 2]
    return {("Beta_images.csv", i): reason for i, reason in enumerate(reasons)}
