"""Words of a query that say nothing about which place is meant."""

from __future__ import annotations

_STOP_WORDS = """
в во на у о об от до из за над под при для по с со к ко и или а не им имени имя честь
the of in on at to a an and or near for by de la le du des
"""

# What people say around the name of what they look for, as dictionary forms.
_FILLERS = """
где находиться показать покажи найти искать хотеть хотеться можно посмотреть увидеть сходить
пойти посетить погулять прогуляться смотреть быть есть это этот что как какой мне мой я мы
рядом около возле центр город достопримечательность место интересный красивый известный
знаменитый популярный главный хороший лучший самый пожалуйста фото фотография картинка адрес
старый старинный куда туда тут здесь весь все стоить
where is are show find want see visit what me place sight city town best famous beautiful nice
old interesting top attraction landmark photo please thing do
"""

STOP_WORDS = frozenset(_STOP_WORDS.split())
FILLERS = frozenset(_FILLERS.split())
