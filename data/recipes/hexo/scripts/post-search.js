// The search box for Hexo: put this file into the site's folder scripts/, and the address of the service into _config.yml.
// A theme's layout shows the box where it says <%- post_search() %>; for a theme that shall stay as it is, `place` names
// where Hexo adds it: body_begin or body_end.
"use strict";

const { endpoint, place } = hexo.config.post_search || {};
if (!endpoint) throw new Error("post-search: _config.yml does not say where the search service is; add post_search.endpoint");

const service = endpoint.replace(/\/?$/, "/");
const escape = (text) => String(text).replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

function box(language) {
  const word = /^zh/i.test(language) ? "搜索" : "Search";
  const address = escape(service);
  return `<post-search endpoint="${address}" lang="${escape(language)}"><a href="${address}search">${word}</a></post-search>`;
}

const language = [].concat(hexo.config.language || "en")[0];

hexo.extend.injector.register("head_end", `<script type="module" src="${escape(service)}search-box.js"></script>`);
hexo.extend.helper.register("post_search", function () {
  return box(this.page.lang || this.page.language || language);
});
if (place) hexo.extend.injector.register(place, box(language));
