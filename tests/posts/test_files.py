import os
import socket
from pathlib import Path

import pytest
from site_reading import find_files

from indexer.native import kernel
from indexer.posts import files
from indexer.posts.files import list_files
from indexer.posts.generators.plain import PlainRules
from indexer.posts.post import Problem, Skipped, SkipReason
from indexer.posts.source_file import SourceFile, read_source


@pytest.fixture
def site(tmp_path):
    root = tmp_path / "site"
    root.mkdir()
    return root


def write(path, text="text\n"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def found(root, **options):
    """Return what was found: ids of files, and texts of problems."""
    items = find_files(PlainRules(root), **options)
    return [str(item) if isinstance(item, Problem) else item.id for item in items]


def test_markdown_is_found_in_every_folder_in_the_order_of_paths(site):
    for name in ("b.md", "a/z.markdown", "a/y.MD", "中文/文章.mkd", "c.mdown", "c.txt", "c.css"):
        write(site / name)
    assert found(site) == ["a/y.MD", "a/z.markdown", "b.md", "c.mdown", "中文/文章.mkd"]


def test_hidden_files_and_the_folders_of_tools_are_skipped(site):
    for name in (".git/a.md", ".obsidian/a.md", "node_modules/x/a.md", ".a.md", "._a.md", "b.md"):
        write(site / name)
    assert found(site) == ["b.md"]


def test_size_and_time_of_change_are_told(site):
    file = write(site / "a.md", "你好\n")
    [source] = find_files(PlainRules(site))
    assert source == SourceFile("a.md", str(file), 7, file.stat().st_mtime_ns, file.stat().st_ctime_ns)
    assert source.path == file


def test_links_inside_the_site_are_followed(site):
    write(site / "a.md", "A\n")
    (site / "b.md").symlink_to("a.md")
    assert found(site) == ["a.md", "b.md"]
    assert [read_source(source) for source in find_files(PlainRules(site))] == [b"A\n", b"A\n"]


def test_a_file_in_a_linked_folder_is_opened_where_it_lies(site):
    write(site / "a" / "b" / "c.md", "C\n")
    (site / ".kept").mkdir()
    write(site / ".kept" / "d.md", "D\n")
    (site / "linked").symlink_to(".kept")
    sources = {source.id: source for source in list_files(PlainRules(site))}
    assert {name: source.location for name, source in sources.items()} == {
        "a/b/c.md": str(site / "a" / "b" / "c.md"),
        "linked/d.md": str(site / ".kept" / "d.md"),
    }
    assert read_source(sources["linked/d.md"]) == b"D\n"


def test_the_columns_of_a_listing_are_those_of_its_files(site):
    for size, name in enumerate(("b.md", "a.md", "文/章.md")):
        write(site / name, "x" * size)
    listing = list_files(PlainRules(site))
    columns = zip(listing.ids, listing.sizes, listing.mtimes, listing.ctimes, strict=True)
    assert list(columns) == [(file.id, file.size, file.mtime_ns, file.ctime_ns) for file in listing]
    assert sorted(listing) == list(find_files(PlainRules(site)))
    assert dict(zip(listing.ids, listing.sizes, strict=True)) == {"b.md": 0, "a.md": 1, "文/章.md": 2}


def test_links_out_of_the_site_are_named_and_never_followed(site, tmp_path):
    secret = write(tmp_path / "secret" / "key.md", "SECRET")
    (site / "a.md").symlink_to(secret)
    (site / "folder").symlink_to(secret.parent)
    assert found(site) == [
        f"a.md: leads out of the site, to {secret}; it was not followed",
        f"folder: leads out of the site, to {secret.parent}; it was not followed",
    ]


def test_links_in_a_circle_end(site):
    write(site / "a" / "a.md")
    (site / "a" / "up").symlink_to("..")
    (site / "b.md").symlink_to("b.md")
    assert found(site) == [
        "a/a.md",
        "a/up: leads to a folder that is read already; it was not followed",
        "b.md: a link that leads nowhere, or a file that has just been removed",
    ]


def test_folders_linked_many_times_over_are_read_once(site):
    for level in range(30):
        write(site / f"f{level}" / "a.md")
        for number in range(3):
            (site / f"f{level}" / f"link{number}").symlink_to(f"../f{level + 1}")
    assert len([item for item in find_files(PlainRules(site)) if isinstance(item, SourceFile)]) == 30


def test_pipes_sockets_and_folders_named_like_posts_are_never_opened(site, monkeypatch):
    os.mkfifo(site / "pipe.md")
    (site / "zero.md").symlink_to("/dev/zero")
    (site / "folder.md").mkdir()
    monkeypatch.chdir(site)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.md")
        assert found(site) == [
            "pipe.md: not a regular file; it was not opened",
            "socket.md: not a regular file; it was not opened",
            "zero.md: leads out of the site, to /dev/zero; it was not followed",
        ]


def test_a_pipe_put_in_a_files_place_is_refused_and_not_waited_for(site):
    file = write(site / "a.md")
    [source] = find_files(PlainRules(site))
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(OSError, match="not a regular file"):
        read_source(source)


def test_a_link_put_in_a_files_place_is_not_followed(site, tmp_path):
    file = write(site / "a.md")
    [source] = find_files(PlainRules(site))
    file.unlink()
    file.symlink_to(write(tmp_path / "secret.md"))
    with pytest.raises(OSError):
        read_source(source)


def test_a_file_that_is_too_large_is_named(site):
    write(site / "a.md", "x" * 101)
    write(site / "b.md", "x" * 100)
    assert found(site, largest=100) == ["a.md: 101 bytes, more than the 100 allowed; split the post", "b.md"]


def test_a_file_that_has_grown_too_large_is_refused(site):
    file = write(site / "a.md")
    [source] = find_files(PlainRules(site))
    write(file, "x" * 101)
    with pytest.raises(OSError, match="larger than 100 bytes"):
        read_source(source, largest=100)


def test_a_folder_that_cannot_be_read_is_named(site, monkeypatch):
    write(site / "b.md")
    locked = site / "locked"
    locked.mkdir()
    open_any = os.open

    def refuse(path, *options):
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied")
        return open_any(path, *options)

    monkeypatch.setattr(os, "open", refuse)
    assert found(site) == ["b.md", "locked: the folder cannot be read: permission denied"]


def test_names_that_cannot_be_shown_are_named_in_a_form_that_can(site):
    write(site / os.fsdecode(b"caf\xe9.md"))
    write(site / "two\nlines.md")
    assert found(site) == [
        "caf\\udce9.md: the file's name holds characters that cannot be shown; rename it",
        "two\\nlines.md: the file's name holds characters that cannot be shown; rename it",
    ]


def test_folders_nested_very_deep_are_read(site):
    folder = site
    for _ in range(300):
        folder /= "d"
    write(folder / "a.md")
    assert found(site) == ["d/" * 300 + "a.md"]


def test_a_path_the_rules_reject_is_left_out_unopened(site):
    write(site / "a.md")

    class Reject(PlainRules):
        def skip_reason(self, post_id):
            return SkipReason.IGNORED

    [item] = find_files(Reject(site))
    assert isinstance(item, Skipped)


def test_a_content_folder_that_is_missing_is_told_and_refuses_nothing(site):
    class Elsewhere(PlainRules):
        def folders(self):
            return (self.root / "content",)

    [problem] = find_files(Elsewhere(site))
    assert (str(problem), problem.refused) == ("content: no such folder, or a link that leads nowhere", False)


def test_many_files_are_told_alike_with_and_without_the_kernel(site, tmp_path, without_kernel):
    class Reject(PlainRules):
        def skip_reason(self, post_id):
            return SkipReason.IGNORED if "README" in post_id else super().skip_reason(post_id)

    for number in range(40):
        write(site / "many" / f"{number}.md", "x" * number)
    write(site / "many" / "large.md", "x" * 200)
    for name in ("README.md", "two\nlines.md", os.fsdecode(b"caf\xe9.md"), "文章.MD", "b.rst", ".hidden.md"):
        write(site / "many" / name)
    (site / "many" / "folder.md").mkdir()
    os.mkfifo(site / "many" / "pipe.md")
    (site / "many" / "linked.md").symlink_to("1.md")
    (site / "many" / "gone.md").symlink_to("nowhere")
    (site / "many" / "out.md").symlink_to(write(tmp_path / "secret.md"))
    os.utime(site / "many" / "3.md", ns=(-1, -1))
    listings = [list_files(Reject(site), largest=100)]
    without_kernel.undo()
    listings.append(list_files(Reject(site), largest=100))
    ids = [f"many/{number}.md" for number in range(40)]
    for listing in listings:
        assert sorted(listing.ids) == sorted([*ids, "many/文章.MD", "many/linked.md"])
    assert [*map(sorted, listings)] == [sorted(listings[0])] * 2
    assert listings[0].others == listings[1].others
    assert sorted(listings[0].others) == [
        "many/README.md",
        "many/b.rst",
        os.fsdecode(b"many/caf\xe9.md"),
        "many/gone.md",
        "many/large.md",
        "many/out.md",
        "many/pipe.md",
        "many/two\nlines.md",
    ]


ODDITIES = {
    "nothing": lambda folder: None,
    "a hidden file": lambda folder: write(folder / ".hidden.md"),
    "a folder": lambda folder: write(folder / "folder.md" / "1.md"),
    "a link": lambda folder: (folder / "linked.md").symlink_to("1.md"),
    "a large file": lambda folder: write(folder / "large.md", "x" * 200),
    "another format": lambda folder: write(folder / "b.rst"),
    "a capital ending": lambda folder: write(folder / "UPPER.MD"),
    "a file that is no post": lambda folder: write(folder / "README.md"),
    "a name that is no UTF-8": lambda folder: write(folder / os.fsdecode(b"caf\xe9.md")),
    "an ending alone": lambda folder: write(folder / "7.md.txt"),
}


@pytest.mark.parametrize("oddity", ODDITIES)
def test_a_folder_is_listed_alike_whatever_is_expected_of_it(site, oddity, monkeypatch):
    class Reject(PlainRules):
        def skip_reason(self, post_id):
            return SkipReason.IGNORED if "README" in post_id else None

    for folder in ("read first", "odd"):
        for number in range(40):
            write(site / folder / f"{number}.md", "x" * number)
    ODDITIES[oddity](site / "odd")
    tried, note_names = [], files._Walk._note_names
    monkeypatch.setattr(files._Walk, "_note_names", lambda *given: tried.append(note_names(*given)) or tried[-1])
    listing = list_files(Reject(site), largest=100)
    assert tried[:1] == [oddity == "nothing"] * bool(kernel())
    monkeypatch.setattr(files._Walk, "_note_names", lambda *_: False)
    assert sorted(list_files(Reject(site), largest=100)) == sorted(listing)
    assert list_files(Reject(site), largest=100).others == listing.others
    assert len(listing.ids) == 80 + (oddity in {"a folder", "a link", "a capital ending"})


def test_a_file_that_goes_while_its_folder_is_read_is_named(site, monkeypatch):
    if kernel() is None:
        pytest.skip("there is no native kernel")
    for number in range(40):
        write(site / f"{number}.md")
    read = files.read_file_status

    def remove_one(library, folder, names):
        (site / "7.md").unlink()
        return read(library, folder, names)

    monkeypatch.setattr(files, "read_file_status", remove_one)
    assert "7.md: a link that leads nowhere, or a file that has just been removed" in found(site)
