"""Which classes of Wikidata items belong to which category of places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inference.bundled import ASSETS
from inference.errors import UserError
from inference.tables import read_rows

CLASSES = ASSETS / "wikidata" / "classes.csv"


class ClassesError(UserError):
    """The table of classes cannot be read, or has no such category."""


@dataclass(frozen=True, slots=True)
class Classes:
    """Category ids by class id, the more specific classes before those that contain them."""

    categories: dict[str, str]

    def of(self, category: str) -> tuple[str, ...]:
        """The classes whose items, and those of their subclasses, are of a category.

        Raises ClassesError for a category that has none.
        """
        found = tuple(item for item, own in self.categories.items() if own == category)
        if not found:
            known = ", ".join(sorted(set(self.categories.values())))
            raise ClassesError(f"There is no kind of place called {category}; there are {known}.")
        return found

    def category(self, kinds: Sequence[str]) -> str | None:
        """The category of an item of these classes; None where no class is known."""
        return next((own for item, own in self.categories.items() if item in kinds), None)


def load_classes(path: Path = CLASSES) -> Classes:
    """Read a table with the columns wikidata, category and label. Raises ClassesError."""
    categories: dict[str, str] = {}
    for row in read_rows(path, ("wikidata", "category", "label"), ClassesError):
        if row.fault is not None:
            raise ClassesError(f"{path}, line {row.line}: {row.detail}.")
        item, category = row.values["wikidata"].strip(), row.values["category"].strip()
        if not (item.startswith("Q") and item[1:].isdecimal() and category):
            raise ClassesError(f"{path}, line {row.line}: a Q id and a category are needed.")
        if item in categories:
            raise ClassesError(f"{path}, line {row.line}: {item} has a row already.")
        categories[item] = category
    return Classes(categories)
