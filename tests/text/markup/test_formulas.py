import pytest
from growth import grows_in_proportion

from indexer.posts.post import Dialect
from indexer.text.markup.formulas import has_formulas, read_formula
from indexer.text.markup.markdown import parse_sections


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\frac{a}{b} \leq x_{i+1}", "a/b ≤ x_(i+1)"),
        (r"\dfrac 12+\frac{n-1}{\text{总数}}", "1/2+(n-1)/总数"),
        (r"O(n\log n) O(\log n) O(n\log^2 n)", "O(n log n) O(log n) O(n log^2 n)"),
        (r"\sum_{i=0}^{n-1} a_i\times 10^{5}", "∑_(i=0)^(n-1) a_i × 10^5"),
        (r"\begin{cases} a,& x>0\\[2pt] \min\{a,b\},&\text{否则}\end{cases}", "a, x>0 min {a,b}, 否则"),
        (r"\begin{array}{c|c} a & b \end{array} \tag{1}", "a b 1"),
        (r"\sqrt[3]{x+1} \sqrt2 \binom{n}{k}", "3√(x+1) √2 (n k)"),
        (r"\left\lfloor\frac{n}{2}\right\rfloor", "⌊n/2⌋"),
        (r"T_\text{ramp} = \hat{y}^{*}", "T_ramp = y^*"),
        (r"x\text{ if }y", "x if y"),
        (r"x \not= y \not\in z", "x ≠ y ∉ z"),
        (r"\textcolor{red}{x} \foo{y} a\_b\%", "x foo y a_b%"),
        ("\\frac _ ^ } \\", "()/()"),
        ("", ""),
    ],
)
def test_a_formula_is_a_line_of_text(tex, text):
    assert read_formula(tex) == text


@pytest.mark.parametrize("piece", ["{", "\\frac", "_", "\\sqrt[", "\\not", "^{", "\\text{a", "\\\\[", "}"])
def test_formulas_that_nobody_wrote_take_time_by_their_length(piece):
    assert grows_in_proportion(lambda count: read_formula(piece * count), 5_000)


@pytest.mark.parametrize("piece", ["$", "$a\\to", "$a\\to ", "$O(", "$2^{", "\\to", "$a\\to b$c"])
def test_whether_a_post_has_formulas_is_found_in_time_by_its_length(piece):
    assert grows_in_proportion(lambda count: has_formulas(piece * count), 5_000)


@pytest.mark.parametrize(
    ("body", "is_tex"),
    [
        ("设 $n$ 个", True),
        ("$a_1$", True),
        (r"复杂度 $O(n \log n)$", True),
        ("$$\n\\sum_{i}\n$$", True),
        (r"不超过 $\pm 5$ 分钟", True),
        (r"由于 $x\to y,y\to x$ 只有", True),
        ("端口有 $2^{16}$ 个", True),
        ("要 $O(n^2m)$ 的时间", True),
        (r"$HOME\in 或 $PATH", False),
        (r"`$a\to`$b", False),
        ("替换成 $2$1", False),
        (r"$\pm 5", False),
        ("$5 and $10", False),
        ("把 $HOME/bin 加入 $PATH", False),
        (r"`$env:Path` $(certutil .\kubectl.exe) $x", False),
        (r"C:\times $x", False),
        (r"$HOME\nu $x\log\y", False),
        ("$$a$$", False),
        ("公式\n\n$$\nx = 1\n$$\n", True),
        ("kill $$\n$$\n", False),
    ],
)
def test_a_post_has_formulas_where_its_dollars_are_those_of_tex(body, is_tex):
    assert has_formulas(body) is is_tex


def test_formulas_in_a_post_are_read_and_their_signs_are_no_marks_of_markdown():
    body = (
        r"给定 $a_i\leq b_i$，$x*y*z$。 $$\frac{a}{b}$$ 价钱 $5"
        "\n\n# 求 $a_i$\n\n`$\\alpha$`\n\n```\n$\\beta$\n```\n"
    )
    first, second = parse_sections(body, Dialect("hexo", "hexo"))

    assert first.prose == "给定 a_i ≤ b_i，x*y*z。\na/b\n 价钱 $5"
    assert (second.heading, second.anchor) == ("求 a_i", "求-a-i")
    assert (second.prose, second.code) == ("$\\alpha$", "$\\beta$")


def test_dollars_of_other_posts_stay():
    (section,) = parse_sections("$5 到 $10 的 *价*")

    assert section.prose == "$5 到 $10 的 价"
