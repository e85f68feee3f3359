"""Make ``kubernetes-hugo.tsv``: which posts of the Kubernetes site Hugo publishes, and where.

Usage: python kubernetes-hugo.py CORPUS [HUGO] >kubernetes-hugo.tsv

The site is from 2021 and has come without its theme, so a copy is made fit for the Hugo of today, which changes no
address: settings that are gone are taken out of the configuration; ``{{`` is parted in all texts, because the
shortcodes are not there; and of front matter that Hugo refuses, the lines are taken out that it says it refuses
(a key that stands twice: its earlier line; a date that is none). Front matter inside a comment, which Hugo still
read in 2023 (0.111), is taken out of the comment.
"""

import csv
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

GONE = ("theme", "enableGitInfo", "disableBrowserError")
REFUSED_DATES = (
    ("content/en/blog/_posts/2018-01-00-Reporting-Errors-Using-Kubernetes-Events.md", "published"),
    ("content/zh/blog/_posts/2019-12-09-kubernetes-1.17-release-announcement.md", "date"),
)


def fit_configuration(text):
    text = re.sub(r"(?m)^\[caches\](?:\n.*)*?\n\n(?=\[)", "", text)
    text = re.sub(r"(?m)^\[caches\].*?(?=^# Highlighting|^\[markup\])", "", text, flags=re.DOTALL)
    text = re.sub(r"(?m)^\[outputs\].*?\n\n", "", text, flags=re.DOTALL)
    text = text.replace('"taxonomyTerm"', '"term"')
    return re.sub(rf"(?m)^(?:{'|'.join(GONE)}) = .*\n", "", text)


def fit_post(path, root):
    text = re.sub(r"\{(?=\{)", "{ ", path.read_bytes().decode("utf-8"))
    text = re.sub(r"\A<!--\n(?=---)", "", text)
    lines, seen, dropped, fences = text.split("\n"), {}, set(), 0
    refused = [key for name, key in REFUSED_DATES if path == root / name]
    for at, line in enumerate(lines):
        fences += line.rstrip() == "---"
        if fences > 1:
            break
        key = re.match(r"([A-Za-z_]+):", line)
        if fences == 1 and key:
            dropped |= {seen[key[1]]} if key[1] in seen else set()
            dropped |= {at} if key[1] in refused else set()
            seen[key[1]] = at
    path.write_bytes("\n".join(line for at, line in enumerate(lines) if at not in dropped).encode())


def published(site, hugo):
    printed = subprocess.run([hugo, "list", "published"], cwd=site, capture_output=True, text=True, check=False)
    lines = printed.stdout.splitlines()
    start = next((at for at, line in enumerate(lines) if line.startswith("path,")), None)
    if start is None:
        sys.exit(printed.stdout + printed.stderr)
    return csv.DictReader(lines[start:])


def main():
    hugo = sys.argv[2] if len(sys.argv) > 2 else "hugo"
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        shutil.copytree(sys.argv[1], site)
        subprocess.run(["chmod", "-R", "u+w", site], check=True)
        config = site / "config.toml"
        config.write_text(fit_configuration(config.read_text(encoding="utf-8")), encoding="utf-8")
        for post in site.rglob("*.md"):
            fit_post(post, site)
        version = subprocess.run([hugo, "version"], capture_output=True, text=True, check=True).stdout
        found = re.search(r"hugo v[\d.]+", version)
        print(f"# {found[0] if found else 'hugo'}, hugo list published; remade by kubernetes-hugo.py")
        for row in sorted(published(site, hugo), key=lambda row: row["path"]):
            if row.get("kind", "page") == "page":
                print(row["path"], row["permalink"].removeprefix("https://kubernetes.io"), sep="\t")


main()
