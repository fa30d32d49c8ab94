"""Names, codes and addresses of free licences, as Wikimedia Commons writes them.

A name is known as a whole or not at all: what stands beside a known name, such as «non-commercial
use only» or «with permission», may take back what it gives.
"""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[\s_\-\u2010-\u2015/.:,;()&+]+")

# Places whose law a Creative Commons licence was written for: «CC BY 3.0 de», «… 2.5 Sweden».
_PLACES = (
    "argentina|armenia|australia|austria|azerbaijan|belgium|brazil|bulgaria|canada|chile|"
    "china mainland|mainland china|china|colombia|costa rica|croatia|czech republic|denmark|"
    "ecuador|egypt|england and wales|england wales|estonia|finland|france|georgia|germany|greece|"
    "guatemala|hong kong|hungary|iceland|india|ireland|israel|italy|japan|korea|south korea|"
    "luxembourg|macedonia|malaysia|malta|mexico|netherlands|new zealand|norway|peru|philippines|"
    "poland|portugal|puerto rico|romania|russia|scotland|serbia|singapore|slovenia|south africa|"
    "spain|sweden|switzerland|taiwan|thailand|uganda|ukraine|united kingdom|united states|"
    "venezuela|vietnam|am|ar|at|au|az|be|bg|br|ca|ch|cl|cn|co|cr|cz|de|dk|ec|ee|eg|es|fi|fr|ge|gr|"
    "gt|hk|hr|hu|ie|il|in|is|it|jp|kr|lu|mk|mt|mx|my|nl|no|nz|pe|ph|pl|pr|pt|ro|rs|ru|se|sg|si|th|"
    "tw|ua|ug|uk|us|ve|vn|za"
)
_ADDED = (
    r"(?:v|version )?\d+",
    "and|or|(?:any )?later(?: versions?)?",
    "migrated|generic|unported|international|universal|igo|licen[cs]e",
    _PLACES,
)
# What may follow a name. The number of its parts is bounded, and with it the time to read them.
_VERSION = f"(?: (?:{'|'.join(_ADDED)})){{0,20}}"
_CC = "(?:cc|creative commons)"
_BY, _SA = "(?:by|attribution)", "(?:sa|share ?alike)"
# Why something is in the public domain, as the templates of Commons are called: «PD-old-70».
_REASONS = (
    r"old|art|scan|self|user|author|anon|auto|expired|assumed|ineligible|shape|simple|textlogo|"
    rf"usgov|usa|gov|nasa|rusempire|ussr|exempt|unpublished|\d+|{_PLACES}"
)

# The first that fits is meant.
_NAMES = tuple(
    (family, re.compile(pattern))
    for family, pattern in (
        ("cc0", rf"(?:cc ?0|{_CC} (?:cc ?)?(?:0|zero)){_VERSION}(?: public domain dedication)?"),
        (
            "pd",
            rf"(?:cc pd|pdm|public ?domain(?: (?:mark|dedication|work))?){_VERSION}|"
            rf"pd(?: (?:{_REASONS})){{0,5}}|"
            "no restrictions|(?:flickr )?no known copyright restrictions",
        ),
        ("by-sa", rf"{_CC} {_BY} {_SA}{_VERSION}"),
        ("by", rf"{_CC} {_BY}{_VERSION}"),
        ("sa", rf"{_CC} {_SA}{_VERSION}"),
        ("gfdl", rf"(?:gnu )?(?:gfdl|fdl)(?: gnu)?{_VERSION}|gnu free documentation{_VERSION}"),
        ("fal", rf"(?:fal|lal|free art licen[cs]e|licence art libre){_VERSION}"),
        ("ogl", rf"(?:uk )?(?:ogl(?: c)?|open government licen[cs]e){_VERSION}"),
        # The other types are not for sale, or not to be changed.
        ("kogl", "(?:kogl|korea open government licen[cs]e) type 1(?: attribution)?"),
        ("godl", "godl india|government open data licen[cs]e india"),
        ("ogdl", f"(?:ogdl|open government data licen[cs]e){_VERSION}"),
        ("nlod", rf"(?:nlod|norwegian licen[cs]e for open government data){_VERSION}"),
        ("iodl", rf"(?:iodl|italian open data licen[cs]e){_VERSION}"),
        (
            "lov2",
            rf"(?:etalab )?licence ouverte(?: open licen[cs]e)?{_VERSION}(?: etalab)?|"
            rf"open licen[cs]e{_VERSION} etalab|etalab{_VERSION}",
        ),
        (
            "dl-de",
            rf"dl de (?:by|zero){_VERSION}|"
            "(?:data licen[cs]e germany|datenlizenz deutschland) "
            rf"(?:attribution|namensnennung|zero){_VERSION}",
        ),
        ("odbl", rf"(?:odbl|(?:open data commons )?open database licen[cs]e){_VERSION}"),
        ("free-use", "copyrighted free use"),
        ("attribution", "attribution(?: only)?(?: licen[cs]e)?"),
        (
            "software",
            rf"(?:mit|apache|bsd(?: \d clause)?|[al]?gpl(?:v\d)?|mpl|wtfpl){_VERSION}|"
            rf"gnu (?:lesser |affero )?general public{_VERSION}",
        ),
    )
)
_ADDRESSES = tuple(
    (family, re.compile(pattern))
    for family, pattern in (
        ("gfdl", r"gnu\.org/(?:copyleft|licenses)/(?:old-licenses/)?fdl"),
        ("fal", r"artlibre\.org/"),
        ("ogl", r"nationalarchives\.gov\.uk/doc/open-government-licence\b"),
        ("lov2", r"etalab\.gouv\.fr/"),
        ("dl-de", r"govdata\.de/dl-de/(?:by|zero)-\d"),
    )
)
_CREATIVE_COMMONS = re.compile(r"creativecommons\.org/((?:licenses|publicdomain)/[a-z+-]*)")
_DEEDS = {
    "publicdomain/zero": "cc0",
    "publicdomain/mark": "pd",
    "licenses/publicdomain": "pd",
    "licenses/by-sa": "by-sa",
    "licenses/by": "by",
    "licenses/sa": "sa",
    **dict.fromkeys(("licenses/gpl", "licenses/lgpl", "licenses/bsd", "licenses/mit"), "software"),
}
_NOT_FREE = re.compile(
    r"\b(?:nc|nd|non ?commercial|no ?deriv\w*|non ?free|fair ?use|unknown|all rights reserved)\b"
)


def family_of_name(name: str) -> str | None:
    """The family of licences that a short or a long name belongs to; None for an unknown one."""
    level = _level(name)
    return next((family for family, names in _NAMES if names.fullmatch(level)), None)


def family_of_code(code: str) -> str | None:
    """As `family_of_name`, of a code such as «cc-by-sa-3.0»; "any" for an unknown code."""
    return family_of_name(code) or (None if _NOT_FREE.search(_level(code)) else "any")


def family_of_address(text: str) -> str | None:
    """The family of the licence whose address stands in a text; "any" where none does.

    None where one is not free, or two differ.
    """
    folded = text.casefold()
    families = {_DEEDS.get(deed) for deed in _CREATIVE_COMMONS.findall(folded)}
    families |= {family for family, address in _ADDRESSES if address.search(folded)}
    if len(families) > 1 or _NOT_FREE.search(_level(text)):
        return None
    return families.pop() if families else "any"


def _level(text: str) -> str:
    return _SEPARATORS.sub(" ", text.casefold()).strip()
