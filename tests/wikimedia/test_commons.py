from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from inference.wikimedia.action_api import ActionApi
from inference.wikimedia.commons import (
    CommonsFile,
    files_near,
    files_of_category,
    read_files,
)
from inference.wikimedia.licences import Licence
from inference.wikimedia.transport import Transport
from tests.wikimedia.scripted import Scripted, answer

API = "/w/api.php"
UPLOAD = "https://upload.wikimedia.org/wikipedia/commons"
COUNTED = "?utm_source=commons.wikimedia.org&utm_campaign=imageinfo&utm_content="


@pytest.fixture
def api(service: Scripted, transport: Transport) -> ActionApi:
    return ActionApi(transport, service.url + API)


def extmetadata(**more: str) -> dict[str, Any]:
    values = {
        "License": "cc-by-sa-4.0",
        "LicenseShortName": "CC BY-SA 4.0",
        "UsageTerms": "Creative Commons Attribution-Share Alike 4.0",
        "LicenseUrl": "https://creativecommons.org/licenses/by-sa/4.0",
        "Artist": '<a href="//commons.wikimedia.org/wiki/User:Anna" title="User:Anna">Anna</a>',
        "ImageDescription": "<p>The <b>Kremlin</b></p>",
        **more,
    }
    return {
        key: {"value": value, "source": "commons-desc-page", "hidden": ""}
        for key, value in values.items()
        if value
    }


def imageinfo(name: str = "A.jpg", **more: Any) -> dict[str, Any]:
    """Of a photo of 4000 by 3000 pixels; formatversion 2."""
    return {
        "size": 8_000_000,
        "width": 4000,
        "height": 3000,
        "thumburl": f"{UPLOAD}/thumb/a/ab/{name}/1280px-{name}",
        "thumbwidth": 1280,
        "thumbheight": 960,
        "url": f"{UPLOAD}/a/ab/{name}",
        "descriptionurl": f"https://commons.wikimedia.org/wiki/File:{name}",
        "descriptionshorturl": "https://commons.wikimedia.org/w/index.php?curid=1",
        "mime": "image/jpeg",
        "extmetadata": extmetadata(),
        **more,
    }


def page(name: str = "A.jpg", number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "pageid": number,
        "ns": 6,
        "title": f"File:{name}",
        "imagerepository": "local",
        "imageinfo": [imageinfo(name)],
        **more,
    }


def categories(*names: str) -> list[dict[str, Any]]:
    return [{"ns": 14, "title": f"Category:{name}"} for name in names]


def pages(*of: Any, **more: Any) -> dict[str, Any]:
    return {"batchcomplete": True, "query": {"pages": list(of), **more}}


def cut(*of: Any, **further: str) -> dict[str, Any]:
    """A document that another one goes on from."""
    return {"continue": {**further, "continue": "||"}, "query": {"pages": list(of)}}


def one(**more: Any) -> dict[str, Any]:
    return pages(page(imageinfo=[imageinfo(**more)]))


async def read(service: Scripted, api: ActionApi, *documents: Any) -> CommonsFile | None:
    """What is read of File:A.jpg in these documents."""
    service.acts[API] = [answer(document) for document in documents]
    return (await read_files(api, ["File:A.jpg"])).get("File:A.jpg")


async def of_category(
    service: Scripted, api: ActionApi, *documents: Any, most: int = 200
) -> list[str]:
    service.acts[API] = [answer(document) for document in documents]
    return [file.title for file in await files_of_category(api, "Kazan Kremlin", most)]


