from __future__ import annotations

from bot.store import ChatSettings
from bot.texts import texts_in
from bot.views.settings import language_keyboard, settings_keyboard, settings_text
from inference import Catalogue

RU, EN = texts_in("ru"), texts_in("en")


def test_a_private_chat_has_no_setting_of_groups(catalogue: Catalogue) -> None:
    assert "фото" not in settings_text(ChatSettings(), catalogue, RU, group=False)
    assert len(settings_keyboard(ChatSettings(), RU, group=False).inline_keyboard) == 1


def test_the_switch_offers_the_other_way() -> None:
    for on, other in ((False, "every:1"), (True, "every:0")):
        (button,) = settings_keyboard(ChatSettings(every_photo=on), RU, group=True).inline_keyboard[
            -1
        ]
        assert button.callback_data == other


def test_a_city_is_named_in_the_readers_language(catalogue: Catalogue) -> None:
    settings = ChatSettings(city="Нижний Новгород", language="en")
    assert "City: Nizhny Novgorod" in settings_text(settings, catalogue, EN, group=False)


def test_a_city_that_has_gone_counts_as_all(catalogue: Catalogue) -> None:
    text = settings_text(ChatSettings(city="Атлантида"), catalogue, RU, group=False)
    assert "Город: все города" in text


def test_exactly_one_language_is_ticked() -> None:
    for chosen in (None, "ru", "en"):
        rows = language_keyboard(chosen, RU).inline_keyboard
        assert sum(button.text.startswith("✓") for row in rows for button in row) == 1
