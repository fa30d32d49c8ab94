"""CSV files with a header, as people and other programs write them.

Quoting is taken strictly: a stray quote makes a row malformed, where a lenient reader would put
the rows up to the next quote into one value and lose them without a word.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from inference.errors import UserError

if TYPE_CHECKING:
    from _csv import Reader

MAX_VALUE = 16 * 1024 * 1024
# Process-wide, as the csv module has it; its own 131,072 characters are less than a long text.
csv.field_size_limit(MAX_VALUE)


@dataclass(frozen=True, slots=True)
class Row:
    """A data row: `number` counts from 0, `values` are by column; those it lacks are empty.

    `fault` says what is wrong with its form and `detail` how; of bad quoting no values are left.
    """

    number: int
    values: dict[str, str]
    fault: Literal["bad_quoting", "too_few", "too_many"] | None = None
    detail: str = ""


def read_rows(path: Path, required: tuple[str, ...], error: type[UserError]) -> Iterator[Row]:
    """The data rows of a UTF-8 CSV file; blank lines are none. Raises `error`, in one sentence."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            columns = next(reader, [])
            missing = [name for name in required if name not in columns]
            if missing:
                raise error(f"{path} has no column {', '.join(missing)}.")
            yield from _data_rows(reader, columns)
    except FileNotFoundError:
        raise error(f"{path} is missing.") from None
    except OSError as failure:
        raise error(f"{path} cannot be read: {failure.strerror or failure}.") from failure
    except UnicodeDecodeError as failure:
        raise error(f"{path} is not a UTF-8 CSV file: {failure}.") from failure
    except csv.Error as failure:
        if "field limit" not in str(failure):
            raise error(f"{path} is not a UTF-8 CSV file: {failure}.") from failure
        raise error(
            f"{path}, line {reader.line_num}: a value goes on for more than {MAX_VALUE} "
            f"characters; is its closing quote missing?"
        ) from failure


def _data_rows(reader: Reader, columns: list[str]) -> Iterator[Row]:
    number = 0
    while True:
        first_line = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as failure:
            if "field limit" in str(failure):
                raise
            lines = f"lines {first_line} to {reader.line_num}"
            detail = f"{lines} are no row, for a quote is stray or missing ({failure})"
            yield Row(number, {}, "bad_quoting", detail)
            number += 1
            continue
        if values:
            yield _row(number, values, columns)
            number += 1


def _row(number: int, values: list[str], columns: list[str]) -> Row:
    by_column = dict(zip(columns, [*values, *[""] * len(columns)], strict=False))
    detail = f"the row has {len(values)} values and the header {len(columns)}"
    if len(values) < len(columns):
        return Row(number, by_column, "too_few", detail)
    if len(values) > len(columns):
        return Row(number, by_column, "too_many", detail)
    return Row(number, by_column)