async def test_everything_that_a_file_says_is_read(service: Scripted, api: ActionApi) -> None:
    whole = page(categories=categories("Kazan Kremlin", "2019 in Kazan"))
    assert await read(service, api, pages(whole)) == CommonsFile(
        title="File:A.jpg",
        url=f"{UPLOAD}/thumb/a/ab/A.jpg/1280px-A.jpg",
        width=1280,
        height=960,
        page_url="https://commons.wikimedia.org/wiki/File:A.jpg",
        mime="image/jpeg",
        original_width=4000,
        original_height=3000,
        author="Anna",
        licence=Licence("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0"),
        description="The Kremlin",
        categories=("Kazan Kremlin", "2019 in Kazan"),
    )
    (asked,) = service.asked
    expected = {
        "action": "query",
        "titles": "File:A.jpg",
        "redirects": "1",
        "prop": "imageinfo|categories",
        "iiprop": "url|size|mime|extmetadata",
        "iiurlwidth": "1280",
        "iiextmetadatalanguage": "en",
        "clshow": "!hidden",
    }
    assert expected.items() <= asked.query.items()
    fields = set(asked.query["iiextmetadatafilter"].split("|"))
    assert {"License", "LicenseShortName", "UsageTerms", "LicenseUrl", "NonFree"} < fields
    assert {"Artist", "Attribution", "ImageDescription", "DeletionReason"} < fields


async def test_a_small_original_is_its_own_thumbnail(service: Scripted, api: ActionApi) -> None:
    own = f"{UPLOAD}/a/ab/A.jpg"
    small = {"size": 100_000, "width": 800, "height": 600}
    thumbnail = {"thumburl": own + COUNTED + "thumbnail", "thumbwidth": 800, "thumbheight": 600}
    file = await read(service, api, one(url=own + COUNTED + "original", **small, **thumbnail))
    assert file is not None
    assert (file.url, file.width, file.height) == (own + COUNTED + "thumbnail", 800, 600)


async def test_without_a_thumbnail_the_original_is_meant(service: Scripted, api: ActionApi) -> None:
    none = {"thumburl": "", "thumbwidth": 0, "thumbheight": 0}
    file = await read(service, api, one(size=100_000, width=800, height=600, **none))
    assert file is not None
    assert (file.url, file.width, file.height) == (f"{UPLOAD}/a/ab/A.jpg", 800, 600)


@pytest.mark.parametrize(
    ("mime", "name", "thumbnail"),
    [
        ("image/png", "A.png", "1280px-A.png"),
        ("image/tiff", "A.tif", "lossy-page1-1280px-A.tif.jpg"),
        ("image/webp", "A.webp", "1280px-A.webp.png"),
        ("image/jpeg", "A.JPG", "1280px-A.JPG"),
    ],
)
async def test_other_formats_have_thumbnails_that_a_chat_shows(
    service: Scripted, api: ActionApi, mime: str, name: str, thumbnail: str
) -> None:
    address = f"{UPLOAD}/thumb/a/ab/{name}/{thumbnail}"
    file = await read(service, api, one(mime=mime, url=f"{UPLOAD}/a/ab/{name}", thumburl=address))
    assert file is not None
    assert (file.url, file.mime) == (address, mime)


@pytest.mark.parametrize(
    "odd",
    [
        {"mime": "image/svg+xml", "thumburl": f"{UPLOAD}/thumb/a/ab/A.svg/1280px-A.svg.png"},
        {"mime": "image/gif", "thumburl": f"{UPLOAD}/a/ab/A.gif"},
        {"mime": "application/pdf", "thumburl": f"{UPLOAD}/thumb/A.pdf/page1-1280px-A.pdf.jpg"},
        {"mime": "image/vnd.djvu", "thumburl": f"{UPLOAD}/thumb/A.djvu/page1-1280px-A.djvu.jpg"},
        {"mime": "video/webm", "thumburl": f"{UPLOAD}/thumb/A.webm/1280px--A.webm.jpg"},
        {"mime": "audio/mpeg", "thumburl": ""},
        {"mime": ""},
        # No chat takes it: another format, too many bytes, sides too long.
        {"mime": "image/webp", "thumburl": f"{UPLOAD}/a/ab/A.webp"},
        {"mime": "image/tiff", "url": f"{UPLOAD}/a/ab/A.tif", "thumburl": ""},
        {"thumburl": "", "size": 5_000_001, "width": 1200, "height": 900},
        {"thumburl": f"{UPLOAD}/a/ab/A.jpg{COUNTED}thumbnail", "size": 5_000_001},
        {"thumbwidth": 1280, "thumbheight": 8721},
        {"thumbwidth": 1280, "thumbheight": -1},
        # Nothing that may be fetched, or be linked to.
        {"thumburl": "javascript:alert(1).jpg"},
        {"thumburl": "ftp://example.org/A.jpg"},
        {"thumburl": "http://[A.jpg"},
        {"descriptionurl": ""},
        {"descriptionurl": "javascript:alert(1)"},
        {"descriptionurl": "https://"},
        {"thumburl": "https:///A.jpg"},
        {"thumburl": f"{UPLOAD}/thumb/A\u202e.jpg"},
        # Nobody knows how large it is.
        {"thumburl": "", "size": None},
        {"thumbwidth": None},
        {"thumbwidth": True},
    ],
)
async def test_what_a_chat_does_not_show_as_a_photo_is_no_file(
    service: Scripted, api: ActionApi, odd: dict[str, Any]
) -> None:
    assert await read(service, api, one(**odd)) is None


