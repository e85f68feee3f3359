// Print what Hexo publishes of a site, and where: one "path<TAB>address" a line, sorted.
// Usage: TZ=Asia/Shanghai NODE_PATH=.../node_modules node hexo-list.js SITE [OPTION=VALUE ...]
// Hexo writes the days of addresses in the zone of the machine; authors set it to the zone of their site.
const fs = require("fs");
const os = require("os");
const path = require("path");
const Hexo = require("hexo");

const copy = fs.mkdtempSync(path.join(os.tmpdir(), "site-"));
fs.cpSync(process.argv[2], copy, { recursive: true });
fs.mkdirSync(path.join(copy, "themes", "landscape", "layout"), { recursive: true });
fs.symlinkSync(path.join(process.env.NODE_PATH), path.join(copy, "node_modules"));
const options = process.argv.slice(3).map(text => text.split(/=(.*)/s).slice(0, 2));
fs.appendFileSync(path.join(copy, "_config.yml"), options.map(([name, value]) => `${name}: ${value}\n`).join(""));

const hexo = new Hexo(copy, { silent: true });
hexo.init()
  .then(() => hexo.load())
  .then(() => {
    const things = [...hexo.locals.get("posts").toArray(), ...hexo.locals.get("pages").toArray()];
    const lines = things.map(thing => `source/${thing.source}\t${thing.permalink}`);
    console.log(`# hexo ${hexo.version}; remade by remake.sh`);
    lines.sort().forEach(line => console.log(line));
    fs.rmSync(copy, { recursive: true });
    process.exit(0);
  });
