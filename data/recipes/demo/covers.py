"""A picture for each post of the demo, drawn from its name: themes would show photographs there."""

from hashlib import blake2b
from pathlib import Path

WIDTH, HEIGHT = 480, 320
HUES = {
    "blogging": 25, "databases": 265, "kubernetes": 225, "languages": 150, "life": 55, "llm": 310, "practice": 190,
    "service-mesh": 245,
}  # fmt: skip


def draw_cover(name: str, hue: int) -> str:
    """Return an SVG: hills before a sun, placed by the name and coloured by the hue (degrees)."""
    seed = blake2b(name.encode(), digest_size=16).digest()
    hills = "".join(
        f'<path d="M0 {HEIGHT} V{top} Q{seed[i + 1] + 20} {top - 30 - seed[i + 2] % 90} {WIDTH} {top + 25} V{HEIGHT}Z"'
        f' fill="hsl({hue + 9 * i} 45% {72 - 9 * i}%)"/>'
        for i in range(4)
        for top in (130 + 42 * i + seed[i] % 40,)
    )
    sun = f'<circle cx="{60 + seed[9] * 1.4:.0f}" cy="{50 + seed[10] % 60}" r="{26 + seed[11] % 22}" fill="#fff6d8"/>'
    sky = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="hsl({hue} 60% 88%)"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{sky}{sun}{hills}</svg>\n'


def add_covers(content: Path, static: Path) -> None:
    """Draw a cover for each post below ``content``, and name it in the post's front matter."""
    covers = static / "covers"
    covers.mkdir(parents=True)
    for post in content.rglob("*.md"):
        stem = post.name.split(".")[0]
        name = post.parent.name if stem == "index" else stem
        fence, _, rest = post.read_text(encoding="utf-8").partition("\n")
        if fence not in ("---", "+++"):
            continue
        line = f'thumbnail: "/covers/{name}.svg"' if fence == "---" else f'thumbnail = "/covers/{name}.svg"'
        post.write_text(f"{fence}\n{line}\n{rest}", encoding="utf-8")
        (covers / f"{name}.svg").write_text(
            draw_cover(name, HUES[post.relative_to(content).parts[0]]), encoding="utf-8"
        )
