"""Which picture a post is shown with, and where it lies."""

import pytest

from indexer.posts.images import find_image
from indexer.posts.post import FrontMatter

BASE, PAGE = "https://example.org/blog", "https://example.org/blog/mesh/"


def image_of(values, *, base=BASE, lies_beside=False):
    return find_image(FrontMatter(values, {}, "", 1, "yaml"), PAGE, base, lies_beside=lies_beside)


@pytest.mark.parametrize(
    "values",
    [
        {"image": "/a.png"},
        {"Banner": " /a.png "},
        {"images": ["", "/a.png", "/b.png"]},
        {"cover": {"image": "/a.png", "alt": "x"}},
        {"header": {"teaser": "/a.png", "overlay_image": "/large.png"}},
        {"thumbnail": "/a.png", "cover": "/large.png"},
        {"cover": True, "featuredImage": "/a.png"},
        {"cover": "#ff0000", "banner_img": "a.png"},
        {"image": "/blog/a.png"},
        {"image": "https://example.org/blog/a.png"},
        {"image": "//example.org/blog/a.png"},
    ],
)
def test_keys_that_themes_know_name_a_picture_below_the_site(values):
    assert image_of(values) == "https://example.org/blog/a.png"


@pytest.mark.parametrize(
    "value", ["", None, True, 3, [], {"alt": "x"}, "javascript:alert(1)", "data:image/png;base64,AA", "//[", "x" * 2001]
)
def test_what_is_no_address_of_a_picture_is_none(value):
    assert image_of({"image": value}) == ""


def test_a_page_bundle_names_what_lies_beside_it():
    assert image_of({"image": "a.png"}, lies_beside=True) == f"{PAGE}a.png"
    assert image_of({"image": "/a.png"}, lies_beside=True) == f"{BASE}/a.png"


def test_a_file_of_the_sources_beside_the_site_is_no_picture():
    assert image_of({"image": "../../assets/a.svg"}) == ""
    assert image_of({"image": "../a.svg"}, lies_beside=True) == f"{BASE}/a.svg"


def test_a_site_without_an_address_has_paths():
    assert image_of({"image": "img/a.png"}, base="") == "/img/a.png"