@pytest.mark.parametrize(
    "metadata",
    [
        extmetadata(NonFree="true"),
        extmetadata(LicenseShortName="Fair use"),
        extmetadata(LicenseShortName="CC BY-NC 4.0"),
        extmetadata(License="", LicenseShortName="", UsageTerms="", LicenseUrl=""),
        extmetadata(DeletionReason="No permission"),
        *([], {}, None, "text", {"LicenseShortName": []}),
    ],
)
async def test_a_file_that_is_not_free_has_no_licence(
    service: Scripted, api: ActionApi, metadata: Any
) -> None:
    file = await read(service, api, one(extmetadata=metadata))
    assert file is not None
    assert file.licence is None


async def test_who_asks_to_be_named_is_where_there_is_no_author(
    service: Scripted, api: ActionApi
) -> None:
    file = await read(service, api, one(extmetadata=extmetadata(Artist="", Attribution="© Anna")))
    assert file is not None
    assert file.author == "© Anna"


async def test_who_is_not_known_is_named_so(service: Scripted, api: ActionApi) -> None:
    unknown = 'Unknown author<span style="display: none;">Unknown author</span>'
    file = await read(service, api, one(extmetadata=extmetadata(Artist=unknown)))
    assert file is not None
    assert file.author == "Unknown author"


@pytest.mark.parametrize(
    "nobody", ["-", "?", "\u200e", "", "<span style='display:none'>Anna</span>", " \n<br>"]
)
async def test_an_author_whom_nobody_can_read_is_none(
    service: Scripted, api: ActionApi, nobody: str
) -> None:
    file = await read(service, api, one(extmetadata=extmetadata(Artist=nobody)))
    assert file is not None
    assert file.author is None


async def test_a_description_is_read_as_html_once(service: Scripted, api: ActionApi) -> None:
    written = extmetadata(ImageDescription="Towers &lt;b&gt; &amp;amp; walls")
    file = await read(service, api, one(extmetadata=written))
    assert file is not None
    assert file.description == "Towers <b> &amp; walls"


async def test_files_are_found_by_the_title_asked_for(service: Scripted, api: ActionApi) -> None:
    document = pages(
        page("New.jpg", 1),
        page("With space.jpg", 2),
        normalized=[
            {"fromencoded": False, "from": "File:With_space.jpg", "to": "File:With space.jpg"}
        ],
        redirects=[{"from": "File:Old.jpg", "to": "File:New.jpg"}],
    )
    service.acts[API] = [answer(document)]
    read = await read_files(api, ["File:Old.jpg", "File:With_space.jpg", "File:New.jpg"])
    assert {asked: file.title for asked, file in read.items()} == {
        "File:Old.jpg": "File:New.jpg",
        "File:With_space.jpg": "File:With space.jpg",
        "File:New.jpg": "File:New.jpg",
    }


