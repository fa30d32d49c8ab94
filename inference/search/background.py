"""What photos in general show, in words: the measure of how well a text fits a photo by chance.

Half Russian and half English, as the queries are; no landmark of its own kind, and no colour,
season or light, so that words for these stand out.
"""

from __future__ import annotations

_TEXTS = """
фотография
вид города
здание
улица с машинами
люди на площади
портрет человека
группа туристов
интерьер комнаты
страница с текстом
карта местности
кошка на диване
собака в траве
тарелка с едой
чашка кофе на столе
цветы крупным планом
дерево в поле
облака на небе
река и берег
дорога за городом
поезд на станции
ребёнок с игрушкой
спортсмены на поле
экран компьютера
рисунок карандашом
a photo
a view of a city
a building
cars in a street
a crowd of people
a portrait of a person
a family on holiday
the inside of a room
a page of text
a map
a cat on a sofa
a dog in the grass
a plate of food
a cup of coffee on a table
a close-up of flowers
a tree in a field
clouds in the sky
a river and its bank
a road in the country
a train at a station
a child with a toy
players on a sports ground
a computer screen
a pencil drawing
"""

BACKGROUND = tuple(line for line in _TEXTS.splitlines() if line)
