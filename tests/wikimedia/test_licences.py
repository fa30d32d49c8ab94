from __future__ import annotations

from typing import Any

import pytest

from inference.wikimedia.licences import Licence, free_licence, said

BY_SA_4 = "https://creativecommons.org/licenses/by-sa/4.0"
BY_4 = "https://creativecommons.org/licenses/by/4.0"
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/deed.en"
MARK = "https://creativecommons.org/publicdomain/mark/1.0/"
FDL = "http://www.gnu.org/copyleft/fdl.html"


def extmetadata(**values: Any) -> dict[str, Any]:
    """Fields as the API writes them; those that are empty are not there."""
    return {
        key: {"value": value, "source": "commons-desc-page", "hidden": ""}
        for key, value in values.items()
        if value != ""
    }


def of(code: str, short: str, terms: str, url: str = "", **more: Any) -> Licence | None:
    return free_licence(
        extmetadata(License=code, LicenseShortName=short, UsageTerms=terms, LicenseUrl=url, **more)
    )


# As Commons writes them: License, LicenseShortName, UsageTerms, LicenseUrl.
FREE = [
    ("cc-by-sa-4.0", "CC BY-SA 4.0", "Creative Commons Attribution-Share Alike 4.0", BY_SA_4),
    (
        "cc-by-sa-3.0",
        "CC BY-SA 3.0",
        "Creative Commons Attribution-Share Alike 3.0",
        "http://creativecommons.org/licenses/by-sa/3.0/",
    ),
    (
        "cc-by-sa-3.0-de",
        "CC BY-SA 3.0 de",
        "Creative Commons Attribution-Share Alike 3.0 de",
        "https://creativecommons.org/licenses/by-sa/3.0/de/deed.en",
    ),
    (
        "cc-by-sa-2.0-fr",
        "CC BY-SA 2.0 fr",
        "Creative Commons Attribution-Share Alike 2.0 France",
        "https://creativecommons.org/licenses/by-sa/2.0/fr/deed.en",
    ),
    (
        "cc-by-sa-3.0",
        "CC BY-SA 3.0",
        "Creative Commons Attribution-Share Alike 3.0-2.5-2.0-1.0",
        "https://creativecommons.org/licenses/by-sa/3.0",
    ),
    (
        "cc-by-sa-3.0-ru",
        "CC BY-SA 3.0 ru",
        "Creative Commons Attribution-Share Alike 3.0 ru",
        "https://creativecommons.org/licenses/by-sa/3.0/ru/deed.en",
    ),
    (
        "",
        "CC BY-SA 4.0,3.0,2.5,2.0,1.0",
        "Creative Commons Attribution-Share Alike 4.0 International, 3.0 Unported, 2.5 Generic, "
        "2.0 Generic and 1.0 Generic",
        "",
    ),
    ("", "CC BY-SA 1.0+", "Creative Commons Attribution-Share Alike 1.0+", ""),
    ("", "CC BY-SA 2.5 Scotland", "", ""),
    ("cc-sa-1.0", "CC SA 1.0", "Creative Commons ShareAlike 1.0", f"{BY_4[:-6]}sa/1.0/"),
    # Of several licences CommonsMetadata tells the first of its own order.
    ("cc-by-sa-3.0", "CC BY-SA 3.0", "Creative Commons Attribution-Share Alike 3.0", ""),
    ("", "CC BY-SA 3.0-migrated", "Creative Commons Attribution-ShareAlike 3.0 Unported", ""),
    ("", "CC-BY-SA-2.5", "Creative Commons Attribution-Share Alike 2.5 Generic License", ""),
    ("", "CC BY-SA 3.0 igo", "Creative Commons Attribution-Share Alike 3.0 IGO", ""),
    ("cc-by-sa-3.0-nl", "CC BY-SA 3.0 nl", "Creative Commons Attribution-Share Alike 3.0 nl", ""),
    ("cc-by-4.0", "CC BY 4.0", "Creative Commons Attribution 4.0", BY_4),
    ("cc-by-4.0", "CC BY 4.0", "Creative Commons Attribution 4.0 International", BY_4),
    ("cc-by-2.0", "CC BY 2.0", "Creative Commons Attribution 2.0", f"{BY_4[:-3]}2.0"),
    ("cc-by-2.5", "CC BY 2.5", "Creative Commons Attribution 2.5 Generic", ""),
    ("cc-by-3.0-us", "CC BY 3.0 us", "Creative Commons Attribution 3.0 United States", ""),
    ("cc-by-2.0-uk", "CC BY 2.0 uk", "CC BY 2.0 UK: England & Wales", ""),
    ("cc-by-2.0-stma", "CC BY 2.0", "Creative Commons Attribution 2.0", ""),
    ("cc0", "CC0", "Creative Commons Zero, Public Domain Dedication", CC0),
    ("", "CC0 1.0", "Creative Commons CC0 1.0 Universal Public Domain Dedication", CC0),
    ("", "CC0 1.0 Universal", "Public domain", CC0),
    ("pd", "Public domain", "Public domain", ""),
    ("pd", "Public domain", "Public domain", MARK),
    ("pd", "Public domain", "", ""),
    ("cc-pd", "Public domain", "Public Domain Mark 1.0", MARK),
    ("", "PD", "Public domain", ""),
    ("", "PD-old", "Public domain", ""),
    ("", "PD-old-70-expired", "Public domain", ""),
    ("", "PD-US", "Public domain", ""),
    ("", "PD-US-expired", "", ""),
    ("", "PD-USGov", "Public domain", ""),
    ("", "PD-RusEmpire", "Public domain", ""),
    ("", "PDM", "Public Domain Mark 1.0", MARK),
    (
        "",
        "No restrictions",
        "No known copyright restrictions",
        "https://www.flickr.com/commons/usage/",
    ),
    ("", "No restrictions", "No known copyright restrictions", ""),
    ("", "GFDL", "GNU Free Documentation License", FDL),
    ("", "GFDL 1.2", "GNU Free Documentation License 1.2", FDL),
    ("", "GFDL 1.2 or later", "GNU Free Documentation License 1.2 or any later version", FDL),
    (
        "gfdl",
        "GFDL",
        "GNU Free Documentation License 1.3",
        "https://www.gnu.org/licenses/old-licenses/fdl-1.2.html",
    ),
    ("", "FAL", "Free Art License", "http://artlibre.org/licence/lal/en"),
    ("", "FAL 1.3", "Licence Art Libre 1.3", "https://artlibre.org/"),
    ("", "OGL 3", "Open Government Licence version 3.0", ""),
    (
        "",
        "OGL v1.0",
        "Open Government Licence v1.0",
        "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/1/",
    ),
    ("", "OGL-C 2.0", "Open Government Licence - Canada", ""),
    (
        "",
        "KOGL Type 1",
        "Korea Open Government License Type 1",
        "https://www.kogl.or.kr/info/licenseType1.do",
    ),
    ("", "GODL-India", "Government Open Data License - India", "https://data.gov.in/license.pdf"),
    ("", "OGDL-Taiwan 1.0", "Open Government Data License, version 1.0", ""),
    ("", "NLOD 2.0", "Norwegian Licence for Open Government Data", ""),
    ("", "IODL 2.0", "Italian Open Data License 2.0", ""),
    ("", "ODbL", "Open Database License", ""),
    ("", "Licence Ouverte", "Licence Ouverte 2.0", ""),
    (
        "",
        "Licence Ouverte",
        "Open Licence 2.0 (Etalab)",
        "https://www.etalab.gouv.fr/licence-ouverte",
    ),
    ("", "Attribution", "Attribution", ""),
    ("", "Attribution only license", "", ""),
    ("", "Copyrighted free use", "Copyrighted free use", ""),
    ("", "DL-DE-BY-2.0", "Data licence Germany – attribution – version 2.0", ""),
    (
        "",
        "dl-de/by-2-0",
        "Datenlizenz Deutschland – Namensnennung – Version 2.0",
        "https://www.govdata.de/dl-de/by-2-0",
    ),
    ("", "dl-de-zero-2.0", "Datenlizenz Deutschland – Zero – Version 2.0", ""),
    ("", "GPLv3", "GNU General Public License v3", "http://www.gnu.org/licenses/gpl.html"),
    ("", "Apache License 2.0", "", "https://www.apache.org/licenses/LICENSE-2.0"),
    ("", "MIT", "MIT license", ""),
    ("", "", "Creative Commons Attribution 4.0", ""),
    ("", "<a href='//x'>CC BY 4.0</a>", "Creative Commons\nAttribution 4.0", ""),
]


