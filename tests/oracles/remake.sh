#!/bin/sh
# Print anew what the generators say of the small sites here. Run in this folder.
# Needs hugo 0.168 and, for hugo-old, hugo 0.111 (as OLD_HUGO); jekyll 4.3; hexo 8 (see hexo-list.sh).
set -eu
for site in hugo-rules hugo-suffixes hugo-folders hugo-mounts hugo-hosts; do
    sh hugo-list.sh "$site/site" hugo >"$site/published.tsv"
done
sh hugo-list.sh hugo-old/site "${OLD_HUGO:-hugo-0.111}" >hugo-old/published.tsv
# Two things are not as Hugo prints them. It lists a page that `render: link` keeps it from writing; and where there
# is no base URL, it prints one of its own.
sed -i '/only-linked/d' hugo-rules/published.tsv
sed -i 's#https://example.org/#/#' hugo-mounts/published.tsv
