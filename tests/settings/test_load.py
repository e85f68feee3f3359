from pathlib import Path

import pytest

from indexer.errors import ConfigurationError
from indexer.settings.folders import default_index
from indexer.settings.load import load_settings
from indexer.settings.settings import Settings

HOME = {"XDG_DATA_HOME": "/home/me/data"}


@pytest.fixture
def site(tmp_path):
    return tmp_path


def write(site, text, name="search-index.toml"):
    path = site / name
    path.write_text(text, encoding="utf-8")
    return path


def load(site=None, environment=None, **options):
    return load_settings(site, options, {**HOME, **(environment or {})})


def test_without_a_word_the_sample_posts_are_indexed_in_the_users_own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load()
    assert settings.index == Path("/home/me/data/search-index")
    assert (settings.site.name, settings.host, settings.port) == ("posts", "127.0.0.1", 8000)
    assert list(settings.site.rglob("*.md"))


@pytest.mark.parametrize("folder", ["", "relative"])
def test_without_a_data_folder_the_one_of_the_specification_is_taken(folder, monkeypatch):
    monkeypatch.setenv("HOME", "/home/her")
    assert default_index({"XDG_DATA_HOME": folder}) == Path("/home/her/.local/share/search-index")


def test_each_place_overrules_the_one_before(site):
    write(site, 'index = "/file"\nport = 1\nthreads = 1')
    settings = load(site, {"SEARCH_PORT": "2", "SEARCH_THREADS": "2"}, threads=3)
    assert (settings.index, settings.port, settings.threads) == (Path("/file"), 2, 3)


def test_options_that_were_not_given_overrule_nothing(site):
    write(site, "port = 1")
    assert load(site, port=None, index=None).port == 1


def test_an_empty_variable_counts_as_not_given(site):
    assert load(site, {"SEARCH_PORT": ""}).port == 8000


def test_the_site_of_the_command_line_is_what_is_indexed(site):
    write(site, 'site = "elsewhere"')
    assert load(site).site == site


def test_paths_in_a_file_are_meant_from_where_it_stands(site):
    path = write(site, 'index = "var/index"\nsite = "../blog"', "mine.toml")
    settings = load(config=path)
    assert (settings.index, settings.site) == (site / "var/index", site / "../blog")


def test_the_file_may_be_named_in_the_environment(site):
    path = write(site, "port = 9", "mine.toml")
    assert load(environment={"SEARCH_CONFIG": str(path)}).port == 9


def test_without_a_site_the_file_of_the_current_folder_is_read(site, monkeypatch):
    write(site, "port = 9")
    monkeypatch.chdir(site)
    assert load().port == 9


@pytest.mark.parametrize("hosts", ['hosts = ["a.org", ".b.org"]', 'hosts = "a.org, .b.org"'])
def test_lists_are_read_as_lists_and_as_text_with_commas(site, hosts):
    write(site, hosts)
    assert load(site).hosts == ("a.org", ".b.org")


