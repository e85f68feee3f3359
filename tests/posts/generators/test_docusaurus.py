"""The versions of a Docusaurus site's documentation, of whose sources each page is found once."""

import pytest

from indexer.posts.files import list_files
from indexer.posts.site import recognise_site

ZH = "i18n/zh/docusaurus-plugin-content-docs"


@pytest.fixture
def ids(make_site):
    """Return the ids of the posts of a site of files, each of which says the same."""

    def ids(*paths, versions='["2.0", "1.0"]', **more):
        files = {"docusaurus.config.js": "", "versions.json": versions, **more, **dict.fromkeys(paths, "text")}
        return {file.id for file in list_files(recognise_site(make_site(files)))}

    return ids


def test_a_page_of_several_versions_is_the_current_one(ids):
    found = ids("docs/a.md", "versioned_docs/version-2.0/a.md", "versioned_docs/version-1.0/a.md")

    assert found == {"docs/a.md"}


def test_one_that_the_current_version_has_no_more_is_the_newest_that_has_it(ids):
    found = ids("docs/a.md", "versioned_docs/version-2.0/b.md", "versioned_docs/version-1.0/b.md")

    assert found == {"docs/a.md", "versioned_docs/version-2.0/b.md"}


def test_translations_are_of_a_version_as_well(ids):
    found = ids("docs/a.md", f"{ZH}/current/a.md", f"{ZH}/version-2.0/a.md", f"{ZH}/version-1.0/b.md")

    assert found == {"docs/a.md", f"{ZH}/current/a.md", f"{ZH}/version-1.0/b.md"}


def test_each_documentation_has_its_own_versions(ids):
    mine = {"sdk_versions.json": '["1.0", "0.9"]'}
    paths = ("sdk/a.md", "docs/b.md", "sdk_versioned_docs/version-1.0/a.md", "sdk_versioned_docs/version-1.0/b.md")
    found = ids(*paths, "sdk_versioned_docs/version-0.9/b.md", f"{ZH}-sdk/version-1.0/a.md", **mine)

    assert found == {"sdk/a.md", "docs/b.md", "sdk_versioned_docs/version-1.0/b.md", f"{ZH}-sdk/version-1.0/a.md"}


@pytest.mark.parametrize("versions", ["", "{}", "[1, null]", "[" * 100_000])
def test_versions_that_no_list_names_are_all_kept_but_for_copies_of_the_current_one(ids, versions):
    paths = {"versioned_docs/version-2.0/b.md", "versioned_docs/version-1.0/b.md"}

    assert ids("docs/a.md", "versioned_docs/version-2.0/a.md", *paths, versions=versions) == {"docs/a.md", *paths}


def test_without_docusaurus_they_are_folders_like_any_other(make_site):
    paths = {"docs/a.md", "versioned_docs/version-2.0/a.md"}

    assert {file.id for file in list_files(recognise_site(make_site(dict.fromkeys(paths, "text"))))} == paths
