import pytest
from growth import grows_in_proportion

from indexer.posts.post import Dialect
from indexer.text.markup.formula_marks import unify_formulas
from indexer.text.markup.markdown import parse_sections


@pytest.mark.parametrize(
    ("written", "prose"),
    [
        (r"设 \\(a \leq b\\) 且 \\(c_1\\)。", "设 a ≤ b 且 c_1。"),
        ("公式\n\n\\\\[\n\\frac{a}{b}\n= c\n\\\\]\n\n后", "公式\n\na/b = c\n\n后"),
        (r"共 $ \alpha + 1 $ 个", "共 α + 1 个"),
        (r"\\(a\\) 与 b", r"\(a\) 与 b"),
        (r"用 $ ls 和 $ cd 看", "用 $ ls 和 $ cd 看"),
        (r"`\\(x\\)` 与 \\(\beta\\)", r"\\(x\\) 与 β"),
    ],
)
@pytest.mark.parametrize("generator", ["hexo", "hugo", "jekyll", "plain"])
def test_formulas_are_read_whatever_stands_around_them(written, prose, generator):
    (section,) = parse_sections(written, Dialect(generator))

    assert section.prose == prose


@pytest.mark.parametrize("code", ["    {}", "<pre>{}</pre>", "```\n{}\n```"])
def test_code_keeps_its_signs(code):
    written = code.format(r"sed 's/\\(a\\)/b/'")

    assert unify_formulas(written + "\n\n$ \\beta $\n") == written + "\n\n$\\beta$\n"


@pytest.mark.parametrize("piece", [r"\\(", r"\\[", r"\\(\alpha", "$ a", r"\\[\alpha\\)", "\\\\[\n"])
def test_openings_that_are_never_closed_take_time_by_their_number(piece):
    assert grows_in_proportion(lambda count: unify_formulas(piece * count), 2_000)
