#!/bin/sh
# Print hexo-styles/published.tsv: "options<TAB>path<TAB>address". Needs hexo as hexo-list.js does.
set -eu
node hexo-list.js hexo-styles/site | head -1
print() {
    shown=$(printf '%s ;; ' "$@")
    node hexo-list.js hexo-styles/site "$@" | sed "1d; s#^#${shown% ;; }	#"
}
print 'permalink=:year/:i_month/:i_day/:hour-:minute-:second/:name/'
print 'permalink=:month-:day/:post_title.html' 'pretty_urls={trailing_html: false, trailing_index: false}'
print 'permalink=:category/:title' 'filename_case=1'
print 'permalink=:category/:title' 'post_asset_folder=true'
print 'permalink=:lang/:custom/:abbrlink/:timestamp.html' 'pretty_urls={trailing_index: false}'
print 'permalink=:id/:hash/:layout/'
print 'permalink=:year-:title/' 'new_post_name=:year-:month-:day-:title.md'
print 'permalink=:lang/:title/' 'new_post_name=:lang/:title.md'
print 'permalink=posts/:missing/' 'new_post_name=:title.md'
