"""The `continue` of action=query: https://www.mediawiki.org/wiki/API:Continue

Props of one set of pages are continued first, all with the same set (the generator's own parameter
is sent along unchanged); only then the generator goes on, and the props begin anew.
`continue` itself is "<the generator's parameters>||<modules that are done>", for the server alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.wikimedia.imitation.parameters import ApiError, Request


@dataclass(slots=True)
class Continuation:
    request: Request
    generator_done: bool = False
    done: set[str] = field(default_factory=set)  # modules that gave everything in earlier answers
    props: dict[str, dict[str, str]] = field(default_factory=dict)
    lists: dict[str, dict[str, str]] = field(default_factory=dict)
    generator: dict[str, str] = field(default_factory=dict)
    generator_parameters: frozenset[str] = frozenset()  # those that continue the generator

    def __post_init__(self) -> None:
        text = self.request.given.get("continue", "")
        self.request.read_names.add("continue")
        if not text:
            return
        generator, separator, done = text.partition("||")
        if not separator:
            raise ApiError(
                "badcontinue",
                "Invalid continue param. You should pass the original value returned by the "
                "previous query.",
            )
        self.generator_done = generator == "-"
        self.done = set(done.split("|")) - {""}

    def document(self, props: list[str], lists: list[str]) -> tuple[dict[str, str], bool]:
        """(`continue` of the answer, empty at the end; `batchcomplete`)."""
        finished = [name for name in props + lists if name not in self.props | self.lists]
        data = {key: value for pair in self.lists.values() for key, value in pair.items()}
        complete = not self.props
        if self.props:
            for pair in self.props.values():
                data |= pair
            kept = {
                name: value
                for name, value in self.request.given.items()
                if name in self.generator_parameters
            }
            data |= kept
            head = "|".join(kept)
        elif self.generator:
            data |= self.generator
            head = "|".join(self.generator)
            finished = [name for name in finished if name not in props]
        else:
            head = "-"
        if data:
            data["continue"] = f"{head}||{'|'.join(finished)}"
        return data, complete
