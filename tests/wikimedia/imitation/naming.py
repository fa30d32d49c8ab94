"""Names for made-up places: a kind of place and whose name it bears, in Russian and English."""

from __future__ import annotations

from dataclasses import dataclass

# Class, a class it belongs to (P279), Russian noun, English noun.
KINDS: tuple[tuple[str, str, str, str], ...] = (
    ("Q33506", "Q41176", "Музей", "Museum"),
    ("Q207694", "Q33506", "Художественный музей", "Art Museum"),
    ("Q16970", "Q1370598", "Церковь", "Church"),
    ("Q2977", "Q16970", "Собор", "Cathedral"),
    ("Q32815", "Q1370598", "Мечеть", "Mosque"),
    ("Q44613", "Q1370598", "Монастырь", "Monastery"),
    ("Q34627", "Q1370598", "Синагога", "Synagogue"),
    ("Q22698", "Q22652", "Парк", "Park"),
    ("Q4989906", "Q811979", "Памятник", "Monument"),
    ("Q179700", "Q860861", "Статуя", "Statue"),
    ("Q483453", "Q811979", "Фонтан", "Fountain"),
    ("Q12280", "Q811979", "Мост", "Bridge"),
    ("Q24354", "Q41176", "Театр", "Theatre"),
    ("Q12518", "Q811979", "Башня", "Tower"),
    ("Q174782", "Q22652", "Площадь", "Square"),
    ("Q16560", "Q41176", "Дворец", "Palace"),
    ("Q57831", "Q57821", "Крепость", "Fortress"),
    ("Q23413", "Q57821", "Замок", "Castle"),
    ("Q55488", "Q811979", "Вокзал", "Railway Station"),
    ("Q39614", "Q811979", "Кладбище", "Cemetery"),
    ("Q483110", "Q811979", "Стадион", "Stadium"),
)
_PEOPLE = (
    "Тукая Tukay, Лобачевского Lobachevsky, Державина Derzhavin, Шаляпина Shalyapin, "
    "Боратынского Boratynsky, Насыри Nasyri, Марджани Mardzhani, Камала Kamal, Горького Gorky, "
    "Толстого Tolstoy, Бутлерова Butlerov, Арбузова Arbuzov, Сайдашева Saydashev, "
    "Джалиля Dzhalil, Качалова Kachalov, Пушкина Pushkin, Вахитова Vakhitov, Суворова Suvorov, "
    "Чернышевского Chernyshevsky, Гоголя Gogol, Карамзина Karamzin, Аксакова Aksakov, "
    "Фукса Fuchs, Завойского Zavoisky, Зинина Zinin, Тинчурина Tinchurin, Ибрагимова Ibragimov, "
    "Амирхана Amirkhan, Урманче Urmanche, Фешина Feshin, Шишкина Shishkin, Бехтерева Bekhterev, "
    "Вишневского Vishnevsky, Коринфского Korinfsky, Песошникова Pesoshnikov, Щапова Shchapov, "
    "Губайдулиной Gubaidulina, Симонова Simonov, Евреинова Evreinov, Мушникова Mushnikov"
)
PEOPLE = tuple((each.split()[0], each.split()[1]) for each in _PEOPLE.split(", "))
_CODES = (
    "ru en tt de fr es it pl uk be kk ba cv fi sv no da nl pt tr ar fa he hi ja ko zh vi "
    "cs sk sl hr sr bg ro hu el et lv lt"
)
WIKIS = tuple(f"{code}wiki" for code in _CODES.split())


@dataclass(frozen=True, slots=True)
class Name:
    ru: str
    en: str
    kind: str  # class
    parent: str
    noun_ru: str
    noun_en: str


def name_of(number: int) -> Name:
    """The name of the `number`th place: no two are equal."""
    turn, which = divmod(number, len(KINDS) * len(PEOPLE))
    kind, parent, noun_ru, noun_en = KINDS[which % len(KINDS)]
    # Both remainders run, so that neighbours in number differ in kind and in name.
    of_ru, of_en = PEOPLE[(which // len(KINDS) + 7 * (which % len(KINDS))) % len(PEOPLE)]
    again = f" {turn + 1}-го района" if turn else "", f" of District {turn + 1}" if turn else ""
    return Name(
        f"{noun_ru} {of_ru}{again[0]}",
        f"{of_en} {noun_en}{again[1]}",
        kind,
        parent,
        noun_ru,
        noun_en,
    )
