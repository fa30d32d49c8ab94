from __future__ import annotations

import re

import pytest
from fluent.syntax import parse
from fluent.syntax.ast import Message, VariableReference
from fluent.syntax.visitor import Visitor

from bot.texts import LOCALES, language_of, texts_in
from inference import Refusal
from inference.catalogue import LANGUAGES


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802  # its name
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for file in sorted((LOCALES / language).glob("*.ftl")):
        for entry in parse(file.read_text(encoding="utf-8")).body:
            assert isinstance(entry, Message), f"{file}: {entry}"
            assert entry.id.name not in found, f"{file}: {entry.id.name} stands twice"
            variables = Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.names
    return found


def test_the_languages_have_the_same_files() -> None:
    ru, en = ({file.name for file in (LOCALES / language).iterdir()} for language in LANGUAGES)
    assert ru == en


def test_both_languages_say_the_same_things_with_the_same_arguments() -> None:
    assert messages("ru") == messages("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_can_be_said(language: str) -> None:
    texts = texts_in(language)
    for key, variables in messages(language).items():
        assert texts(key, **dict.fromkeys(variables, "1"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_a_message(language: str) -> None:
    for code in Refusal:
        assert texts_in(language)(f"refusal-{code}", megabytes=20, megapixels=40)


def test_no_argument_can_forge_markup() -> None:
    text = texts_in("ru")("city-set", city="<b>&</b>")
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in text


def test_a_missing_argument_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(ValueError, match="city-set"):
        texts_in("ru")("city-set")


def test_the_english_locale_has_no_cyrillic() -> None:
    for file in (LOCALES / "en").glob("*.ftl"):
        assert not re.search("[а-яё]", file.read_text(encoding="utf-8")), file


@pytest.mark.parametrize(
    ("code", "language"),
    [
        (None, "ru"),
        ("", "ru"),
        ("ru", "ru"),
        ("be-BY", "ru"),
        ("en", "en"),
        ("en-GB", "en"),
        ("de", "en"),
    ],
)
def test_russian_by_default_english_by_the_users_language(code: str | None, language: str) -> None:
    assert language_of(code) == language
