"""Words that tell what a photo shows instead of a place's outside, in Russian and English.

They are looked for in folded text (`inference.naming.fold_name`), as whole words: «plan» is found
in «floor plan», and not in «planetarium».
"""

from __future__ import annotations

import re

_INTERIORS = (
    # Not «inside» alone: «the church inside the kremlin» is a view from outside.
    r"interiors?|inside view|view inside|from (?:the )?inside|indoors?|altars?|iconostas[ei]s",
    r"frescos?|frescoes|ceilings?|staircases?|exhibits?|exposition|showcases?",
    r"exhibitions?(?! (?:halls?|cent(?:er|re)s?|buildings?))",
    r"интерьер(?:а|ы|ов|е|ом)?|изнутри|вид внутри|иконостас(?:а|ы|е)?|алтар(?:ь|я|и)",
    r"внутри (?:храма|церкви|собора|здания|музея)|фреск(?:а|и|у)|потол(?:ок|ки)",
    r"экспонат(?:а|ы|ов)?|экспозици(?:я|и|й)|выставк(?:а|и|у|е)|витрин(?:а|ы|е)",
)
_DRAWINGS = (
    r"maps?|plans?|floorplans?|diagrams?|drawings?|sketch|sketches|blueprints?|paintings?",
    r"engravings?|lithographs?|watercolou?rs?|illustrations?|scale models?",
    r"карт(?:а|ы|е|у)|схем(?:а|ы|е|у)|план(?:а|ы|ов|е)?|чертеж(?:а|и|ей)?|рисун(?:ок|ки|ков)",
    r"гравюр(?:а|ы|у)|литографи(?:я|и)|акварел(?:ь|и)|картин(?:а|ы|у)|эскиз(?:а|ы)?",
    r"макет(?:а|ы)?",
)
_SYMBOLS = (
    r"coats? of arms|emblems?|logos?|flags?|stamps?|coins?|medals?",
    r"герб(?:а|ы|ов)?|эмблем(?:а|ы)|логотип(?:а|ы)?|флаг(?:а|и)?|монет(?:а|ы)|медал(?:ь|и)",
    r"почтов(?:ая|ые) марк(?:а|и)",
)
_DOCUMENTS = (
    r"documents?|scans?|scanned|postcards?|newspapers?|posters?|books?|manuscripts?|plaques?",
    r"документ(?:а|ы|ов)?|скан(?:а|ы)?|открытк(?:а|и|е)|газет(?:а|ы)|афиш(?:а|и)|рукопис(?:ь|и)",
    r"табличк(?:а|и)|вывеск(?:а|и)",
)
_PEOPLE = (
    r"people|portraits?|persons?|self portraits?|selfies?|group photos?|visitors|staff|weddings?",
    r"люди|людей|портрет(?:а|ы|ов)?|селфи|посетител(?:и|ей)|сотрудник(?:и|ов)|свадьб(?:а|ы)",
)
_EVENTS = (
    r"events?(?! venues?)|concerts?(?! halls?)|festivals?|parades?|rall(?:y|ies)",
    r"ceremon(?:y|ies)|conferences?|protests?|meetings?|celebrations?|performances?|competitions?",
    r"мероприяти(?:е|я|й)|концерт(?:а|ы|ов)?|фестивал(?:ь|я|и)|парад(?:а|ы)?|церемони(?:я|и)",
    r"конференци(?:я|и)|митинг(?:а|и)?|праздник(?:а|и)?|спектакл(?:ь|я|и)|соревновани(?:е|я)",
)
_NIGHT = (
    r"night|nights|nighttime|evening|dusk|illuminat(?:ed|ion|ions)|fireworks?",
    r"ноч(?:ь|и|ью)|ночн(?:ой|ая|ое|ые)|вечер(?:ом|а)?|вечерн(?:ий|яя|ее|ие)|подсветк(?:а|и|ой)",
    r"салют(?:а)?|фейерверк(?:а|и)?",
)
_FROM_THE_AIR = (
    r"aerial|aerials|drones?|quadcopters?|satellite|bird s eye",
    r"аэрофото(?:съемка|съемки|снимок|снимки)?|дрон(?:а|ом)?|квадрокоптер(?:а|ом)?|с воздуха",
    r"с высоты птичьего полета",
)


def _any_of(*groups: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(word for group in groups for word in group)})\b")


# Photos that show something else than the place, and those that show it as one seldom sees it.
NOISE = _any_of(_INTERIORS, _DRAWINGS, _SYMBOLS, _DOCUMENTS, _PEOPLE, _EVENTS)
LATE = _any_of(_NIGHT, _FROM_THE_AIR)