@pytest.mark.parametrize(("code", "short", "terms", "url"), FREE)
def test_what_allows_reuse_is_free(code: str, short: str, terms: str, url: str) -> None:
    for no in ({}, {"NonFree": ""}, {"NonFree": "false"}, {"DeletionReason": ""}):
        assert of(code, short, terms, url, **no) is not None


NOT_FREE = [
    # Not for sale, or not to be changed, however it is written.
    ("", "CC BY-NC 4.0", "Creative Commons Attribution-NonCommercial 4.0", ""),
    ("", "CC BY-NC-SA 3.0", "Creative Commons Attribution-Noncommercial-Share Alike 3.0", ""),
    ("", "CC BY-ND 4.0", "Creative Commons Attribution-NoDerivatives 4.0", ""),
    ("", "CC BY-NC-ND 2.0", "Creative Commons Attribution-Noncommercial-No Derivative Works", ""),
    ("", "CC-BY-NC", "", ""),
    ("", "CC BY NC 4.0", "", ""),
    ("", "CC BY 4.0 NC", "", ""),
    ("", "CC BY\u2013NC 4.0", "", ""),
    ("", "CCBYNC", "", ""),
    ("", "CC BY-N\u0421 4.0", "", ""),  # a Cyrillic letter
    ("", "CC\u00a0BY\u2011NC 4.0", "", ""),
    ("", "CC NC 1.0", "", ""),
    ("", "CC BY 4.0 or CC BY-NC 4.0", "", ""),
    ("", "CC BY 4.0 no ai", "", ""),
    ("", "CC Sampling Plus 1.0", "Creative Commons Sampling Plus 1.0", ""),
    ("", "KOGL Type 2", "Korea Open Government License Type 2", ""),
    ("", "KOGL", "", ""),
    ("", "dl-de/by-nc-1-0", "Datenlizenz Deutschland – Namensnennung – nicht kommerziell 1.0", ""),
    ("", "CC BY-SA 3.0 / fair use", "", ""),
    ("", "Mit freundlicher Genehmigung", "Mit freundlicher Genehmigung des Museums", ""),
    ("", "No known copyright holder", "", ""),
    ("", "PD-not", "", ""),
    # Where a name leads says what it means.
    ("", "<a href='https://creativecommons.org/licenses/by-nc/2.0'>CC BY 2.0</a>", "", ""),
    ("", "CC BY 2.0<span style='display:none'>, non-commercial</span>", "", ""),
    ("", "Attribution-NonCommercial", "", ""),
    ("", "Attribution, non-commercial use only", "", ""),
    ("", "CC BY 4.0 non-commercial", "", ""),
    ("", "CC BY 4.0 with permission", "", ""),
    ("", "CC BY 4.0, no modifications", "", ""),
    # Not free at all.
    ("", "Fair use", "Fair use", ""),
    ("", "Fair use", "Fair use of copyrighted material in the context of Kazan", ""),
    ("", "Non-free", "Non-free media", ""),
    ("", "Copyrighted", "All rights reserved", ""),
    ("", "All rights reserved", "", ""),
    ("", "Used with permission", "", ""),
    ("", "No license", "", ""),
    ("", "Unknown", "", ""),
    ("", "See description", "", ""),
    ("", "Custom license", "Attribution", ""),
    ("", "Copyrighted free use provided that", "Copyrighted free use provided that it is so", ""),
    ("", "Editorial use only", "", ""),
    ("", "Public domain", "Public domain in Russia, non-free in the United States", ""),
    ("", "Not public domain", "", ""),
    # Nothing is said of it.
    ("", "", "", ""),
    ("", " ", "<span></span>", ""),
    ("", "<span style='display:none'>CC BY 4.0</span>", "", ""),
    ("cc-by-4.0", "", "", BY_4),
    ("cc-by-4.0", "", "", ""),
    ("", "", "", BY_4),
    # What is said contradicts itself.
    ("cc-by-nc-4.0", "CC BY 4.0", "Creative Commons Attribution 4.0", BY_4),
    ("cc-by-nd-4.0", "CC BY 4.0", "", ""),
    ("cc-by-4.0", "CC BY-NC 4.0", "Creative Commons Attribution 4.0", BY_4),
    ("cc-by-4.0", "CC BY 4.0", "Creative Commons Attribution-NonCommercial 4.0", BY_4),
    ("cc-by-4.0", "CC BY 4.0", "Fair use", BY_4),
    ("cc-by-4.0", "CC BY 4.0", "See description", BY_4),
    ("cc-by-4.0", "CC BY 4.0", "", "https://creativecommons.org/licenses/by-nc/4.0"),
    ("", "CC BY-SA 4.0", "", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
    ("", "CC BY 4.0", "", "//creativecommons.org/licenses/by-nd/4.0"),
    ("", "CC BY 4.0", "", "https://example.org/non-commercial"),
    ("", "CC BY 4.0", "", "creativecommons.org/licenses/by-nc/4.0"),
    ("", "CC BY 4.0", "", f"{BY_4}, https://creativecommons.org/licenses/by-nc/4.0"),
    ("", "CC BY 4.0", "", f"{BY_4}, {BY_SA_4}"),
    ("", "CC BY 4.0", "", "https://creativecommons.org/licenses/sampling+/1.0/"),
    ("sampling-nc", "CC BY 4.0", "", ""),
    ("", "Public domain", "Creative Commons Attribution-Share Alike 4.0", BY_SA_4),
    ("pd", "CC BY-SA 4.0", "Creative Commons Attribution-Share Alike 4.0", BY_SA_4),
    ("", "CC BY 4.0", "Creative Commons Attribution-Share Alike 4.0", ""),
    ("", "CC BY 4.0", "", BY_SA_4),
    ("", "GFDL", "GNU Free Documentation License", BY_SA_4),
    ("", "Attribution", "Public domain", ""),
]


@pytest.mark.parametrize(("code", "short", "terms", "url"), NOT_FREE)
def test_what_does_not_allow_it_or_leaves_a_doubt_is_not(
    code: str, short: str, terms: str, url: str
) -> None:
    assert of(code, short, terms, url) is None


@pytest.mark.parametrize(
    "value", [*("true", "True", "1", "yes", "<b>true</b>", True, 1), ["x"], {"en": "x"}]
)
@pytest.mark.parametrize("key", ["NonFree", "DeletionReason"])
def test_a_file_that_is_marked_non_free_or_is_to_be_deleted_is_not(key: str, value: Any) -> None:
    assert of("cc-by-4.0", "CC BY 4.0", "Creative Commons Attribution 4.0", BY_4) is not None
    assert of("cc-by-4.0", "CC BY 4.0", "", BY_4, **{key: value}) is None
    bare = {"LicenseShortName": {"value": "CC BY 4.0"}, key: value}
    assert free_licence(bare) is None


@pytest.mark.parametrize("value", [None, False, 0, [], {}, ["CC BY 4.0"], {"en": "CC BY 4.0"}, 4.0])
def test_a_name_of_an_unexpected_form_is_none(value: Any) -> None:
    assert free_licence({"LicenseShortName": {"value": value}}) is None
    assert free_licence({"LicenseShortName": value}) is None


@pytest.mark.parametrize("key", ["License", "UsageTerms", "LicenseUrl"])
def test_a_field_that_cannot_be_read_may_say_that_it_is_not_free(key: str) -> None:
    short = {"LicenseShortName": {"value": "CC BY 4.0"}}
    for odd in ({"value": {"en": "Fair use"}}, {"value": ["Fair use"]}, {"value": 5}, "Fair use"):
        assert free_licence(short | {key: odd}) is None
    empty: tuple[Any, ...] = ({}, [], None, {"value": None}, {"value": ""}, {"value": []})
    for nothing in empty:
        assert free_licence(short | {key: nothing}) == Licence("CC BY 4.0", None)


def test_a_mark_counts_though_it_is_not_displayed() -> None:
    hidden = '<span style="display:none">true</span>'
    assert of("", "CC BY 4.0", "", NonFree=hidden) is None


@pytest.mark.parametrize("key", ["License", "UsageTerms", "LicenseUrl"])
@pytest.mark.parametrize("value", [True, 7, ["Fair use"], {"en": "CC BY-NC 4.0", "_type": "lang"}])
def test_what_cannot_be_read_may_take_back_what_a_name_gives(key: str, value: Any) -> None:
    named = {"LicenseShortName": {"value": "CC BY 4.0"}}
    assert free_licence(named) is not None
    assert free_licence({**named, key: {"value": value}}) is None
    assert free_licence({**named, key: value}) is None
    assert free_licence({**named, key: "CC BY-NC 4.0"}) is None


def test_a_licence_has_the_short_name_and_the_address_of_its_text() -> None:
    terms = "Creative Commons Attribution 4.0"
    assert of("", "CC BY 4.0", terms, BY_4) == Licence("CC BY 4.0", BY_4)
    assert of("", "", terms) == Licence(terms, None)
    without_scheme = of("", "CC BY 4.0", terms, BY_4.removeprefix("https:"))
    assert without_scheme == Licence("CC BY 4.0", BY_4)
    for elsewhere in ("javascript:alert(1)", "https://", "https://example.org/a b", "see below"):
        assert of("", "CC BY 4.0", terms, elsewhere) == Licence("CC BY 4.0", None)


def test_a_very_long_name_is_unknown() -> None:
    assert of("", "CC BY " + "1 " * 100_000 + "x", "") is None
    assert of("", "CC BY 4.0" + " uk" * 60, "") is None


def test_a_field_is_read_as_one_line_of_text() -> None:
    fields = extmetadata(Artist="<bdi><a href='//x'>Анна\n Фотограф</a></bdi>", Credit=5)
    assert said(fields, "Artist") == "Анна Фотограф"
    assert said(fields, "Credit") == ""
    assert said(fields, "Attribution") == ""


@pytest.mark.parametrize(
    ("code", "url"),
    [
        ("cc-by-sa-3.0", "https://creativecommons.org/licenses/by-sa/3.0"),
        ("cc-by-sa-4.0", "https://creativecommons.org/licenses/by-sa/3.0"),
        ("cc-by-sa-3.0", BY_SA_4),
    ],
)
def test_versions_that_contradict_each_other_are_no_licence(code: str, url: str) -> None:
    assert of(code, "CC BY-SA 4.0", "Creative Commons Attribution-Share Alike 4.0", url) is None
