"""TeX's commands, by what becomes of them in a line of text."""

from collections.abc import Mapping


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_OPERATORS: Mapping[str, str] = _pairs(
    "le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ ll ≪ gg ≫ equiv ≡ approx ≈ sim ∼ simeq ≃ cong ≅ "
    "propto ∝ times × div ÷ pm ± mp ∓ oplus ⊕ otimes ⊗ ominus ⊖ odot ⊙ cup ∪ cap ∩ bigcup ⋃ bigcap ⋂ setminus ∖ "
    "in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ land ∧ wedge ∧ lor ∨ vee ∨ bigoplus ⨁ "
    "to → rightarrow → longrightarrow → leftarrow ← longleftarrow ← gets ← leftrightarrow ↔ mapsto ↦ Rightarrow ⇒ "
    "Longrightarrow ⇒ implies ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⇔ uparrow ↑ downarrow ↓ mid | parallel ∥ perp ⊥ "
    "vdash ⊢ models ⊨ because ∵ therefore ∴ bmod mod pmod mod mod mod xlongequal = triangleq ≜ coloneqq := "
    "star ⋆ ast ∗ circ ∘ bullet ∙ prec ≺ succ ≻ preceq ⪯ succeq ⪰ lt < gt >"
)

_SIGNS: Mapping[str, str] = _pairs(
    "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ "
    "lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ "
    "psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω "
    "sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ partial ∂ nabla ∇ infty ∞ forall ∀ exists ∃ nexists ∄ "
    "emptyset ∅ varnothing ∅ neg ¬ lnot ¬ cdot · cdots ⋯ ldots … dots … vdots ⋮ ddots ⋱ prime ′ degree ° "
    "lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ langle ⟨ rangle ⟩ lbrace { rbrace } lbrack [ rbrack ] vert | lvert | "
    "rvert | Vert ‖ lVert ‖ rVert ‖ ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ angle ∠ triangle △ square □ backslash \\ "
    "checkmark ✓ top ⊤ bot ⊥ { { } } % % # # $ $ _ _ & & | ‖"
)

_FUNCTIONS = (
    "arccos arcsin arctan arg argmax argmin cos cosh cot coth csc deg det dim exp gcd hom inf ker lcm lg lim liminf "
    "limsup ln log max min Pr sec sin sinh sup tan tanh"
)
_SPACES = "quad qquad newline cr hline"
_SIZES = (
    "displaystyle textstyle scriptstyle limits nolimits nonumber left right middle big Big bigg Bigg bigl bigr Bigl "
    "Bigr biggl biggr Biggl Biggr"
)

SHOWN: Mapping[str, str] = {
    **_SIGNS,
    **{name: f" {sign} " for name, sign in _OPERATORS.items()},
    **{name: f" {name} " for name in _FUNCTIONS.split()},
    **dict.fromkeys(_SPACES.split(), " "),
    **dict.fromkeys(_SIZES.split(), ""),
}
"""What is seen of each command that stands for itself."""

FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac"})
CHOICES = frozenset({"binom", "dbinom", "tbinom"})
UNSEEN = frozenset({
    "color", "end", "eqref", "hphantom", "hspace", "kern", "label", "mspace", "phantom", "ref", "textcolor",
    "vphantom", "vspace",
})  # fmt: skip
"""Left out with what is in the braces behind."""

STYLES = frozenset({
    "bar", "bf", "bm", "boldsymbol", "boxed", "cal", "cancel", "ddot", "dot", "hat", "it", "mathbb", "mathbf",
    "mathcal", "mathfrak", "mathit", "mathop", "mathrm", "mathscr", "mathsf", "mathtt", "operatorname", "overbrace",
    "overline", "overrightarrow", "overset", "rm", "stackrel", "substack", "tag", "text", "textbf", "textit", "textrm",
    "textsf", "texttt", "tilde", "underbrace", "underline", "underset", "vec", "widehat", "widetilde", "xleftarrow",
    "xrightarrow",
})  # fmt: skip
"""Only what is in the braces behind is seen."""

KNOWN = SHOWN.keys() | FRACTIONS | CHOICES | UNSEEN | STYLES | {"begin", "sqrt", "not"}
