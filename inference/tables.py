"""CSV files with a header, as people and other programs write them.

Quoting is taken strictly: a stray quote makes a row malformed, where a lenient reader would put
the rows up to the next quote into one value and lose them without a word.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from inference.errors import UserError

if TYPE_CHECKING:
    from _csv import Reader

# A photo of 20 MB in base64, broken into lines, is 28 million characters.
MAX_VALUE = 64 * 1024 * 1024
# Process-wide, as the csv module has it; its own 131,072 characters are less than a long text.
csv.field_size_limit(MAX_VALUE)
_ENDLESS = f"a value goes on for more than {MAX_VALUE} characters"


@dataclass(frozen=True, slots=True)
class Row:
    """A data row: `number` counts from 0, `values` are by column; those it lacks are empty.

    `line` is that of the file in which the row begins, the first being 1.

    `fault` says what is wrong with its form and `detail` how; of bad quoting no values are left.
    `position` is how many bytes of the file were read by then, a few thousand ahead at most.
    """

    number: int
    line: int
    values: dict[str, str]
    fault: Literal["bad_quoting", "too_few", "too_many"] | None = None
    detail: str = ""
    position: int = 0


def read_columns(path: Path, error: type[UserError]) -> list[str]:
    """The header of a UTF-8 CSV file; empty for an empty file. Raises `error`."""
    with _opened(path, error) as (file, _):
        return next(csv.reader(file, strict=True), [])


def read_rows(
    path: Path, required: tuple[str, ...], error: type[UserError], *, tolerant: bool = False
) -> Iterator[Row]:
    """The data rows of a UTF-8 CSV file; blank lines are none. Raises `error`, in one sentence.

    With `tolerant` a value without end is a row of bad quoting, and bytes that are no UTF-8 are
    replaced, where otherwise the whole file would be refused.
    """
    with _opened(path, error, "replace" if tolerant else "strict") as (file, raw):
        reader = csv.reader(file, strict=True)
        columns = next(reader, [])
        missing = [name for name in required if name not in columns]
        if missing:
            hint = " Its values must be separated by commas." if ";" in "".join(columns) else ""
            raise error(f"{path} has no column {', '.join(missing)}.{hint}")
        for row in _data_rows(reader, columns, raw):
            if row.fault == "bad_quoting" and not tolerant and _ENDLESS in row.detail:
                raise error(f"{path}, {row.detail}.")
            yield row


@contextmanager
def _opened(
    path: Path, error: type[UserError], errors: str = "strict"
) -> Iterator[tuple[TextIOWrapper, BufferedReader]]:
    """The file as text, and as the bytes under it; what is wrong with it is one sentence."""
    try:
        with (
            path.open("rb") as raw,
            TextIOWrapper(raw, encoding="utf-8-sig", errors=errors, newline="") as text,
        ):
            yield text, raw
    except FileNotFoundError:
        raise error(f"{path} is missing.") from None
    except OSError as failure:
        raise error(f"{path} cannot be read: {failure.strerror or failure}.") from failure
    except UnicodeDecodeError as failure:
        raise error(f"{path} is not a UTF-8 CSV file: {failure}.") from failure
    except csv.Error as failure:
        raise error(f"{path} is not a UTF-8 CSV file: {failure}.") from failure


def _data_rows(reader: Reader, columns: list[str], raw: BufferedReader) -> Iterator[Row]:
    number = 0
    while True:
        first_line = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as failure:
            lines = f"lines {first_line} to {reader.line_num}"
            detail = f"{lines} are no row, for a quote is stray or missing ({failure})"
            if "field limit" in str(failure):
                detail = f"line {reader.line_num}: {_ENDLESS}; is its closing quote missing"
            yield Row(number, first_line, {}, "bad_quoting", detail, raw.tell())
            number += 1
            continue
        if values:
            yield _row(number, first_line, values, columns, raw.tell())
            number += 1


def _row(number: int, line: int, values: list[str], columns: list[str], position: int) -> Row:
    by_column = dict(zip(columns, [*values, *[""] * len(columns)], strict=False))
    detail = f"the row has {len(values)} values and the header {len(columns)}"
    if len(values) < len(columns):
        return Row(number, line, by_column, "too_few", detail, position)
    if len(values) > len(columns):
        return Row(number, line, by_column, "too_many", detail, position)
    return Row(number, line, by_column, position=position)
