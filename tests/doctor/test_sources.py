"""Differences between a site and its index: each is made, found, mended, and found no more."""

import json
import os

import pytest
from doctor_site import build_page, write

from indexer.index.generations.generation import current_generation


def test_a_new_a_changed_a_hidden_and_a_deleted_post_are_each_found_and_mended(root, site, mends):
    write(site, "new")
    build_page(site, "new")
    write(site, "post1", body="other words")
    write(site, "post2", "draft: true")
    (site / "content" / "posts" / "post3.md").unlink()
    first = mends(
        ("error", "sources", "1 post shown, though the site hides it by now: content/posts/post2.md"),
        ("error", "sources", "1 post shown, though its file is gone: content/posts/post3.md"),
        ("warning", "sources", "1 post not in the index: content/posts/new.md"),
        ("warning", "sources", "1 post changed since it was indexed: content/posts/post1.md"),
    )
    assert {each["command"] for each in first.found} == {f"search-index update {site} --index {root}"}


def test_new_drafts_and_touched_files_are_no_difference(root, site, examine):
    write(site, "draft", "draft: true")
    os.utime(site / "content" / "posts" / "post1.md", (1e9, 1e9))
    assert (examine().status, examine().found) == (0, [])


def test_posts_whose_time_is_not_now_are_as_they_should_be(root, site, run, examine):
    write(site, "later", "date: 2999-01-01")
    write(site, "over", "expiryDate: 2001-01-01")
    (found,) = examine().found
    assert found["what"].startswith("2 posts not in the index")
    run("update", site)
    assert (examine().status, examine().told["areas"]["index"].startswith("g-3, 7 posts")) == (0, True)


def test_sources_are_compared_with_no_damaged_index(root, site, examine):
    assert examine().told["areas"]["sources"].endswith(", 5 posts in the index")
    arrays = current_generation(root).path / "part-0" / "arrays"
    arrays.chmod(0o600)
    arrays.write_bytes(b"?" + arrays.read_bytes()[1:])
    seen = examine()
    assert {each["area"] for each in seen.found} == {"index"}
    assert seen.told["areas"]["sources"].endswith(", not compared with any index")


def test_a_pin_of_no_post_is_found(root, site, run, examine):
    write(site, "draft", "draft: true")
    pins = "> wanted | content/posts/post1.md\n> typo | content/posts/post9.md\n> draft | content/posts/draft.md\n"
    (site / "search-glossary.tsv").write_text(pins)
    run("update", site)
    (found,) = examine().found
    named = "> typo | content/posts/post9.md, > draft | content/posts/draft.md"
    assert found["what"] == f"2 lines of search-glossary.tsv pinning no post of the index: {named}"
    assert found["severity"] == "warning"


def test_a_pin_of_a_post_that_an_update_brings_is_no_mistake(root, site, examine):
    (site / "search-glossary.tsv").write_text("> new | content/posts/new.md\n")
    write(site, "new")
    assert [each["what"] for each in examine().found] == ["1 post not in the index: content/posts/new.md"]


def test_many_posts_are_counted_and_the_first_three_named(root, site, examine):
    for number in range(7):
        write(site, f"new{number}")
    (found,) = examine().found
    shown = ", ".join(f"content/posts/new{number}.md" for number in range(3))
    assert found["what"] == f"7 posts not in the index: {shown} and 4 more"


def test_a_file_that_cannot_be_read_is_named_with_its_line(root, site, run, examine):
    write(site, "bad", "tags: [")
    run("update", site)
    seen = examine("--repair")
    (found,) = seen.found
    assert found["what"].startswith("left out: content/posts/bad.md:")
    assert (found["repairs"], seen.status) == ([], 1)
    (site / "content" / "posts" / "bad.md").unlink()
    run("update", site)
    assert examine().status == 0


def test_of_many_files_that_cannot_be_read_five_are_named_and_an_update_names_all(root, site, run, examine):
    for number in range(7):
        write(site, f"bad{number}", "tags: [")
    run("update", site)
    seen = examine()
    assert [found["what"].split(":")[1].strip() for found in seen.found[:-1]] == [
        f"content/posts/bad{number}.md" for number in range(5)
    ]
    assert seen.found[-1]["what"] == "2 more files cannot be read either"
    assert run("update", site).output.count("content/posts/bad") == 7


def test_another_configuration_of_the_site_is_found_and_mended(root, site, mends):
    (site / "hugo.toml").write_text("baseURL = 'https://example.org/'\ntitle = 'Another'\n")
    mends(("warning", "sources", "the site's configuration, a build setting or a library"))