async def test_a_title_may_be_told_in_percent_signs(service: Scripted, api: ActionApi) -> None:
    # «й» as two signs: MediaWiki writes one.
    asked = "File:Музеи\u0306.jpg"
    step = {"fromencoded": True, "from": quote(asked), "to": "File:Музей.jpg"}
    service.acts[API] = [answer(pages(page("Музей.jpg"), normalized=[step]))]
    assert list(await read_files(api, [asked])) == [asked]


async def test_titles_that_lead_in_a_circle_lead_nowhere(service: Scripted, api: ActionApi) -> None:
    circle = [
        {"from": "File:A.jpg", "to": "File:B.jpg"},
        {"from": "File:B.jpg", "to": "File:A.jpg"},
    ]
    assert await read(service, api, {"query": {"redirects": circle}}) is None


async def test_missing_and_deleted_files_are_absent(service: Scripted, api: ActionApi) -> None:
    document = pages(
        {"ns": 6, "title": "File:Gone.jpg", "missing": True, "imagerepository": ""},
        {"title": "File:[.jpg", "invalidreason": "The requested page title", "invalid": True},
        page("Hidden.jpg", 3, imageinfo=[{"filehidden": True}]),
        page("Broken.jpg", 4, imageinfo=[{"filemissing": True}]),
        page("Here.jpg", 5),
    )
    service.acts[API] = [answer(document)]
    titles = [f"File:{name}.jpg" for name in ("Gone", "[", "Hidden", "Broken", "Here", "Other")]
    assert list(await read_files(api, titles)) == ["File:Here.jpg"]


@pytest.mark.parametrize(
    "odd",
    [
        *({}, {"query": []}, {"query": {"pages": {}}}, {"query": {"pages": [[], None, "x", {}]}}),
        {"query": {"normalized": {}, "redirects": [[], {"from": []}], "pages": [page(title=[])]}},
        pages(page(imageinfo=[])),
        pages(page(imageinfo=[[]])),
        pages(page(imageinfo={})),
        pages(page(imageinfo=[{}])),
        one(width="4000", height=None, thumbwidth=None, thumbheight=[]),
        one(width=float("inf"), height=float("nan"), thumbwidth=float("inf")),
        one(mime=5),
        one(url=None, thumburl=[]),
        one(descriptionurl={}),
    ],
)
async def test_a_document_of_an_unexpected_form_has_no_file(
    service: Scripted, api: ActionApi, odd: dict[str, Any]
) -> None:
    assert await read(service, api, odd) is None


@pytest.mark.parametrize("odd", [None, {}, "x", [None, [], {}, {"title": 5}, {"title": "Kazan"}]])
async def test_categories_of_an_unexpected_form_are_none(
    service: Scripted, api: ActionApi, odd: Any
) -> None:
    file = await read(service, api, pages(page(categories=odd)))
    assert file is not None
    assert file.categories == ()


async def test_what_several_documents_say_of_a_page_is_put_together(
    service: Scripted, api: ActionApi
) -> None:
    bare = {"pageid": 1, "ns": 6, "title": "File:A.jpg"}
    file = await read(
        service,
        api,
        cut({**bare, "categories": categories("A", "B")}, clcontinue="1|C"),
        cut({**bare, "categories": categories("B", "C")}, iicontinue="A.jpg"),
        pages(page()),
    )
    assert file is not None
    assert file.categories == ("A", "B", "C")
    assert file.licence is not None


async def test_the_history_of_a_file_is_not_read(service: Scripted, api: ActionApi) -> None:
    older = one(thumburl=f"{UPLOAD}/thumb/archive/a/ab/2010!A.jpg/1280px-A.jpg")
    newest = {**one(), "continue": {"iistart": "2010-04-16T22:53:21Z", "continue": "||categories"}}
    file = await read(service, api, newest, older)
    assert file is not None
    assert file.url == f"{UPLOAD}/thumb/a/ab/A.jpg/1280px-A.jpg"
    assert len(service.asked) == 1


