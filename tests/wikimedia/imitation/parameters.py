"""Parameters of Action API modules, and what MediaWiki says where they are wrong.

https://www.mediawiki.org/wiki/API:Data_formats#Multivalue_parameters
https://www.mediawiki.org/wiki/API:Errors_and_warnings
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MANY = 50  # values of a parameter, for clients without apihighlimits


class ApiError(Exception):
    def __init__(self, code: str, info: str, **details: Any) -> None:
        super().__init__(info)
        self.code, self.info, self.details = code, info, details


@dataclass(frozen=True, slots=True)
class Parameter:
    """`kind`: string, integer, limit (an integer, or "max"), boolean (there or not) or choice."""

    kind: str = "string"
    default: Any = None
    choices: tuple[str, ...] = ()
    many: bool = False
    required: bool = False
    least: int | None = None
    most: int | None = None
    enforced: bool = False  # out of range is an error, not a warning


@dataclass(slots=True)
class Request:
    """The parameters of one request: what was read of them, and the warnings so far."""

    given: Mapping[str, str]
    read_names: set[str] = field(default_factory=set)
    warnings: dict[str, list[str]] = field(default_factory=dict)

    def warn(self, module: str, text: str) -> None:
        said = self.warnings.setdefault(module, [])
        if text not in said:
            said.append(text)

    def read(self, module: str, prefix: str, known: Mapping[str, Parameter]) -> dict[str, Any]:
        """All parameters of a module, by their names without prefix. Raises ApiError."""
        return {
            name: self._value(module, prefix + name, parameter) for name, parameter in known.items()
        }

    def warn_of_the_rest(self) -> None:
        rest = [name for name in self.given if name not in self.read_names]
        if rest:
            plural = "s" if len(rest) > 1 else ""
            self.warn("main", f"Unrecognized parameter{plural}: {', '.join(rest)}.")

    def _value(self, module: str, name: str, parameter: Parameter) -> Any:
        self.read_names.add(name)
        text = self.given.get(name)
        if parameter.kind == "boolean":
            return text is not None  # "0" and "false" are true: only absence is not
        if text is None:
            if parameter.required:
                raise ApiError("missingparam", f'The "{name}" parameter must be set.')
            return parameter.default
        if parameter.many:
            return self._many(module, name, text, parameter)
        return self._one(module, name, text, parameter)

    def _many(self, module: str, name: str, text: str, parameter: Parameter) -> list[Any]:
        if text == "":
            return []
        values = text[1:].split("\x1f") if text.startswith("\x1f") else text.split("|")
        if len(values) > MANY:
            raise ApiError(
                "toomanyvalues",
                f'Too many values supplied for parameter "{name}". The limit is {MANY}.',
                parameter=name,
                limit=MANY,
                lowlimit=MANY,
                highlimit=500,
            )
        values = list(dict.fromkeys(values))
        if parameter.choices:
            wrong = [value for value in values if value not in parameter.choices]
            if wrong:
                plural = "s" if len(wrong) > 1 else ""
                self.warn(
                    module,
                    f'Unrecognized value{plural} for parameter "{name}": {", ".join(wrong)}.',
                )
            values = [value for value in values if value in parameter.choices]
        return values

    def _one(self, module: str, name: str, text: str, parameter: Parameter) -> Any:
        if parameter.kind == "choice":
            if text not in parameter.choices:
                raise ApiError("badvalue", f'Unrecognized value for parameter "{name}": {text}.')
            return text
        if parameter.kind == "string":
            return text
        if parameter.kind == "limit" and text == "max":
            return parameter.most
        try:
            value = int(text)
        except ValueError:
            raise ApiError(
                "badinteger", f'Invalid value "{text}" for integer parameter "{name}".'
            ) from None
        return self._within(module, name, value, parameter)

    def _within(self, module: str, name: str, value: int, parameter: Parameter) -> int:
        least, most = parameter.least, parameter.most
        nearest = value if least is None else max(value, least)
        nearest = nearest if most is None else min(nearest, most)
        if nearest != value:
            info = f'The value "{value}" for parameter "{name}" must be between {least} and {most}.'
            if parameter.enforced:
                raise ApiError("outofrange", info)
            self.warn(module, info)
        return nearest
