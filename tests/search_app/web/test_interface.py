import pytest
from web.settings import settings_of

from search_app import create_app
from search_app.web.interface import chosen_interface, interface_texts, page_addresses


@pytest.mark.parametrize(
    ("address", "accepted", "setting", "language"),
    [
        ("/", "zh-CN,en;q=0.8", "", "zh"),
        ("/", "en-GB,zh;q=0.8", "", "en"),
        ("/", "de,fr;q=0.5", "", "en"),
        ("/", "zh;q=0,en;q=0.1", "", "en"),
        ("/", "en", "zh", "zh"),
        ("/?ui=en", "zh", "zh", "en"),
        ("/", "zh-HK", "", "zh-Hant"),
        ("/?ui=zh-Hant", "en", "", "zh-Hant"),
        ("/?ui=xx", "zh", "", "zh"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_sites_else_the_browsers(engine, address, accepted, setting, language):
    app = create_app(engine, settings=settings_of(language=setting))
    with app.test_request_context(address, headers={"Accept-Language": accepted}):
        assert interface_texts().lang.startswith(language)


@pytest.mark.parametrize(("address", "kept"), [("/?ui=zh", "zh"), ("/?ui=xx", ""), ("/", "")])
def test_only_a_language_that_there_is_stays_in_the_links(engine, address, kept):
    with create_app(engine).test_request_context(address):
        assert (chosen_interface(), page_addresses().ui) == (kept, kept)
