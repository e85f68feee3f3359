#!/bin/sh
# Print what Jekyll publishes of a site's Markdown, and where: one "path<TAB>address" a line, sorted.
# Usage: jekyll-list.sh SITE [PERMALINK]      (needs jekyll; PERMALINK instead of the configuration's)
set -eu
echo "# $(jekyll --version 2>/dev/null | tail -1); remade by remake.sh"
ruby -W0 - "$@" <<'RUBY' | LC_ALL=C sort
require "jekyll"
source = File.expand_path(ARGV[0])
config = Dir["#{source}/_config.{yml,yaml,toml}"]
options = {"source" => source, "config" => config, "destination" => "/nonexistent", "quiet" => true}
options["permalink"] = ARGV[1] if ARGV[1]
site = Jekyll::Site.new(Jekyll.configuration(options.merge("disable_disk_cache" => true)))
site.read
base = "#{site.config["url"]}#{site.config["baseurl"]}"
things = site.pages + site.documents.select { |document| document.write? }
things.each do |thing|
  next if thing.is_a?(Jekyll::StaticFile)
  next unless thing.respond_to?(:extname) && site.config["markdown_ext"].split(",").include?(thing.extname[1..])
  puts "#{thing.relative_path.delete_prefix("/")}\t#{base}#{thing.url}"
end
RUBY