def test_hosts_may_have_ports_and_be_written_in_any_script(site):
    write(site, 'hosts = ["search.example.org:8000", "博客.example"]')
    assert load(site).hosts == ("search.example.org:8000", "博客.example")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\nprot = 8000", ":2: there is no setting “prot”; is port meant?"),
        ("port = " + "[" * 100_000, ":1: is nested deeper than any setting"),
        ("xyzzy = 1", ":1: there is no setting “xyzzy”; there are site, index,"),
        ("port = 1\n[ranking]\nx = 1", ":2: there is no setting “ranking”"),
        ("port = 70000", ":1: port is 70000; it must be a whole number from 0 to 65535"),
        ("# c\nport = true", ":2: port is True; it must be a whole number"),
        ("port = 1.5", ":1: port is 1.5; it must be a whole number"),
        ('port = "-1"', ":1: port is '-1'; it must be"),
        ("index = 3", ":1: index is 3; it must be a folder on this machine"),
        ('language = "de"', """:1: language is 'de'; it must be "zh", "zh-Hant", "en" or """),
        ("hosts = [1]", ":1: hosts is [1]; it must be a list of host names"),
        (
            'hosts = "https://a.org"',
            """it must be a list of host names such as "search.example.org", or ".example.org\"""",
        ),
        ('hosts = ["a.org", "*.b.org"]', ":1: hosts is ['a.org', '*.b.org']; it must be a list of host names"),
        ("host = 1", ":1: host is 1; it must be a text"),
        (
            'origins = "https://*.example.org"',
            """; it must be a list of origins such as "https://example.org", or "*\"""",
        ),
        ('origins = ["null"]', ":1: origins is ['null']; it must be a list of origins"),
        ('rate_limit = "often"', """:1: rate_limit is 'often'; it must be a number and a time such as "60/minute\""""),
        ("rate_limit = 60", ":1: rate_limit is 60; it must be a number and a time"),
        ("deadline = 0", ":1: deadline is 0; it must be a number of seconds from 0.01 to 60"),
        ("deadline = nan", ":1: deadline is nan; it must be a number of seconds"),
        ('metrics = "perhaps"', ":1: metrics is 'perhaps'; it must be true or false"),
        ('proxy_headers = ["for", "ip"]', "; it must be a list of some of for, proto, host, prefix"),
        ('prefix = "find"', ':1: prefix is \'find\'; it must be a path such as "/find", or ""'),
        ('prefix = "/../x y"', "it must be a path such as"),
        ('theme = "nowhere"', ":1: theme is 'nowhere'; it must be a folder that is there"),
        (
            'stylesheet = "nowhere.css"',
            ":1: stylesheet is 'nowhere.css'; it must be a file that is there",
        ),
        ('icon = "search-index.toml"', ":1: icon is 'search-index.toml'; it must be a picture that is there"),
        ('stylesheet = "https://a.example/x.css; script-src *"', "it must be a file that is there, or an address"),
        (
            '[sites]\n"a:b" = "blog"',
            ":1: site is {'a:b': 'blog'}; it must be a path on this machine, a list of such, or",
        ),
        ('[sites]\n"a=b" = "blog"', "a table of names without /, = and :"),
        ('[sites]\na = "blog:docs"', ":1: site is {'a': 'blog:docs'}; it must be a path"),
        ('site = ["blog", "a:b"]', ":1: site is ['blog', 'a:b']; it must be a path"),
        ("sites = []", ":1: site is []; it must be a path"),
        ("port = 1\nport = 2", ":2: is not TOML: Cannot overwrite a value"),
        ("port", "is not TOML"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_line(site, text, said):
    path = write(site, text)
    with pytest.raises(ConfigurationError) as error:
        load(site)
    assert str(error.value).startswith(f"{path}:")
    assert said in str(error.value)


def test_what_cannot_be_meant_in_the_environment_is_told_by_its_variable():
    with pytest.raises(ConfigurationError, match=r"^SEARCH_PORT: port is 'x'; it must be"):
        load(environment={"SEARCH_PORT": "x"})


def test_a_file_that_is_named_must_be_there(site):
    with pytest.raises(ConfigurationError, match=r"nothing.toml: cannot be read: No such file"):
        load(config=site / "nothing.toml")


def test_a_file_in_another_encoding_is_told(site):
    (site / "search-index.toml").write_bytes("# 设置".encode("utf-16"))
    with pytest.raises(ConfigurationError, match="save it as UTF-8"):
        load(site)


def test_settings_cannot_be_changed_afterwards():
    with pytest.raises(AttributeError):
        Settings(Path(), Path()).port = 1


def test_what_cannot_be_meant_on_the_command_line_is_told_by_its_option():
    with pytest.raises(ConfigurationError, match=r"^--rate-limit: rate_limit is 'x'; it must be"):
        load(rate_limit="x")


@pytest.mark.parametrize(
    ("name", "written", "meant"),
    [
        ("origins", "https://a.org/, http://[::1]:8000", ("https://a.org", "http://[::1]:8000")),
        ("origins", "*", ("*",)),
        ("origins", "https://Blog.Example.org/, http://a.org:80", ("https://blog.example.org", "http://a.org")),
        ("origins", "https://博客.中国:443, http://a.org:443", ("https://xn--9krq6q.xn--fiqs8s", "http://a.org:443")),
        ("rate_limit", "60/minute", "60/minute"),
        ("deadline", "0.25", 0.25),
        ("cache_seconds", "0", 0),
        ("metrics", "off", False),
        ("access_log", "True", True),
        ("proxy_headers", "for, Host", ("for", "host")),
        ("prefix", "/find/", "/find"),
        ("prefix", "/", ""),
        ("stylesheet", "https://a.example/x.css?v=1", "https://a.example/x.css?v=1"),
    ],
)
def test_a_setting_means_the_same_in_the_environment_and_on_the_command_line(name, written, meant):
    assert getattr(load(**{name: written}), name) == meant
    assert getattr(load(environment={f"SEARCH_{name.upper()}": written}), name) == meant


def test_a_look_is_meant_from_where_the_file_stands(site):
    write(site, 'theme = "look"\nstylesheet = "look/mine.css"')
    (site / "look").mkdir()
    (site / "look" / "mine.css").touch()
    settings = load(site)
    assert (settings.theme, settings.stylesheet) == (site / "look", str(site / "look/mine.css"))


def test_switches_and_fractions_are_written_in_a_file_as_toml_has_them(site):
    write(site, "metrics = false\naccess_log = true\ndeadline = 0.5")
    settings = load(site)
    assert (settings.metrics, settings.access_log, settings.deadline) == (False, True, 0.5)


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:9200",
        "file:///var/index",
        "ftp://search.example.org/posts",
        "https://search.example.org/Posts",
        "https://ann:secret@search.example.org/posts",
        "https://search.example.org/posts?pretty",
        Path("https://search.example.org/posts"),
        "https:search.example.org",
        "HTTPS:\\\\search.example.org\\posts",
        "search.example.org:9200/posts",
        "localhost:9200",
    ],
)
def test_an_address_that_is_none_of_a_cluster_is_refused_and_no_folder_is_made(address, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match=r"^--index: index is .*or the address of a cluster"):
        load(index=address)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["./localhost:9200", "Blog: posts", "a:b", "2026-11-30T12:30:00", "http"])
def test_a_folder_whose_name_has_a_colon_is_no_address(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load(index=folder).index == Path(folder)