async def test_an_older_version_never_takes_the_place_of_the_newest(
    service: Scripted, api: ActionApi
) -> None:
    older = one(thumburl=f"{UPLOAD}/thumb/archive/a/ab/2010!A.jpg/1280px-A.jpg")
    file = await read(service, api, cut(page(), iistart="2010", clcontinue="1|C"), older)
    assert file is not None
    assert file.url == f"{UPLOAD}/thumb/a/ab/A.jpg/1280px-A.jpg"


async def test_files_are_asked_for_once_and_by_fifties(service: Scripted, api: ActionApi) -> None:
    titles = [f"File:{number}.jpg" for number in range(120)]
    everything = pages(*(page(f"{number}.jpg", number) for number in range(120)))
    service.acts[API] = [answer(everything)]
    assert list(await read_files(api, [*titles, titles[0]])) == titles
    asked = [a.query["titles"].split("|") for a in service.asked]
    assert sorted(map(len, asked)) == [20, 50, 50]
    assert sorted(title for part in asked for title in part) == sorted(titles)


async def test_no_title_is_no_request(service: Scripted, api: ActionApi) -> None:
    assert await read_files(api, []) == {}
    assert service.asked == []


@pytest.mark.parametrize("name", ["Kazan Kremlin", "Category:Kazan Kremlin"])
async def test_the_files_of_a_category_are_its_own(
    service: Scripted, api: ActionApi, name: str
) -> None:
    service.acts[API] = [answer(pages(page("B.jpg", 2), page("A.jpg", 1)))]
    files = await files_of_category(api, name)
    assert [file.title for file in files] == ["File:A.jpg", "File:B.jpg"]
    (asked,) = service.asked
    expected = {
        "generator": "categorymembers",
        "gcmtitle": "Category:Kazan Kremlin",
        "gcmtype": "file",
        # A member that only leads to another file is that file.
        "redirects": "1",
        "prop": "imageinfo|categories",
    }
    assert expected.items() <= asked.query.items()
    assert int(asked.query["gcmlimit"]) <= 50


async def test_a_category_is_read_to_its_end(service: Scripted, api: ActionApi) -> None:
    first = {
        **pages(page("A.jpg", 1)),
        "continue": {"gcmcontinue": "b", "continue": "gcmcontinue||"},
    }
    assert await of_category(service, api, first, pages(page("B.jpg", 2))) == [
        "File:A.jpg",
        "File:B.jpg",
    ]


async def test_a_large_category_is_read_until_there_are_enough(
    service: Scripted, api: ActionApi
) -> None:
    further = {"gcmcontinue": "c", "continue": "gcmcontinue||"}
    half = {**cut(page("A.jpg", 1), page("B.jpg", 2), clcontinue="2|C")}
    rest = {**pages(page("B.jpg", 2, categories=categories("C"))), "continue": further}
    never = pages(page("C.jpg", 3))
    service.acts[API] = [answer(document) for document in (half, rest, never)]
    files = await files_of_category(api, "Kazan Kremlin", most=2)
    assert [(file.title, file.categories) for file in files] == [
        ("File:A.jpg", ()),
        # What is said of the last of them is heard to its end.
        ("File:B.jpg", ("C",)),
    ]
    assert len(service.asked) == 2


@pytest.mark.parametrize("odd", [{}, {"query": []}, {"batchcomplete": True}])
async def test_an_empty_category_has_no_files(
    service: Scripted, api: ActionApi, odd: dict[str, Any]
) -> None:
    assert await of_category(service, api, odd) == []


async def test_files_near_a_position(service: Scripted, api: ActionApi) -> None:
    service.acts[API] = [answer(pages(page("B.jpg", 2), page("A.jpg", 1)))]
    files = await files_near(api, 55.7963, -49.1088, 200, 30)
    assert [file.title for file in files] == ["File:A.jpg", "File:B.jpg"]
    (asked,) = service.asked
    expected = {
        "generator": "geosearch",
        "ggscoord": "55.796300|-49.108800",
        "ggsradius": "200",
        "ggslimit": "30",
        "ggsnamespace": "6",
    }
    assert expected.items() <= asked.query.items()
