import pytest


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "words").write_text("words")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "one").write_bytes(b"\x00\x01")
    return tmp_path
