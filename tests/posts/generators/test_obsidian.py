"""Notes of an Obsidian vault, whose settings say which are templates and which are not published."""

import json

import pytest
from site_reading import read_posts

NOTE = "---\ntitle: Note\n---\ntext"


@pytest.fixture
def ids(tmp_path):
    def ids(files, notes):
        for path, text in {**{f".obsidian/{name}": text for name, text in files.items()}, **notes}.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        return [post.id for post in read_posts(tmp_path)]

    return ids


@pytest.mark.parametrize(
    ("file", "key"), [("templates.json", "folder"), ("plugins/templater-obsidian/data.json", "templates_folder")]
)
def test_templates_are_no_posts(ids, file, key):
    notes = {"Extras/Templates/day.md": "---\ntitle: {{title}}\n---\n", "Extras/Templates.md": NOTE, "a.md": NOTE}
    assert ids({file: json.dumps({key: "Extras/Templates"})}, notes) == ["Extras/Templates.md", "a.md"]


def test_notes_of_folders_that_are_not_published_are_hidden_unless_they_say_so_themselves(ids):
    shown = NOTE.replace("title", "publish: true\ntitle")
    notes = {"Own/a.md": NOTE, "Own/b.md": shown, "Owner/c.md": NOTE, "d.md": NOTE, "e.md": NOTE}
    assert ids({"publish.json": '{"excluded": ["Own", "d.md"]}'}, notes) == ["Own/b.md", "Owner/c.md", "e.md"]


@pytest.mark.parametrize("settings", ["", "{", "[]", "null", '{"folder": ""}', '{"folder": "/"}', '{"folder": 3}'])
def test_settings_that_name_no_folder_leave_no_note_out(ids, settings):
    assert ids({"templates.json": settings, "publish.json": settings}, {"a.md": NOTE, "b/c.md": NOTE}) == [
        "a.md",
        "b/c.md",
    ]
