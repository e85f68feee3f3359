import os
import re

import orjson
import pytest

from indexer.errors import UsageError
from indexer.search.query.expansions.thesaurus import LONGEST_TERM
from indexer.text.analysis.scripts import NAME
from indexer.text.lexicon import glossary_file
from indexer.text.lexicon.glossary_file import GlossaryFault, parse_glossary, read_site_glossary
from indexer.text.lexicon.site_glossary import Glossary, Pin, apply_vetoes

WHOLE = """\
# a comment
#another

服务网格 | 网格\tservice mesh
内卷｜rat race
+ 躺平
! 吃瓜
! 边车 | sidecar
> Hiring  Now | about/jobs.md
> 招聘\tabout/a | b.md
"""
REFUSED = {
    "内卷": r"“内卷” stands alone; put another word",
    "内卷, rat race": r"“内卷, rat race” is one word to us; part words by \| or a tab, not by “,”",
    "内卷 => rat race": r"not by “=”",
    "内卷；躺平": r"not by “；”",
    "内卷 | ": r"has an empty word",
    "内卷 | | 躺平": r"has an empty word",
    "| 内卷": r"has an empty word",
    "内卷\t": r"has an empty word",
    "内卷\trat race\tseen in 2019": r"has 3 columns; there are two",
    "rat race | 内卷 | rat race": r"“rat race” stands there twice; delete one",
    "k8s | K8S": r"“K8S” and “k8s” are one word to the search; delete one",
    "資料庫 | 资料库": r"are one word to the search",
    "的 | of": r"“的” is too common a word",
    "内卷 | the": r"“the” is too common a word",
    "内卷 | ！！": r"has neither a letter nor a digit",
    "内卷 | a b c d e f g": r"is too long: at most 6 words of 60 characters in all",
    f"内卷 | {'x' * 61}": r"“x{59}…” is too long",
    "内卷 | rat\u200brace": r"holds a character that cannot be seen",
    "|".join(f"w{number}" for number in range(21)): r"has 21 words; at most 20",
    "- 内卷 | rat race": r"begins with “-”, which means nothing here; \+, !, > and # do",
    "+ 内卷 | rat race": r"teaches 2 words; a line that begins with \+ holds one",
    "+ kubectl": r"“kubectl” is no word that can be learnt: it must be 2 to 8 Chinese characters",
    "! 卷": r"is no word that can be learnt",
    "> 招聘": r"pins nothing; write  > query \| path of the post",
    "> | a.md": r"pins nothing",
    f"> {'招' * 61} | a.md": r"pins a query of 61 characters; at most 60",
}


def test_each_kind_of_line_is_read():
    glossary, faults = parse_glossary(WHOLE)
    assert faults == ()
    assert glossary == Glossary(
        entries=(("服务网格", "网格", "service mesh"), ("内卷", "rat race")),
        vetoes=(("边车", "sidecar"),),
        learnt=("躺平",),
        not_learnt=("吃瓜",),
        pins=(Pin("hiring now", "about/jobs.md"), Pin("招聘", "about/a | b.md")),
    )


@pytest.mark.parametrize(("line", "reason"), REFUSED.items())
def test_a_line_that_cannot_be_meant_is_refused_with_its_number_and_the_others_count(line, reason):
    glossary, faults = parse_glossary(f"容器 | container\n\n{line}\n镜像 | image\n")
    assert glossary.entries == (("容器", "container"), ("镜像", "image"))
    assert [fault.line for fault in faults] == [3]
    assert re.search(reason, faults[0].reason), faults


def test_a_line_that_says_what_another_has_said_is_refused():
    assert parse_glossary("a1 | b1\nx1 | y1\na1 | b1\n")[1] == (
        GlossaryFault(3, "says the same as line 1; delete one of them"),
    )


@pytest.mark.parametrize("lines", ["! b1 | A1\na1 | b1 | c1", "! 内卷\n+ 内卷"])
def test_a_veto_of_what_another_line_says_is_refused(lines):
    glossary, faults = parse_glossary(lines)
    assert faults == (GlossaryFault(1, "forbids what line 2 says; delete one of them"),)
    assert (glossary.vetoes, glossary.not_learnt) == ((), ())


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_byte_order_mark_and_other_line_ends_are_no_matter(tmp_path, line_end):
    path = tmp_path / "search-glossary.tsv"
    path.write_bytes(("\ufeff" + WHOLE.replace("\n", line_end)).encode())
    assert read_site_glossary(path) == parse_glossary(WHOLE)


def test_a_file_that_is_not_utf_8_is_refused_with_the_line(tmp_path):
    path = tmp_path / "search-glossary.tsv"
    path.write_bytes(b"a1 | b1\n" + "内卷 | rat race\n".encode("gb18030"))
    with pytest.raises(UsageError, match=rf"{re.escape(str(path))}:2: the glossary is not UTF-8; save it as UTF-8"):
        read_site_glossary(path)


def test_a_file_that_no_person_wrote_is_refused(tmp_path):
    path = tmp_path / "search-glossary.tsv"
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(UsageError, match="the glossary has more than 1000000 bytes; no more are read"):
        read_site_glossary(path)


def test_no_link_leads_out_of_the_site(tmp_path):
    site, outside = tmp_path / "site", tmp_path / "secret.tsv"
    (site / "words").mkdir(parents=True)
    outside.write_text("secret | word\n")
    path = site / "search-glossary.tsv"
    path.symlink_to(outside)
    with pytest.raises(UsageError, match=r"leads out of the site, to .*secret\.tsv"):
        read_site_glossary(path)
    path.unlink()
    (site / "words/own.tsv").write_text(WHOLE)
    path.symlink_to("words/own.tsv")
    assert read_site_glossary(path) == parse_glossary(WHOLE)


def test_nothing_is_waited_for_that_is_no_file(tmp_path):
    path = tmp_path / "search-glossary.tsv"
    os.mkfifo(path)
    with pytest.raises(UsageError, match="the glossary cannot be read: not a regular file"):
        read_site_glossary(path)
    path.unlink()
    path.symlink_to(path)
    with pytest.raises(UsageError, match="the glossary cannot be read"):
        read_site_glossary(path)


def test_a_veto_parts_two_words_and_leaves_the_rest_of_an_entry():
    entries = [("边车", "边车代理", "sidecar"), ("k8s", "Kubernetes"), ("a1", "b1", "c1", "d1")]
    vetoes = [("Sidecar", "边车"), ("kubernetes", "k8s"), ("a1", "b1", "c1")]
    assert sorted(apply_vetoes(entries, vetoes)) == sorted(
        [("边车", "边车代理"), ("边车代理", "sidecar"), ("c1", "d1"), ("b1", "d1"), ("a1", "d1")]
    )


def test_without_vetoes_each_entry_is_left_once_in_its_place():
    assert [*apply_vetoes([("b1", "b2"), ("a1", "a2"), ("b1", "b2")], [])] == [("b1", "b2"), ("a1", "a2")]


def test_a_glossary_is_restored_from_its_values():
    glossary, _ = parse_glossary(WHOLE)
    assert Glossary.restore(orjson.loads(orjson.dumps(glossary))) == glossary


def test_bounds_are_those_of_what_uses_the_words():
    assert LONGEST_TERM == glossary_file.MOST_WORDS
    assert NAME.fullmatch("一" * 8)
    assert not NAME.fullmatch("一" * 9)
