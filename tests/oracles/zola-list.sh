#!/bin/sh
# Print what Zola publishes of a site, and where: one "path<TAB>address" a line, sorted.
# Usage: zola-list.sh SITE [ZOLA]      (ZOLA: the program, default "zola")
# It works on a copy, with templates of its own.
set -eu
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -R "$1/." "$copy"
cd "$copy"
mkdir -p templates
printf '%s' '<p data-path="content/{{ page.relative_path | safe }}">{{ page.permalink | safe }}</p>' >templates/page.html
for name in index section taxonomy_list taxonomy_single 404; do echo list >"templates/$name.html"; done
zola=${2:-zola}
$zola build --force --output-dir "$copy/public" >"$copy.log" 2>&1 || { cat "$copy.log" >&2; exit 1; }
echo "# $($zola --version | head -1); remade by remake.sh"
find public -name '*.html' -exec sed -n 's#.*data-path="\([^"]*\)">\(.*\)</p>.*#\1\t\2#p' {} + | LC_ALL=C sort -u
rm -f "$copy.log"
