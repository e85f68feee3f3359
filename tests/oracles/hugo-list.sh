#!/bin/sh
# Print what Hugo publishes of a site, and where: one "path<TAB>address" a line, sorted.
# Usage: hugo-list.sh SITE [HUGO]      (HUGO: the program, default "hugo"; needs python3)
# It works on a copy: Hugo writes a lock file into the site.
set -eu
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -R "$1/." "$copy"
cd "$copy"
hugo=${2:-hugo}
TZ=UTC "$hugo" list published >"$copy.csv" 2>"$copy.log" || true
grep -q '^path,' "$copy.csv" || "$hugo" list all >"$copy.csv" 2>"$copy.log" || true  # before 0.124
grep -q '^path,' "$copy.csv" || { cat "$copy.log" >&2; exit 1; }
echo "# $("$hugo" version 2>/dev/null | grep -o 'hugo v[0-9.]*' | head -1); remade by remake.sh"
python3 - "$copy.csv" <<'PY'
import csv
import sys

lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
start = next(at for at, line in enumerate(lines) if line.startswith("path,"))  # a wrapper may greet first
rows = csv.DictReader(lines[start:])
for row in sorted(rows, key=lambda row: row["path"]):
    if row.get("kind", "page") == "page" and row["permalink"] and row["draft"] == "false":
        print(row["path"], row["permalink"], sep="\t")
PY
rm -f "$copy.csv" "$copy.log"
