"""One accent colour is enough: what follows from it can be read, in light and dark, on the page and in the box."""

import pytest
from browser.site import SmallEngine, served
from playwright.sync_api import expect
from web.settings import settings_of

from search_app import create_app

ACCENTS = ("#aa3333", "#ffe600", "#00ff00", "#00ffff", "#ff00ff", "#000000", "#ffffff", "#0b57d0", "#777777", "#ff6a00")
BACKGROUNDS = ("#ffffff", "#fff7e6", "#111111", "#002b36", "#d8dee9")
LEAST = 4.5  # WCAG 2.2, 1.4.3

CONTRAST = """(pairs) => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    const luminance = (color) => {
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    return pairs.map(([one, other]) => {
        const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    });
}"""
COLORS = """(root, set) => {
    for (const [name, value] of Object.entries(set)) document.documentElement.style.setProperty(name, value);
    const probe = root.appendChild(document.createElement('i'));
    const colors = {};
    for (const name of ['background', 'surface', 'text', 'muted', 'accent', 'on-accent', 'mark', 'mark-text']) {
        probe.style.color = `var(--${name})`;
        colors[name] = getComputedStyle(probe).color;
    }
    probe.remove();
    document.documentElement.removeAttribute('style');
    return colors;
}"""
PAIRS = (
    *(("text", ground) for ground in ("background", "surface")),
    *(("muted", ground) for ground in ("background", "surface")),
    ("mark-text", "mark"),
)
ACCENT_PAIRS = (("accent", "background"), ("accent", "surface"), ("on-accent", "accent"))


def contrasts(root, colours, pairs):
    found = root.evaluate(COLORS, colours)
    measured = root.page.evaluate(CONTRAST, [[found[one], found[other]] for one, other in pairs])
    return dict(zip(pairs, measured, strict=True))


@pytest.fixture(params=["light", "dark"])
def roots(visit, site, request):
    """Return the element that holds the colours of the box, and that of the page, in a scheme."""
    box = visit(color_scheme=request.param)
    page = visit(color_scheme=request.param).page
    page.goto(f"{site.service}search?q=mesh")
    return box.host.locator(".root"), page.locator("html body")


def test_any_accent_can_be_read_in_light_and_dark(roots):
    for root in roots:
        for accent in ACCENTS:
            measured = contrasts(root, {"--ps-accent": accent}, (*PAIRS, *ACCENT_PAIRS))
            assert min(measured.values()) >= LEAST, (accent, measured)


def test_text_can_be_read_on_any_background(roots):
    for root in roots:
        for background in BACKGROUNDS:
            measured = contrasts(root, {"--ps-background": background}, PAIRS)
            assert min(measured.values()) >= LEAST, (background, measured)


def test_a_stylesheet_of_one_line_is_a_theme(visit, tmp_path):
    (tmp_path / "site.css").write_text(":root { --ps-accent: #a33 }", encoding="utf-8")
    app = create_app(SmallEngine(), settings=settings_of(deadline=60, stylesheet=str(tmp_path / "site.css")))
    with served(app) as service:
        page = visit(color_scheme="dark").page
        page.goto(f"{service}search?q=mesh")
        link = page.locator(".hit h3 a").first
        expect(link).to_be_visible()
        color, ground = link.evaluate(
            "link => [getComputedStyle(link).color, getComputedStyle(document.body).backgroundColor]"
        )
        assert page.evaluate(CONTRAST, [[color, ground]])[0] >= LEAST
