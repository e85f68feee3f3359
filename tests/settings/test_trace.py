"""Where settings come from."""

from indexer.settings.trace import Origin, trace_settings


def test_a_table_of_sites_is_the_setting_site(tmp_path):
    file = tmp_path / "search-index.toml"
    file.write_text('workers = 1\n[sites]\nblog = "a"\ndocs = "b"\n')
    found = trace_settings(None, str(file), {}).origins
    assert found == (
        Origin("workers", f"{file}:1", "1"),
        Origin("site", f"{file}:2", "{'blog': 'a', 'docs': 'b'}"),
    )


def test_options_are_named_as_they_are_typed(tmp_path):
    file = tmp_path / "search-index.toml"
    file.write_text('log_format = "json"\n')
    found = trace_settings(None, str(file), {}, {"log_format": "text", "port": None}).origins
    assert [(each.place, each.overruled_by) for each in found] == [(f"{file}:1", "--log-format"), ("--log-format", "")]