def test_an_index_with_drafts_is_as_it_should_be_and_is_mended_with_drafts(root, site, run, examine):
    write(site, "draft", "draft: true")
    build_page(site, "draft")
    run("rebuild", site, "--drafts")
    assert (examine().status, examine().found) == (0, [])
    write(site, "post1", body="other words")
    assert examine("--repair").status == 0
    assert current_generation(root).manifest.contents.posts == 6


def test_a_site_that_is_gone_is_an_error(root, site, examine):
    site.rename(site.with_name("moved"))
    seen = examine("--repair")
    assert [(each["area"], each["severity"]) for each in seen.found] == [("sources", "error")]
    assert f"{site}: no such folder" in seen.found[0]["what"]
    assert seen.found[0]["command"].endswith(", with the folder where the site is now")


def test_a_site_whose_configuration_cannot_be_read_is_an_error(root, site, examine):
    (site / "hugo.toml").write_text("baseURL = ")
    (found,) = examine().found
    assert (found["area"], "hugo.toml" in found["what"]) == ("sources", True)
    assert found["command"].startswith(f"correct it, then: search-index update {site}")


def test_a_repair_never_publishes_what_a_person_has_to_approve(root, site, examine):
    for number in range(4):
        (site / "content" / "posts" / f"post{number}.md").unlink()
    seen = examine("--repair")
    assert seen.status == 1
    assert "--force publishes the smaller one" in json.dumps(seen.told["repaired"])


def test_a_hexo_site_is_to_be_built_in_its_own_zone(tmp_path, run, examine):
    site = tmp_path / "hexo"
    (site / "source" / "_posts").mkdir(parents=True)
    (site / "_config.yml").write_text(
        "url: https://a.org\npermalink: :year/:month/:day/:title/\ntimezone: Asia/Shanghai\n"
    )
    (site / "source" / "_posts" / "one.md").write_text("---\ndate: 2024-05-01\n---\ntext")
    (site / "public" / "2024" / "04" / "30" / "one").mkdir(parents=True)
    for folder in ("", "2024/04/30/one"):
        (site / "public" / folder / "index.html").write_text("<title>One</title>")
    run("rebuild", site)
    (found,) = examine().found
    assert found["what"].endswith("source/_posts/one.md → https://a.org/2024/05/01/one/")
    assert found["command"].startswith("TZ=Asia/Shanghai hexo generate, then: search-index update")


def test_posts_without_a_page_and_pages_at_another_address_are_found(root, site, examine, run):
    (site / "public" / "posts" / "post1" / "index.html").unlink()
    build_page(site, "post2", "https://example.org/elsewhere/")
    nowhere, elsewhere = examine().found
    assert (nowhere["area"], elsewhere["area"]) == ("pages", "pages")
    assert nowhere["what"].endswith("there is no page: content/posts/post1.md → https://example.org/posts/post1/")
    assert elsewhere["what"].endswith(
        "another address: content/posts/post2.md → https://example.org/posts/post2/, "
        "the page says https://example.org/elsewhere/"
    )
    build_page(site, "post1")
    write(site, "post2", "url: /elsewhere/")
    run("update", site)
    (site / "public" / "elsewhere").mkdir()
    (site / "public" / "elsewhere" / "index.html").write_text('<link href="/elsewhere/" rel="canonical">')
    assert examine().status == 0


def test_an_address_longer_than_a_file_name_has_no_page(tmp_path):
    from indexer.doctor.facts.built_site import gather_built_site

    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "index.html").write_text("<html>")
    posts = [("a.md", f"https://example.org/{'长' * 100}/")]
    assert gather_built_site(tmp_path, "https://example.org", posts).nowhere == tuple(posts)


def test_an_address_that_cannot_be_read_is_no_other_address(root, site, examine):
    build_page(site, "post2", "http://[x/")
    assert examine().status == 0


@pytest.mark.parametrize("page", ["posts/写作.html", "posts/写作/index.html"])
def test_pages_are_found_under_decoded_names_and_below_a_path(tmp_path, page):
    from indexer.doctor.facts.built_site import gather_built_site

    path = tmp_path / "public" / page
    path.parent.mkdir(parents=True)
    path.write_text("<html>")
    (tmp_path / "public" / "index.html").write_text("<html>")
    url = "https://example.org/blog/posts/%E5%86%99%E4%BD%9C/"
    facts = gather_built_site(tmp_path, "https://example.org/blog", [("a.md", url), ("b.md", "https://zh.example/x/")])
    assert (facts.posts, facts.nowhere, facts.elsewhere) == (1, (), ())
