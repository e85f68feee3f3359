/**
 * <post-search>: a search box for the pages of a site.
 *
 *   <script type="module" src="https://search.example.org/search-box.js"></script>
 *   <post-search endpoint="https://search.example.org/"></post-search>
 *
 * Attributes: endpoint, page, inline, lang, theme, label, placeholder, hotkeys="off". Methods: open(text), close().
 * Slots: button, empty, foot. Event: post-search:select, cancelable, before a link is followed.
 *
 * The page around it may be anything: text becomes text nodes alone, the style needs no leave of a policy, and options
 * handed to the browser have no prototype, since a page may have added to it.
 *
 *   Texts       what is said, in each language
 *   Answers     what the service is asked, and what it answers
 *   Drawing     values -> elements; knows no state
 *   Typing      into a field, input methods among it
 *   Recent      searches remembered in the visitor's browser
 *   Style       of the shadow root
 *   PostSearch  the element and its state: Building, Typing, Asking, Showing, Choosing
 *   Hotkeys     for all boxes of a page
 *
 * The service takes comments and indents out before it sends this.
 */

/** Keys come 239 ms apart on average (Dhakal et al., CHI 2018): so nearly each has its answer, and fast hands ask once. */
const PAUSE_MS = 100;
const SLOW_MS = 3000;
const TIMEOUT_MS = 12000;
const ANNOUNCE_MS = 500;
/** How long results wait for suggestions: what is shown must not move. */
const LATE_MS = 150;
/** Safari ends a composition before the key that ended it; no second key comes so soon. */
const SAME_KEY_MS = 50;
/** So long results stand before what was typed counts as meant. */
const SETTLED_MS = 2000;
/** After so many seconds a failed search is asked again unless the service says when, each time after twice as many. */
const [AGAIN_S, LONGEST_AGAIN_S] = [5, 60];
/** Whether the service counts what is asked and chosen: it says so here. */
const REPORTS = false;
const MAX_TEXT = 256;
const IS_APPLE = /Mac|iP/.test(navigator.platform);
const IS_ANDROID = /Android/.test(navigator.userAgent);
const [HITS, SUGGESTIONS, RECENT] = [8, 4, 5];
/** Made once: making one takes as long as drawing a hit. All three languages group digits alike. */
const COUNTS = new Intl.NumberFormat("en");
/** So wide may be what stands before the first mark, for the mark to be on the first line; a Chinese character is 2. */
const [LEAD, SECTION_LEAD] = [36, 16];
const TAGS = 8;
/** So many that they mostly stand in one row. */
const CHIPS = { __proto__: null, lang: 2, year: 3, tag: 2 };

/* ---- Texts ---- */

const LANGUAGES = { __proto__: null, zh: "中文", "zh-Hans": "简体中文", "zh-Hant": "繁體中文", en: "English" };

const EN = {
  tag: "en-GB",
  ui: "en",
  search: "Search",
  label: "Search posts",
  close: "Close",
  clear: "Clear the text",
  narrow: "Filters",
  recent: "Recent searches",
  forget: "Remove",
  forgetAll: "Clear",
  newest: "Newest posts",
  pinned: "Pinned",
  suggestions: "Suggestions",
  meant: "Did you mean",
  kinds: { lang: "Language", year: "Year", tag: "Tag", category: "Category" },
  posts: (n) => (n === 1 ? "1 post" : `${COUNTS.format(n)} posts`),
  found: (n) => (n === 1 ? "1 post found" : `${COUNTS.format(n)} posts found`),
  all: (n) => (n === 1 ? "1 post with all words" : `${COUNTS.format(n)} posts with all words`),
  some: (n) => `${COUNTS.format(n)} with some`,
  exactly: "Search only for what I typed",
  nothing: (text) => (text ? `Nothing found for “${text}”` : "No posts match these filters"),
  advice: ["Check the spelling", "Use fewer or more common words", "Try words with a similar meaning"],
  tags: "Or browse by tag",
  unfiltered: "Search without filters",
  every: "All results",
  page: "Search page",
  slow: "The network is slow. Still searching…",
  offline: "You’re offline. Your search will continue when you’re back.",
  failed: "Search can’t be reached right now. Trying again soon…",
  retry: "Try again",
  move: "to choose",
  follow: "to open",
};

const ZH = {
  tag: "zh-CN",
  ui: "zh",
  search: "搜索",
  label: "搜索文章",
  close: "关闭",
  clear: "清除文字",
  narrow: "筛选",
  recent: "最近搜索",
  forget: "移除",
  forgetAll: "清空",
  newest: "最新文章",
  pinned: "置顶",
  suggestions: "搜索建议",
  meant: "您是不是要找",
  kinds: { lang: "语言", year: "年份", tag: "标签", category: "分类" },
  posts: (n) => `${COUNTS.format(n)} 篇文章`,
  found: (n) => `找到 ${COUNTS.format(n)} 篇文章`,
  all: (n) => `${COUNTS.format(n)} 篇含全部词语`,
  some: (n) => `${COUNTS.format(n)} 篇含部分词语`,
  exactly: "只搜索输入的词语",
  nothing: (text) => (text ? `没有找到与“${text}”相关的文章` : "没有符合筛选条件的文章"),
  advice: ["检查是否有错别字", "减少关键词，或换用更常见的词", "换一种说法试试"],
  tags: "或者看看这些标签",
  unfiltered: "去掉筛选条件再搜索",
  every: "全部结果",
  page: "搜索页",
  slow: "网络较慢，仍在搜索…",
  offline: "网络已断开，恢复后会继续搜索。",
  failed: "暂时无法连接搜索服务，稍后会自动重试。",
  retry: "重试",
  move: "选择",
  follow: "打开",
};

const ZH_HANT = {
  ...ZH,
  tag: "zh-TW",
  ui: "zh-Hant",
  search: "搜尋",
  label: "搜尋文章",
  close: "關閉",
  pinned: "置頂",
  narrow: "篩選",
  recent: "最近搜尋",
  suggestions: "搜尋建議",
  kinds: { lang: "語言", year: "年份", tag: "標籤", category: "分類" },
  all: (n) => `${COUNTS.format(n)} 篇含全部字詞`,
  some: (n) => `${COUNTS.format(n)} 篇含部分字詞`,
  exactly: "只搜尋輸入的字詞",
  nothing: (text) => (text ? `找不到與「${text}」相關的文章` : "沒有符合篩選條件的文章"),
  advice: ["檢查是否有錯字", "減少關鍵字，或改用更常見的字詞", "換一種說法試試"],
  tags: "或者看看這些標籤",
  unfiltered: "移除篩選條件再搜尋",
  every: "全部結果",
  page: "搜尋頁",
  slow: "網路較慢，仍在搜尋…",
  offline: "網路已中斷，恢復後會繼續搜尋。",
  failed: "暫時無法連線到搜尋服務，稍後會自動重試。",
  retry: "重試",
  move: "選擇",
  follow: "開啟",
};

/** Choose the texts for a BCP 47 tag, or a locale as `zh_CN`, which many a site says instead. */
function textsFor(tag) {
  const [language, ...others] = tag.toLowerCase().split(/[-_]/);
  if (language !== "zh") return EN;
  return others.some((other) => /^(hant|tw|hk|mo)$/.test(other)) ? ZH_HANT : ZH;
}

/* ---- Answers ---- */

/**
 * An answer as /openapi.json describes it, but not trusted: what is of another kind fails, or is shown as text.
 *
 * @typedef {{total: number, hits: object[], facets: Record<string, [value: string, posts: number][]>, notes: object[],
 *   suggestion: string | null, suggestions: {text: string, kind: string, url: string}[]}} Answer
 * @typedef {[name: string, value: string]} Filter
 */

/** Return an address that runs nothing, else "". Paths belong to the page's site. */
function safeUrl(url) {
  try {
    const { protocol, href } = new URL(url, document.baseURI);
    return url && /^https?:$/.test(protocol) ? href : "";
  } catch {
    return "";
  }
}

/** Ask for JSON. Where the service says what is wrong, that is the error's cause; `wait` is for how many seconds. */
async function fetchJson(address, signal) {
  const headers = { __proto__: null, Accept: "application/json" };
  const response = await fetch(address, { __proto__: null, method: "GET", credentials: "omit", headers, signal });
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => null);
  // What was asked is at fault, or costs too much: the same would be refused again.
  const isFinal = response.status < 500 || /TooSlow$/.test(problem?.type);
  const wait = isFinal ? Infinity : Number(response.headers.get("Retry-After"));
  throw Object.assign(new Error("refused", { __proto__: null, cause: problem }), { wait });
}

/** Write a question as the service's page and interface read it. */
function parametersOf(text, filters, ui) {
  return new URLSearchParams([["q", text], ...filters, ["ui", ui]]);
}

/** Add a filter, or take it off. Values of one facet stand for "any of them"; of languages there is one. */
function toggled(filters, name, value) {
  const others = filters.filter((filter) => filter[0] !== name || filter[1] !== value);
  if (others.length < filters.length) return others;
  return [...(name === "lang" ? filters.filter((filter) => filter[0] !== name) : filters), [name, value]];
}

/* ---- Drawing ---- */

/**
 * Make an element from "tag.class.class"; each class is also a part. An attribute that is a function listens; null and
 * false are left out, as are empty children.
 */
function h(description, attributes = {}, ...children) {
  const [tag, ...classes] = description.split(".");
  const element = document.createElement(tag);
  if (tag === "button") element.type = "button";
  for (const name of classes) {
    element.classList.add(name);
    element.part.add(name);
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter(Boolean));
  return element;
}

const ICONS = {
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm4.8-1.7L20 20",
  cross: "m6 6 12 12M18 6 6 18",
  clock: "M12 7v5l3.2 2M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17Z",
  globe: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM4 9.5h16m-16 5h16M12 3.5c4 4 4 13 0 17m0-17c-4 4-4 13 0 17",
  hash: "M10 4 8 20m8-16-2 16M5 9h15M4 15h15",
  arrow: "M5 12h14m-6-6 6 6-6 6",
};

function icon(name) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const ENTITIES = {
  __proto__: null,
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&#x27;": "'",
};

/** Turn `*_html` into text and <mark>; other markup is shown as it is. Trusted Types forbid the browser's parser. */
function marked(html, lead = Infinity) {
  const fragment = document.createDocumentFragment();
  let parent = fragment;
  for (const piece of leadTo(html, lead).split(/(<\/?mark>)/)) {
    if (piece === "<mark>") parent = fragment.appendChild(h("mark"));
    else if (piece === "</mark>") parent = fragment;
    else parent.append(piece.replace(/&[#\w]+;/g, (entity) => ENTITIES[entity] ?? entity));
  }
  return fragment;
}

/** Begin a snippet so near to its first mark that the mark is seen, after a space or a wide sign: none is in an entity. */
function leadTo(html, lead) {
  const before = html.slice(0, Math.max(html.indexOf("<mark>"), 0));
  let [at, width] = [before.length, 0];
  while (at && width <= lead) width += before.charCodeAt((at -= 1)) > 0x2e7f ? 2 : 1;
  if (width <= lead) return html;
  const step = before.slice(at).search(/[\s，。、；：！？]/);
  return step < 0 ? html : `…${html.slice(at + step + 1).trimStart()}`;
}

/** Write the day that a date names: 2019-07-02T23:00+08:00 is the 2nd for every visitor. */
function drawDay(date, tag) {
  const moment = new Date(date.slice(0, 10));
  if (Number.isNaN(moment.getTime())) return null;
  return h("time", { datetime: date }, dayFormatOf(tag).format(moment));
}

const dayFormats = { __proto__: null };

function dayFormatOf(tag) {
  const format = { __proto__: null, dateStyle: tag === EN.tag ? "medium" : "long", timeZone: "UTC" };
  return (dayFormats[tag] ??= new Intl.DateTimeFormat(tag, format));
}

let lastId = 0;

/** Make an option: a link where it can be. Screen readers hear its title as its name. */
function drawOption(kind, url, lang, title, more, ...others) {
  const id = `option-${(lastId += 1)}`;
  const href = safeUrl(url);
  title.id = `${id}-title`;
  if (more) more.id = `${id}-more`;
  const attributes = {
    id,
    role: "option",
    tabindex: "-1",
    "aria-selected": "false",
    "aria-labelledby": title.id,
    "aria-describedby": more ? more.id : null,
    lang: LANGUAGES[lang] ? lang : null,
    href: href || null,
  };
  return h(`${href ? "a" : "div"}.option.${kind}`, attributes, title, more, ...others);
}

/** Return the value that most have; of equals, the first. */
function mostOf(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0];
}

const siteOf = (hit) => safeUrl(hit.url) && new URL(safeUrl(hit.url)).host;

/** Say which hits are shown with their pictures: none where most have none. One of several hits is a site's logo. */
function picturedOf(hits) {
  const own = hits.filter(({ image }) => image && hits.filter((other) => other.image === image).length === 1);
  return new Set(2 * own.length > hits.length ? own : []);
}

function drawPicture({ image }) {
  const src = safeUrl(image);
  const fixed = { alt: "", loading: "lazy", decoding: "async", referrerpolicy: "no-referrer" };
  return src && h("img.picture", { src, ...fixed, load: ({ target }) => target.classList.add("there") });
}

/** Draw hits. Of language and site only what is not as with most is said. */
function drawHits(hits, texts) {
  const [language, site] = [mostOf(hits.map((hit) => hit.language)), mostOf(hits.map(siteOf))];
  const locale = mostOf(hits.filter((hit) => hit.language === language).map((hit) => hit.locale));
  const pictured = picturedOf(hits);
  return hits.flatMap((hit) => {
    const otherSite = siteOf(hit) !== site && siteOf(hit) && h("span.badge", {}, siteOf(hit));
    const other = hit.language !== language ? hit.language : hit.locale !== locale && hit.locale;
    const badges = [otherSite, other && drawBadge(other)];
    return drawHit(hit, texts, badges, hits, pictured.has(hit) && drawPicture(hit));
  });
}

/** Draw a hit; below it a section with words asked for, and the same post in other languages unless a hit itself. */
function drawHit(hit, texts, badges, hits, picture) {
  const { url, title_html, snippet_html, date, sections, translations = [], pinned, fragment } = hit;
  const language = hit.locale ?? hit.language;
  const isPinned = pinned && h("span.badge", {}, texts.pinned);
  const meta = h("span.meta", { lang: texts.tag }, isPinned, ...badges, date && drawDay(date, texts.tag));
  const more = h("span.more", {}, meta, h("span.snippet", {}, marked(snippet_html, LEAD)));
  const section = sections.find(({ heading_html, snippet_html }) => `${heading_html}${snippet_html}`.includes("<mark>"));
  const landing = fragment && !url.includes("#") ? `${url}#${fragment}` : url;
  const kind = picture ? "hit.pictured" : "hit";
  const option = drawOption(kind, landing, language, h("span.title", {}, marked(title_html)), more, picture);
  const below = section ? [drawSection(section, language)] : [];
  for (const link of [option, ...below]) link.dataset.post = hit.id;
  const others = translations.filter((other) => !hits.some((hit) => hit.url === other.url)).map((other) => drawTranslation(other, hit.language));
  return [option, ...(section || others.length ? [h("div.below", { role: "presentation" }, ...below, ...others)] : [])];
}

function drawBadge(language) {
  return LANGUAGES[language] && h("span.badge", { lang: language }, LANGUAGES[language]);
}

function drawTranslation({ language: spoken, locale = spoken, title, url }, usual) {
  const language = spoken === usual ? locale : spoken;
  return drawOption("section.translation", url, language, h("span.title", {}, title), drawBadge(language), icon("globe"));
}

function drawSection({ heading, heading_html, url, snippet_html, fragment }, language) {
  const title = h("span.title", {}, heading_html === undefined ? heading : marked(heading_html, SECTION_LEAD));
  const more = h("span.snippet", {}, marked(snippet_html, SECTION_LEAD));
  const [page, ...anchors] = url.split("#");
  const landing = fragment && anchors.length === 1 ? `${page}#${fragment}` : url;
  return drawOption("section", landing, language, title, more, icon("hash"));
}

function drawLine(symbol, text, { url = "", kind = "", action = null }) {
  const line = drawOption("line", url, "", h("span.title", {}, text), kind && h("span.kind", {}, kind), icon(symbol));
  if (action) line.addEventListener("click", action);
  return line;
}

function drawGroup(name, options) {
  const heading = h("div.heading", { role: "presentation", id: `group-${(lastId += 1)}` }, name);
  return options.length && h("div.group", { role: "group", "aria-labelledby": heading.id }, heading, ...options);
}

/** Draw options whose name only screen readers tell. Without any, the room that they would have taken. */
function drawUnnamed(kind, name, options) {
  // A strip may be wider than the screen: it is scrolled by keys too.
  const attributes = { role: "group", "aria-label": name, tabindex: kind === "strip" ? 0 : null };
  return h(`div.${kind}`, options.length ? attributes : {}, ...options);
}

/** Say whether a suggestion of this kind narrows the search. */
const isFilter = (kind) => kind === "tag" || kind === "category";

/** Say whether it is one script of a language whose posts are all in that script: then both say the same. */
const isSame = (value, counts) => value.includes("-") && counts.get(value) === counts.get(value.split("-")[0]);

/** Those in force, and those that would leave fewer posts, or add some to those of another value in force. */
function chipsOf(name, answer, filters) {
  const counts = new Map(answer.facets[name]);
  const chosen = filters.filter((filter) => filter[0] === name).map((filter) => filter[1]);
  const matters = (value) => chosen.length > 0 || counts.get(value) < answer.total;
  let others = [...counts.keys()].filter((value) => matters(value) && !chosen.includes(value));
  if (name === "lang") {
    // Every language before the scripts of one.
    others = others.filter((value) => !isSame(value, counts));
    others.sort((one, other) => one.includes("-") - other.includes("-"));
  }
  const offered = others.slice(0, CHIPS[name] ?? 0);
  if (name === "year") offered.sort().reverse();
  const values = [...chosen, ...offered];
  return values.map((value) => ({ value, posts: counts.get(value), isChosen: chosen.includes(value) }));
}

function drawChip(name, { value, posts, isChosen }, texts, press) {
  const label = (name === "lang" && LANGUAGES[value]) || value;
  return h(
    "button.chip",
    { "aria-pressed": String(isChosen), "data-key": `${name}:${value}`, click: () => press(value) },
    name === "tag" && icon("hash"),
    h("span.label", {}, label),
    posts && h("span.count", { "aria-hidden": "true" }, COUNTS.format(posts)),
    posts && h("span.unseen", {}, texts.found(posts)),
    isChosen && icon("cross"),
  );
}

/* ---- Recent ---- */

const RECENT_KEY = "post-search:recent";
/** For as long as the page is open, where the browser keeps nothing. */
let recentHere = [];

/** Newest first. Kept as lines, because pages change how arrays become JSON. */
function readRecent() {
  try {
    const kept = localStorage.getItem(RECENT_KEY);
    return kept === null ? recentHere : kept.split("\n").filter(Boolean).slice(0, RECENT);
  } catch {
    return recentHere;
  }
}

function writeRecent(texts) {
  recentHere = texts.slice(0, RECENT);
  try {
    localStorage.setItem(RECENT_KEY, recentHere.join("\n"));
  } catch {
    // It is full or forbidden.
  }
}

/** Keep what leads away from this page, for who comes back to it. */
function keepPlace(text, opened) {
  try {
    sessionStorage.setItem("post-search:place", [location.pathname, text, opened].join("\n"));
  } catch {
    // It is full or forbidden.
  }
}

/** Return what led away from this page, where the visitor has come back to it: its text, and the link. */
function readPlace() {
  try {
    const [page, ...place] = (sessionStorage.getItem("post-search:place") ?? "").split("\n");
    const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    return isBack && page === location.pathname ? place : [];
  } catch {
    return [];
  }
}

/** Leave what was found for search-marks.js, which may be on the page that a link leads to. */
function leaveWords(link) {
  const words = new Set([...link.querySelectorAll("mark")].map(({ textContent }) => textContent));
  try {
    sessionStorage.setItem("post-search:words", [link.pathname, ...words].join("\n"));
  } catch {
    // It is full or forbidden.
  }
}

const recentWithout = (text) => readRecent().filter((other) => other !== text);

function remember(text) {
  if (text) writeRecent([text, ...recentWithout(text)]);
}

/* ---- Typing ---- */

/**
 * Typing into a field. While an input method composes, letters of pinyin stand there, which nobody means to search for;
 * keyboards of Android compose English too: there, only visitors who read Chinese are waited for.
 */
class Typing {
  #isComposing = false;
  #composedAt = -Infinity;

  /** @param {(pause: number) => void} change Is told that the text is another, and how long to wait for more. */
  constructor(field, isEnglish, change) {
    field.addEventListener("compositionstart", () => (this.#isComposing = true));
    field.addEventListener("input", (event) => {
      const composes = this.#isComposing || event.isComposing;
      const composesLatin = IS_ANDROID && isEnglish() && !/^zh/.test(navigator.language);
      if (!composes || composesLatin) change(PAUSE_MS);
    });
    // Browsers disagree whether a last `input` follows.
    field.addEventListener("compositionend", (event) => {
      this.#isComposing = false;
      this.#composedAt = event.timeStamp;
      change(0);
    });
  }

  stop() {
    this.#isComposing = false;
  }

  /** Say whether a key is the input method's: Enter may take a candidate, arrows may choose one. */
  owns(event) {
    const endedIt = IS_APPLE && event.timeStamp - this.#composedAt < SAME_KEY_MS;
    return this.#isComposing || event.isComposing || event.keyCode === 229 || endedIt;
  }
}

/* ---- Style ---- */

/* In em: a page may give rem any meaning, but `all: initial` brings back the reader's own size of text. */
const SHEET = `
:host { display: inline-block; vertical-align: middle; }
:host([inline]) { display: block; }
:host([hidden]) { display: none; }
@media print { :host { display: none; } }

.root {
  all: initial;
  display: block;
  direction: ltr;
  font-size: var(--ps-font-size, medium);
  line-height: 1.5;
  --font: var(--ps-font, system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif);
  font-family: var(--font);
  --background: var(--ps-background, #fff);
  --surface: var(--ps-surface, #f2f4f7);
  --text: var(--ps-text, #1b1f24);
  --muted: var(--ps-muted, #59626e);
  --accent: var(--ps-accent, #0b57d0);
  --line: var(--ps-line, #dce1e7);
  --field-line: var(--ps-field-line, #7b8591);
  --mark: var(--ps-mark, #fff0b3);
  --mark-text: var(--ps-mark-text, #1b1f24);
  --on-accent: var(--ps-on-accent, #fff);
  --backdrop: var(--ps-backdrop, #1b1f2473);
  --shadow: var(--ps-shadow, 0 0 0 1px #1b1f2414, 0 1.5em 4em #1b1f2440);
  --radius: var(--ps-radius, .6em);
  color-scheme: light;
  color: var(--text);
}
/* A header that is a flex box makes its parts as high as itself */
:host(:not([inline])) .root { display: flex; align-items: center; height: 100%; }
/* As search.css has it, and for the same reasons */
.dark {
  --background: var(--ps-background, #15181c);
  --surface: var(--ps-surface, #22272e);
  --text: var(--ps-text, #e4e7eb);
  --muted: var(--ps-muted, #a3acb8);
  --accent: var(--ps-accent, #8ab4f8);
  --line: var(--ps-line, #323941);
  --field-line: var(--ps-field-line, #7f8a97);
  --mark: var(--ps-mark, #574708);
  --mark-text: var(--ps-mark-text, #ffedae);
  --on-accent: var(--ps-on-accent, #10233f);
  --backdrop: var(--ps-backdrop, #000a);
  --shadow: var(--ps-shadow, 0 0 0 1px #fff2, 0 1.5em 4em #000c);
  color-scheme: dark;
}
@supports (color: oklch(from red l c h)) {
  .root {
    --text: var(--ps-text, oklch(from var(--background) clamp(.237, (.6 - l) * 100, .93) .011 252));
    --muted: var(--ps-muted, oklch(from var(--background) clamp(.46, (.6 - l) * 100, .76) .022 255));
    --surface: var(--ps-surface, color-mix(in oklab, var(--text) 6%, var(--background)));
    --line: var(--ps-line, color-mix(in oklab, var(--text) 14%, var(--background)));
    --field-line: var(--ps-field-line, color-mix(in oklab, var(--text) 55%, var(--background)));
    --mark-text: var(--ps-mark-text, oklch(from var(--mark) clamp(.237, (.7 - l) * 100, .95) .03 95));
    --accent: oklch(from var(--ps-accent, #0b57d0) min(l, .48) c h);
  }
  .dark { --accent: oklch(from var(--ps-accent, #8ab4f8) max(l, .74) c h); }
}
:lang(zh) { font-family: var(--ps-font-zh, var(--font)); line-break: strict; text-autospace: normal; }

*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
button, input { margin: 0; border: 0; padding: 0; background: none; font: inherit; color: inherit; }
button { flex: none; cursor: pointer; touch-action: manipulation; }
a { color: inherit; text-decoration: none; }
p, ul { margin: 0; padding: 0; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
mark { border-radius: .2em; padding: .05em .1em; background: var(--mark); color: var(--mark-text);
  -webkit-box-decoration-break: clone; box-decoration-break: clone; }
kbd { border: 1px solid var(--line); border-radius: .4em; padding: .1em .45em; background: var(--background);
  font: inherit; font-size: .8em; }
.icon { flex: none; width: 1.25em; height: 1.25em; fill: none; stroke: currentColor; stroke-width: 1.8;
  stroke-linecap: round; stroke-linejoin: round; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.button { display: inline-flex; align-items: center; gap: .5em; min-height: 2.5em; border: 1px solid var(--line);
  border-radius: var(--radius); padding: 0 .7em; background: var(--surface); color: var(--muted); font-size: .9375em; }
.button:hover { border-color: var(--field-line); color: var(--text); }
.button kbd { margin-left: .75em; }

/* The dialog fills the screen, so that a click beside the panel is a click on it */
dialog { position: fixed; inset: 0; width: 100%; max-width: none; height: 100%; max-height: none; margin: 0; border: 0;
  padding: 0; overflow: hidden; background: none; color: inherit; }
dialog::backdrop { background: var(--backdrop); }
.panel { display: flex; flex-direction: column; container-type: inline-size; contain-intrinsic-inline-size: 20em;
  background: var(--background); }
/* Of one height, so that nothing moves while results come and go */
dialog .panel { width: min(var(--ps-width, 46em), 100% - 3em); height: min(52em, 100% - 8vh); margin: 4vh auto 0;
  border-radius: calc(var(--radius) * 1.5); box-shadow: var(--shadow); overflow: hidden; }

.head { display: flex; flex: none; align-items: center; gap: .75em; position: relative;
  border-bottom: 1px solid var(--line); padding: 0 1.25em; }
.head > .icon { color: var(--accent); }
.input { flex: 1; min-width: 0; height: 3.1em; outline: none; font-size: 1.125em; }
.input::placeholder { color: var(--muted); opacity: 1; }
.clear { display: flex; margin-right: -.4em; border-radius: 50%; padding: .4em; color: var(--muted); }
.close { border-radius: .4em; padding: .35em 0; color: var(--muted); }
.clear:hover, .close:hover, .remover:hover { color: var(--text); }
.word { display: none; }
.progress { position: absolute; inset: auto 0 -1px; height: 2px; overflow: hidden; }
.waiting .progress::after { content: ""; display: block; width: 35%; height: 100%; background: var(--accent);
  opacity: 0; animation: show 0s .25s forwards, run 1.1s .25s infinite ease-in-out; }
@keyframes show { to { opacity: 1; } }
@keyframes run { from { translate: -100%; } to { translate: 290%; } }

.filters { display: flex; flex: none; align-items: center; gap: .45em; height: 3.5em; overflow: auto hidden;
  border-bottom: 1px solid var(--line); padding: 0 1.55em; scrollbar-width: none; font-size: .8125em; }
.chips { display: contents; }
.chips + .chips::before { content: ""; flex: none; align-self: center; width: 1px; height: 1.3em; margin: 0 .3em;
  background: var(--line); }
.chip { display: flex; flex: none; align-items: center; gap: .35em; position: relative; min-height: 2.2em;
  border: 1px solid var(--line); border-radius: 2em; padding: 0 .8em; }
.chip:hover { border-color: var(--field-line); background: var(--surface); }
.chip[aria-pressed="true"] { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
.label { max-width: 14em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.chip .icon { width: 1em; height: 1em; opacity: .7; }
.count { color: var(--muted); font-variant-numeric: tabular-nums; }
[aria-pressed="true"] .count { color: inherit; }

.results { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 0 .65em .65em; }
.listed { position: relative; }
.message { display: flex; align-items: center; gap: .25em 1em; min-height: 2.5em; overflow-x: auto; padding: 0 .6em;
  scrollbar-width: none; color: var(--muted); font-size: .875em; }
.found { flex: none; color: var(--text); font-weight: 600; }
.note { display: flex; flex: none; align-items: center; gap: .15em; }
.without { display: flex; align-items: center; border-radius: .4em; padding: .35em; }
.without .icon { width: 1em; height: 1em; }
.without:hover { background: var(--surface); color: var(--text); }
.nothing { padding: 1.4em 0 .4em; color: var(--text); font-size: 1.1378em; font-weight: 600; overflow-wrap: anywhere; }
.empty:not([hidden]) { display: grid; justify-items: start; gap: .6em; padding: .6em .6em .5em; color: var(--muted);
  font-size: .9333em; }
.offered { display: flex; flex-wrap: wrap; gap: .45em; font-size: .9em; }
.empty ul { margin-left: 1.2em; }
.action { border: 1px solid var(--field-line); border-radius: var(--radius); padding: .35em .9em;
  background: var(--background); color: var(--text); }
.action:hover { background: var(--surface); }
.problem { display: flex; flex: 1; align-items: center; justify-content: space-between; gap: 1em; color: var(--text); }
.problem strong { margin-right: .6em; }
.problem .action { padding-block: .15em; }
.waiting .listed:not(:has(+ .empty:not([hidden]))) .list:empty::after { content: ""; display: block; height: 12em; margin: .6em; opacity: 0;
  background: no-repeat repeating-linear-gradient(var(--surface) 0 1em, #0000 0 4.8em) 0 / 40%,
    no-repeat repeating-linear-gradient(#0000 0 1.5em, var(--surface) 0 2.4em, #0000 0 4.8em) 0 / 85%;
  animation: show 0s .25s forwards; }

.group + .group { margin-top: .25em; }
.heading { display: flex; align-items: center; height: 2.4em; padding: 0 .75em; color: var(--muted); font-size: .8125em;
  font-weight: 600; }
.option { display: grid; gap: .1em 1.5em; position: relative; border-radius: var(--radius); padding: .5em .6em;
  overflow-wrap: anywhere; scroll-margin: 2.5em 0 .75em; cursor: pointer; }
.option[aria-selected="true"] { background: var(--surface); }
.option[aria-selected="true"]::before { content: ""; position: absolute; inset: .5em auto .5em 0; width: 3px;
  border-radius: 3px; background: var(--accent); }
@media (hover: hover) { .option:hover .title { text-decoration: underline; text-underline-offset: .2em; } }
.hit { grid-template-columns: minmax(0, 1fr) auto; }
.hit .title { overflow: hidden; font-weight: 600; line-height: 1.5; text-overflow: ellipsis; white-space: nowrap; }
/* Text of another direction than ours */
.title, .snippet { unicode-bidi: plaintext; }
.more { display: contents; }
.hit .snippet { display: -webkit-box; grid-area: 2 / 1 / auto / -1; overflow: hidden; color: var(--muted);
  font-size: .875em; line-height: 1.55; -webkit-box-orient: vertical; -webkit-line-clamp: 2; }
.meta { display: flex; align-items: baseline; gap: .75em; color: var(--muted); font-size: .8125em; line-height: 1.75; }
.badge { border: 1px solid var(--line); border-radius: .35em; padding: 0 .4em; font-size: .9em; line-height: 1.4; }

/* A picture has its room before it is there, and keeps it where none comes, unless a theme shows no pictures */
.pictured { grid-template: 1.5em auto / minmax(0, 1fr) auto auto; }
.pictured :is(.more, .snippet) { align-self: start; }
.pictured .snippet { grid-column-end: 3; }
.picture { grid-area: 1 / 3 / span 2; width: 5.5em; height: 4em; border-radius: calc(var(--radius) / 1.5);
  background: var(--surface); object-fit: cover; }
.picture:not(.there) { visibility: hidden; }

/* One row below a hit: a section, and the post in other languages */
.below { display: flex; gap: .5em; margin-bottom: .25em; padding-left: .6em; font-size: .875em; }
.section { display: flex; flex: 1; align-items: center; gap: .6em; min-width: 0; height: 2em; padding-block: 0;
  white-space: nowrap; }
.section > * { flex: none; }
.section .title { flex: 0 0 auto; max-width: 60%; overflow: hidden; text-overflow: ellipsis; }
.section .snippet { flex: 1; overflow: hidden; color: var(--muted); text-overflow: ellipsis; }
.section[aria-selected="true"]::before { inset-block: .3em; }
.option > .icon { order: -2; color: var(--muted); }
.section > .icon { width: 1em; }
.translation { flex: none; color: var(--muted); }
.translation .title { max-width: 9em; }
.translation:only-child { flex: 0 1 auto; }

.line { display: flex; align-items: center; gap: .75em; height: 2.75em; padding-block: 0; }
.line .title { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.kind { flex: none; color: var(--muted); font-size: .8125em; }
.strip { display: flex; align-items: center; gap: .4em; height: 2.6em; overflow: auto hidden; padding: 0 .3em;
  scrollbar-width: none; font-size: .9375em; }
.strip .line { flex: none; gap: .4em; max-width: 20em; height: 2.2em; border: 1px solid var(--line); border-radius: 2em;
  padding-inline: .7em .9em; }
.strip .line[aria-selected="true"] { border-color: var(--accent); }
.strip .line[aria-selected="true"]::before { content: none; }
.strip .icon { width: 1em; height: 1em; }
.strip .kind { order: -1; }

/* Beside the recent searches, row by row: no button may stand in their list */
.removers { display: grid; justify-items: end; position: absolute; top: 0; right: 0; color: var(--muted); }
.remover { display: flex; align-items: center; height: 2.75em; padding: 0 .7em; }
.remover:first-child { height: 2.4em; font-size: .8125em; }
.remover:focus-visible { outline-offset: -4px; border-radius: .8em; }
.removable .group:first-child .line { padding-right: 3em; }

.foot { display: flex; flex: none; align-items: center; gap: 1.25em; border-top: 1px solid var(--line);
  padding: .6em 1.55em; background: var(--surface); color: var(--muted); font-size: .8125em; }
.hint { display: flex; gap: .35em; }
.all { display: flex; align-items: center; justify-content: flex-end; gap: .35em; min-width: 9em; margin-left: auto; border-radius: .3em; color: var(--accent);
  font-weight: 600; }
.all:hover { text-decoration: underline; }

:host([inline]) .panel { border-radius: var(--radius); }
:host([inline]) .head { border: 1px solid var(--field-line); border-radius: var(--radius); overflow: hidden; }
:host([inline]) .head:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
:host([inline]) .input { height: 2.6em; }
:host([inline]) .progress { bottom: 0; }
:host([inline]) .filters { border: 0; }
:host([inline]) .results { overflow: visible; }
:host([inline]) .foot { border: 0; border-radius: var(--radius); }
:host([inline]) .panel:not(.open) :is(.filters, .results, .foot) { display: none; }

/* A phone: the whole screen, or as much of it as the keyboard leaves */
@media (max-width: 40em) {
  .button kbd { display: none; }
  dialog .panel { width: 100%; height: var(--seen, 100%); margin: 0; border-radius: 0; }
}
/* So narrow is a box in a sidebar, too */
@container (max-width: 40em) {
  .hint, .close kbd { display: none; }
  .word { display: inline; color: var(--accent); }
  .head { padding: 0 1em; }
  .filters { padding-inline: 1.25em; }
  .results { padding-inline: .4em; }
  /* The day begins the text, so that the title has the whole line */
  .hit { grid-template-columns: minmax(0, 1fr); }
  .pictured { grid-template: none / minmax(0, 1fr) auto; }
  .pictured .title { grid-column: 1 / -1; }
  .picture { grid-area: 2 / 2; width: 4.5em; height: 2.75em; }
  .more { display: -webkit-box; overflow: hidden; font-size: .875em; line-height: 1.55; color: var(--muted);
    -webkit-box-orient: vertical; -webkit-line-clamp: 2; }
  .more .meta, .more .snippet { display: inline; font-size: inherit; line-height: inherit; }
  .meta:not(:empty)::after { content: " · "; }
  .meta > * + * { margin-left: .5em; }
  .foot { padding: .75em 1.25em max(.75em, env(safe-area-inset-bottom)); }
}
/* Above a phone's keyboard there is room for results alone: filters come back with the screen */
@media (pointer: coarse) {
  dialog .panel { container-type: size; }
  @container (max-width: 40em) and (max-height: 32em) and (min-aspect-ratio: 4/5) {
    .filters, .foot { display: none; }
  }
}
/* Little is left of a screen that is magnified much: all but the field is scrolled */
@media (max-height: 26em) {
  dialog .panel { overflow: hidden auto; }
  dialog .head { position: sticky; top: 0; z-index: 1; background: var(--background); }
  dialog .results { flex: none; overflow: visible; }
  dialog .option { scroll-margin-top: 4.5em; }
}
/* For fingers */
@media (pointer: coarse) {
  .button, .chip, .strip .line, .section, .action { min-height: 44px; }
  .all { min-height: 44px; margin-block: -12px; }
  .clear, .close, .without { align-items: center; justify-content: center; min-width: 44px; min-height: 44px; }
  .filters, .strip, .message { height: auto; min-height: 48px; }
}
@media (prefers-reduced-motion: no-preference) {
  dialog[open] .panel { animation: rise .16s cubic-bezier(.2, .8, .3, 1); }
  dialog[open]::backdrop { animation: fade .16s; }
  button { transition: color .12s, background-color .12s, border-color .12s; }
  @keyframes rise { from { opacity: 0; translate: 0 -.5em; scale: .985; } }
  @keyframes fade { from { opacity: 0; } }
}
@media (prefers-reduced-motion) { .waiting .progress::after { width: 100%; animation: show 0s .25s forwards; } }
@media (forced-colors: active) {
  .option[aria-selected="true"] { outline: 2px solid Highlight; }
  /* Shadow and backgrounds are gone, which told the box from the page, and what is chosen from what is not */
  dialog .panel { border: 1px solid; }
  .chip[aria-pressed="true"] { border-color: Highlight; background: Highlight; color: HighlightText; forced-color-adjust: none; }
  .waiting .progress::after { background: Highlight; forced-color-adjust: none; }
}
`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(SHEET);

/** What the visitor wishes. */
const WISH = matchMedia("(prefers-color-scheme: dark)");

/**
 * Say whether the page is dark: by its background, else by what it says of itself, else as the visitor wishes.
 *
 * @param {HTMLElement} probe Unseen, to have the browser tell how light a colour is, however that is written.
 */
function isPageDark(probe) {
  const styles = [document.body, document.documentElement].map((element) => getComputedStyle(element));
  for (const { backgroundColor } of styles) {
    probe.style.color = `oklch(from ${backgroundColor} l 0 0 / alpha)`;
    const [, lightness, alpha = 1] = /^oklch\((\S+) \S+ [^\s)]+(?: \/ ([^)]+))?/.exec(getComputedStyle(probe).color) ?? [];
    if (lightness && alpha > 0.5) return lightness < 0.6;
  }
  const said = styles[0].colorScheme.match(/light|dark/g) ?? [];
  return said.length === 1 ? said[0] === "dark" : WISH.matches;
}

/* ---- PostSearch ---- */

/** Where questions go when no endpoint is named. */
const HOME = new URL(".", import.meta.url).href;
const boxes = new Set();

class PostSearch extends HTMLElement {
  static observedAttributes = ["endpoint", "page", "inline", "lang", "theme", "label", "placeholder", "hotkeys"];

  #root = this.attachShadow({ __proto__: null, mode: "open" });
  /** @type {typeof EN} */
  #texts;
  /** Elements of the shadow root, by name. */
  #parts;
  /** @type {Filter[]} */
  #filters = [];
  /** @type {Answer | null} */
  #answer = null;
  /** Tags of the site, most frequent first; null until an answer to an empty question has told them. */
  #tags = null;
  /** @type {AbortController | null} */
  #asking = null;
  #askedFor = "";
  #reported = "";
  /** How often in a row there was no answer. */
  #failures = 0;
  /** @type {HTMLElement[]} */
  #options = [];
  #active = -1;
  /** Whether the visitor has chosen it: Home and End are the text's until then. */
  #hasMoved = false;
  /** The link that was followed last: it is chosen again for who comes back. */
  #opened = "";
  /** @type {Typing} */
  #typing;
  #timers = { __proto__: null };
  #frame = 0;
  /** A page that changes without being loaded may change its language, or from light to dark. */
  #changes = new MutationObserver(() => {
    this.#speak();
    this.#fitColorsSoon();
  });
  #unlockPage = null;

  /** Open the dialog, or go to the field; with a text, search for it. */
  open(text) {
    // Where it is not to be seen, an open dialog would only take the page away.
    if (!isSeen(this)) return;
    const { dialog, input } = this.#parts;
    if (dialog && !dialog.open) {
      dialog.showModal();
      this.#unlockPage = lockPage();
      this.#fitScreen();
      requestAnimationFrame(this.#closeUnseen);
    }
    if (typeof text === "string") this.#setText(text);
    else if (!this.#text) this.#comeBack();
    this.#expand();
    input.focus();
    input.select();
  }

  /** Close the dialog, or fold the results away. */
  close() {
    if (!this.#parts) return;
    this.#stopAsking();
    this.#parts.dialog?.close();
    this.#parts.panel.classList.remove("open");
    this.#parts.input.setAttribute("aria-expanded", "false");
    this.#activate(-1);
    this.#unlockPage?.();
    this.#unlockPage = null;
    this.#askedFor = "";
    this.#typing.stop();
  }

  /** A menu around it is shut, or a screen turned: a dialog that nobody sees would keep the page from all use. */
  #closeUnseen = () => {
    if (this.isOpen && !isSeen(this)) this.close();
  };

  #comeBack() {
    const [text, opened] = readPlace();
    if (!text) return;
    this.#setText(text);
    this.#opened = opened;
  }

  get isOpen() {
    return this.#parts?.dialog?.open ?? false;
  }

  connectedCallback() {
    this.#speak();
    addToHotkeys(this);
    for (const element of [document.documentElement, document.body]) {
      this.#changes.observe(element, { __proto__: null, attributes: true });
    }
    WISH.addEventListener("change", this.#fitColorsSoon);
    addEventListener("load", this.#fitColorsSoon);
    addEventListener("transitionend", this.#fitColorsSoon);
    addEventListener("online", this.#retry);
    addEventListener("popstate", this.#leavePage);
    visualViewport?.addEventListener("resize", this.#fitScreen);
  }

  disconnectedCallback() {
    // A dialog that leaves the document is no longer modal, though it calls itself open.
    this.close();
    boxes.delete(this);
    if (!boxes.size) document.removeEventListener("keydown", pressAnywhere);
    this.#changes.disconnect();
    WISH.removeEventListener("change", this.#fitColorsSoon);
    removeEventListener("load", this.#fitColorsSoon);
    removeEventListener("transitionend", this.#fitColorsSoon);
    removeEventListener("online", this.#retry);
    removeEventListener("popstate", this.#leavePage);
    visualViewport?.removeEventListener("resize", this.#fitScreen);
  }

  attributeChangedCallback(name, before, after) {
    if (name === "theme") this.#fitColors();
    else if (this.#parts && before !== after) this.#build();
  }

  #speak() {
    if (this.#texts !== this.#chooseTexts()) this.#build();
  }

  #chooseTexts() {
    return textsFor(this.closest("[lang]")?.lang || document.documentElement.lang || navigator.language);
  }

  #address(path) {
    const base = safeUrl(this.getAttribute("endpoint")) || HOME;
    return new URL(path, base.replace(/[?#].*/, "").replace(/\/?$/, "/"));
  }

  #pageAddress() {
    const address = new URL(safeUrl(this.getAttribute("page")) || this.#address("search"));
    for (const [name, value] of this.#isAsked ? this.#parameters : []) address.searchParams.append(name, value);
    return address.href;
  }

  /* Building */

  #build() {
    const text = this.#parts?.input.value ?? "";
    this.close();
    this.#texts = this.#chooseTexts();
    const panel = this.#buildPanel();
    this.#parts.input.value = text;
    this.#parts.clear.hidden = !text;
    const content = this.hasAttribute("inline") ? [panel] : [this.#buildButton(), this.#buildDialog(panel)];
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.replaceChildren(h("div.root", { lang: this.#texts.tag }, ...content));
    this.#fitColors();
  }

  /** Be dark where the page is: many have a switch of their own. */
  #fitColors = () => {
    if (!this.#parts) return;
    const theme = this.getAttribute("theme");
    const isDark = theme === "dark" || (theme !== "light" && isPageDark(this.#parts.status));
    this.#root.firstChild.classList.toggle("dark", isDark);
  };

  /** When the page has its new style anyway, whatever else has changed until then. Its colours may change slowly. */
  #fitColorsSoon = () => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(this.#fitColors);
  };

  #buildButton() {
    const hasKeys = this.getAttribute("hotkeys") !== "off";
    const attributes = {
      "aria-haspopup": "dialog",
      "aria-keyshortcuts": hasKeys && "Control+K Meta+K /",
      click: () => this.open(),
    };
    const keys = hasKeys && h("kbd", { "aria-hidden": "true" }, IS_APPLE ? "⌘ K" : "Ctrl K");
    const label = this.getAttribute("label") || this.#texts.search;
    return h("button.button", attributes, h("slot", { name: "button" }, icon("search"), label, keys));
  }

  #buildDialog(panel) {
    const dialog = h("dialog.dialog", { "aria-label": this.#texts.label }, panel);
    let pressedBeside = false;
    // Selecting text may end beside the panel; only a click that began there closes.
    dialog.addEventListener("pointerdown", (event) => (pressedBeside = event.target === dialog));
    dialog.addEventListener("click", (event) => pressedBeside && event.target === dialog && this.close());
    dialog.addEventListener("close", () => this.isOpen || this.close());
    new ResizeObserver(this.#closeUnseen).observe(panel);
    return (this.#parts.dialog = dialog);
  }

  #buildPanel() {
    const t = this.#texts;
    const parts = (this.#parts = {
      __proto__: null,
      input: this.#buildInput(),
      clear: h("button.clear", { "aria-label": t.clear, click: () => this.#searchFor("") }, icon("cross")),
      filters: h("div.filters", { role: "group", "aria-label": t.narrow }),
      message: h("div.message"),
      empty: h("div.empty", { hidden: "" }),
      list: h("div.list", { id: "list", role: "listbox", "aria-label": t.label, click: this.#follow }),
      removers: h("div.removers", { role: "group", "aria-label": t.recent }),
      all: h("a.all", { click: this.#follow }),
      status: h("p.unseen", { role: "status" }),
      panel: h("div.panel", { keydown: this.#press, keypress: keepKey, keyup: keepKey }),
    });
    // For those who scroll by keys.
    const scroller = { role: "group", "aria-label": t.label, tabindex: this.hasAttribute("inline") ? null : 0 };
    const listed = h("div.listed", {}, parts.list, parts.removers);
    parts.results = h("div.results", scroller, parts.message, listed, parts.empty);
    parts.panel.append(this.#buildHead(), parts.filters, parts.results, this.#buildFoot(), parts.status);
    return parts.panel;
  }

  #buildHead() {
    const { close } = this.#texts;
    const leave = { "aria-label": close, click: () => this.close() };
    return h(
      "div.head",
      { role: "search" },
      icon("search"),
      this.#parts.input,
      this.#parts.clear,
      !this.hasAttribute("inline") && h("button.close", leave, h("kbd", {}, "Esc"), h("span.word", {}, close)),
      h("div.progress"),
    );
  }

  #buildInput() {
    const input = h("input.input", {
      role: "combobox",
      "aria-label": this.#texts.label,
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": "list",
      placeholder: this.getAttribute("placeholder") || this.#texts.label,
      dir: "auto",
      enterkeyhint: "search",
      maxlength: MAX_TEXT,
      autocomplete: "off",
      autocorrect: "off",
      autocapitalize: "none",
      spellcheck: "false",
    });
    this.#typing = new Typing(input, () => this.#texts === EN, (pause) => this.#change(pause));
    return input;
  }

  #buildFoot() {
    const { move, follow } = this.#texts;
    const key = (name) => h("kbd", {}, name);
    const hint = (...content) => h("span.hint", { "aria-hidden": "true" }, ...content);
    const hints = h("slot", { name: "foot" }, hint(key("↑"), key("↓"), move), hint(key("↵"), follow));
    return h("div.foot", {}, hints, this.#parts.all);
  }

  #expand() {
    const { classList } = this.#parts.panel;
    if (!classList.contains("open")) this.#ask();
    classList.add("open");
  }

  /** A phone's keyboard covers the page without resizing it. */
  #fitScreen = () => {
    if (this.isOpen && visualViewport) {
      this.#parts.panel.style.setProperty("--seen", `${visualViewport.height}px`);
    }
  };

  /* Typing */

  get #text() {
    return this.#parts.input.value.trim();
  }

  get #parameters() {
    return parametersOf(this.#text, this.#filters, this.#texts.ui);
  }

  get #isAsked() {
    return this.#text !== "" || this.#filters.length > 0;
  }

  #setText(text) {
    this.#parts.input.value = text.slice(0, MAX_TEXT);
    this.#change(0);
  }

  #searchFor(text) {
    this.#setText(text);
    this.#parts.input.focus();
  }

  #setFilters(filters) {
    this.#filters = filters;
    this.#change(0);
  }

  /** Ask after a pause; what was asked before is no longer of interest. */
  #change(pause) {
    this.#parts.clear.hidden = !this.#parts.input.value;
    this.#parts.panel.classList.add("open");
    if (String(this.#parameters) === this.#askedFor && !this.#failures) return;
    this.#opened = "";
    this.#stopAsking();
    this.#parts.panel.classList.add("waiting");
    this.#timers.pause = setTimeout(() => this.#ask(), pause);
  }

  /* Asking */

  async #ask() {
    const asking = this.#startAsking();
    try {
      const answer = await this.#fetchAnswer(asking.signal);
      if (asking === this.#asking) this.#take(answer);
    } catch (error) {
      if (asking === this.#asking) this.#fail(error);
    }
  }

  #startAsking() {
    this.#stopAsking();
    const asking = (this.#asking = new AbortController());
    const { slow } = this.#texts;
    this.#askedFor = String(this.#parameters);
    this.#parts.panel.classList.add("waiting");
    if (!this.#failures) this.#timers.slow = setTimeout(() => this.#say(slow, slow), SLOW_MS);
    this.#timers.timeout = setTimeout(() => asking.abort(), TIMEOUT_MS);
    return asking;
  }

  #stopAsking() {
    for (const name of ["pause", "slow", "timeout", "settled", "again"]) clearTimeout(this.#timers[name]);
    this.#asking?.abort();
    this.#asking = null;
    this.#parts.panel.classList.remove("waiting");
  }

  /** @returns {Promise<Answer>} */
  async #fetchAnswer(signal) {
    const address = this.#address("api/search");
    address.search = `${this.#parameters}&per_page=${HITS}${this.#text && "&typing=1"}`;
    const suggestions = this.#fetchSuggestions(signal);
    const answer = await fetchJson(address, signal);
    const late = new Promise((resolve) => setTimeout(resolve, LATE_MS, []));
    answer.suggestions = await Promise.race([suggestions, late]);
    return answer;
  }

  /** Results are as good without them. */
  #fetchSuggestions(signal) {
    if (!this.#text) return [];
    const address = this.#address("api/suggest");
    address.search = this.#parameters;
    return fetchJson(address, signal).then(({ suggestions }) => [...suggestions]).catch(() => []);
  }

  #take(answer) {
    this.#answer = answer;
    if (!this.#isAsked) this.#keepTags(answer);
    this.#draw();
    this.#stopAsking();
    this.#failures = 0;
    this.#timers.settled = setTimeout(() => this.#reportText(), SETTLED_MS);
  }

  #keepTags({ facets }) {
    this.#tags = (facets.tag ?? []).map(([tag]) => tag);
  }

  /** Ask for the site's tags where somebody typed before the empty question was answered, and offer them. */
  async #fetchTags() {
    const address = this.#address("api/search");
    address.search = `${parametersOf("", [], this.#texts.ui)}&per_page=${HITS}`;
    this.#tags = [];
    this.#keepTags(await fetchJson(address).catch(() => ({ facets: {} })));
    if (this.#tags.length && this.#isAsked && !this.#answer.hits.length && !this.#failures) this.#drawSummary();
  }

  /** Report that this text was meant, once. */
  #reportText() {
    if (this.#reported !== this.#text && !this.#filters.length) this.#report();
    this.#reported = this.#text;
  }

  /** The answer is of no interest, nor whether there is one. */
  #report(...pairs) {
    if (!REPORTS || !this.#text) return;
    const address = this.#address("api/report");
    address.search = new URLSearchParams([["q", this.#text], ...pairs]);
    const how = { __proto__: null, method: "POST", mode: "no-cors", credentials: "omit", keepalive: true };
    fetch(address, how).catch(() => {});
  }

  #fail({ cause, wait }) {
    this.#stopAsking();
    this.#failures += 1;
    const { failed, offline, retry } = this.#texts;
    const { title, detail } = cause ?? {};
    const told = title || detail ? [title, detail].filter(Boolean) : [navigator.onLine ? failed : offline];
    const again = h("button.action", { click: () => this.#searchFor(this.#text) }, retry);
    const text = told.map((part, at) => h(at < told.length - 1 ? "strong" : "span", {}, part));
    this.#say(h("div.problem", {}, h("p", {}, ...text), again), told.join(". "));
    this.#drawAll(true);
    this.#askLater(wait);
  }

  /** Ask again when the service says; where it says nothing, or is not there, later each time. */
  #askLater(wait) {
    const seconds = wait || Math.min(AGAIN_S * 2 ** (this.#failures - 1), LONGEST_AGAIN_S);
    // More is none of this visit's, and timers cannot count as far.
    if (seconds < 3600) this.#timers.again = setTimeout(this.#retry, seconds * 1000);
  }

  /** Whoever goes back while the box is open sees another page, where a router swaps them: not below an open box. */
  #leavePage = () => {
    if (this.isOpen) this.close();
  };

  #retry = () => {
    if (this.#failures && this.#parts.panel.classList.contains("open")) this.#ask();
  };

  /* Showing */

  #draw() {
    const recent = this.#isAsked ? [] : readRecent();
    // Before anything is drawn: afterwards, it would be laid out at once and then again.
    for (const scroller of [this.#parts.results, this.#parts.panel]) scroller.scrollTop = 0;
    this.#drawFilters();
    this.#drawSummary();
    this.#drawList(this.#isAsked ? this.#resultGroups() : this.#startGroups(recent));
    this.#drawRemovers(recent);
    this.#drawAll(this.#answer.total);
  }

  /** The page may answer where the box is not answered. */
  #drawAll(hasMore) {
    const { every, page } = this.#texts;
    this.#parts.all.replaceChildren(this.#isAsked && hasMore ? every : page, icon("arrow"));
    this.#parts.all.href = this.#pageAddress();
  }

  /** Show something above the list, and below it what else may help; screen readers are told once typing has paused. */
  #say(shown, spoken, ...help) {
    const { message, empty } = this.#parts;
    message.replaceChildren(...[shown].flat());
    empty.replaceChildren(...help);
    empty.hidden = !help.length;
    clearTimeout(this.#timers.announce);
    this.#timers.announce = setTimeout(() => this.#announce(spoken), ANNOUNCE_MS);
  }

  /** Nothing is told twice: a failure may go on for long. */
  #announce(spoken) {
    const { status } = this.#parts;
    if (status.textContent !== spoken) status.textContent = spoken;
  }

  #drawSummary() {
    const { nothing, posts } = this.#texts;
    const { hits, total, notes } = this.#answer;
    if (!this.#isAsked) return this.#say(h("span", {}, posts(total)), "");
    const told = nothing(this.#text);
    if (!hits.length) return this.#say(h("strong.nothing", {}, told), told, ...this.#drawHelp());
    const count = this.#writeCount();
    const drawn = notes.map((note) => this.#drawNote(note));
    return this.#say([h("strong.found", {}, count), ...drawn], [count, ...notes.map((note) => note.text)].join(". "));
  }

  /** Say how many posts were found, and where the words of the text are not in all of them, in how many they are. */
  #writeCount() {
    const { found, all, some } = this.#texts;
    const { total, complete } = this.#answer;
    return complete > 0 && complete < total ? `${all(complete)} · ${some(total - complete)}` : found(total);
  }

  /** A note of other words that were searched for has a button that asks for those typed alone. */
  #drawNote({ text, exactly }) {
    if (!exactly) return h("span.note", {}, text);
    const act = { "aria-label": `${this.#texts.exactly}: ${text}`, click: () => this.#searchFor(exactly) };
    return h("span.note", {}, text, h("button.without", act, icon("cross")));
  }

  /** What may help where nothing was found, besides what may be meant. */
  #drawHelp() {
    const { unfiltered, advice, tags } = this.#texts;
    const help = this.#filters.length
      ? h("button.action", { click: () => this.#setFilters([]) }, unfiltered)
      : h("ul", {}, ...advice.map((line) => h("li", {}, line)));
    if (!this.#tags) this.#fetchTags();
    const offered = (this.#tags ?? []).slice(0, TAGS).map((tag) => this.#drawTag(tag));
    const rest = offered.length ? [h("p", {}, tags), h("div.offered", {}, ...offered)] : [];
    return [help, ...rest, h("slot", { name: "empty" })];
  }

  #drawTag(tag) {
    return h("button.chip", { click: () => this.#searchForTag("tag", tag) }, icon("hash"), h("span.label", {}, tag));
  }

  /** The first hit is chosen: it is opened unless something else is. */
  #drawList(groups) {
    const { list, input } = this.#parts;
    list.replaceChildren(...groups.filter(Boolean));
    this.#options = [...list.querySelectorAll(".option")];
    this.#hasMoved = false;
    const isFirst = ({ classList }) => this.#isAsked && classList.contains("hit");
    const opened = this.#options.findIndex(({ href }) => href && href === this.#opened);
    this.#activate(opened < 0 ? this.#options.findIndex(isFirst) : opened);
    input.setAttribute("aria-expanded", String(this.#options.length > 0));
    if (opened > 0) this.#options[opened].scrollIntoView({ __proto__: null, block: "nearest" });
  }

  #startGroups(recent) {
    const { recent: name, newest } = this.#texts;
    const lines = recent.map((text) => drawLine("clock", text, { action: () => this.#searchFor(text) }));
    return [drawGroup(name, lines), drawGroup(newest, this.#drawHits())];
  }

  #resultGroups() {
    const t = this.#texts;
    const { suggestion: meant, total } = this.#answer;
    const lines = this.#newSuggestions().map((each) => this.#drawSuggestion(each));
    if (meant) lines.unshift(drawLine("search", meant, { kind: t.meant, action: () => this.#searchFor(meant) }));
    const hits = this.#drawHits();
    const isSpare = hits.length || lines.length;
    return [isSpare && drawUnnamed("strip", t.suggestions, lines), hits.length && drawUnnamed("group", t.found(total), hits)];
  }

  #drawHits() {
    return drawHits(this.#answer.hits, this.#texts);
  }

  /** Leave out what is shown already. */
  #newSuggestions() {
    const { hits, suggestion, suggestions } = this.#answer;
    const shown = new Set([suggestion, ...hits.map(({ url }) => safeUrl(url))]);
    const isChip = ({ kind, text }) =>
      isFilter(kind) && chipsOf(kind, this.#answer, this.#filters).some(({ value }) => value === text);
    const isNew = (each) => !shown.has(safeUrl(each.url) || each.text) && !isChip(each);
    return suggestions.filter(isNew).slice(0, SUGGESTIONS);
  }

  /** A tag or a category becomes a filter. */
  #drawSuggestion({ text, kind, url }) {
    if (url) return drawLine("arrow", text, { url });
    if (!isFilter(kind)) return drawLine("search", text, { action: () => this.#searchFor(text) });
    return drawLine("hash", text, { kind: this.#texts.kinds[kind], action: () => this.#searchForTag(kind, text) });
  }

  #searchForTag(kind, text) {
    this.#filters = toggled(this.#filters, kind, text);
    this.#searchFor("");
  }

  #drawFilters() {
    const { filters } = this.#parts;
    const focused = this.#root.activeElement?.dataset.key;
    const groups = Object.keys(this.#texts.kinds).map((name) => this.#drawChips(name));
    filters.replaceChildren(...groups.filter((group) => group.firstChild));
    // Where all posts have none, no search will have any; else their room stays, for nothing to move.
    if (!this.#isAsked) filters.hidden = !filters.firstChild;
    // The chip that was pressed is another element now.
    if (focused) this.#focus([...filters.querySelectorAll(".chip")].find((chip) => chip.dataset.key === focused));
  }

  #drawChips(name) {
    const press = (value) => this.#setFilters(toggled(this.#filters, name, value));
    const chips = chipsOf(name, this.#answer, this.#filters).map((chip) => drawChip(name, chip, this.#texts, press));
    return h("div.chips", { role: "group", "aria-label": this.#texts.kinds[name] }, ...chips);
  }

  #drawRemovers(recent) {
    const t = this.#texts;
    const remover = (label, content, rest) =>
      h("button.remover", { "aria-label": label, click: () => this.#forget(rest()) }, content);
    const each = recent.map((text) => remover(`${t.forget} ${text}`, icon("cross"), () => recentWithout(text)));
    const all = remover(`${t.forgetAll}: ${t.recent}`, t.forgetAll, () => []);
    this.#parts.removers.replaceChildren(...(recent.length ? [all, ...each] : []));
    this.#parts.panel.classList.toggle("removable", recent.length > 0);
  }

  /** Forget recent searches, and stay near the one that is gone. */
  #forget(rest) {
    const { removers } = this.#parts;
    const at = [...removers.children].indexOf(this.#root.activeElement);
    writeRecent(rest);
    this.#draw();
    this.#focus(removers.children[Math.min(at, rest.length)]);
  }

  #focus(element) {
    (element ?? this.#parts.input).focus();
  }

  /* Choosing */

  #press = (event) => {
    keepKey(event);
    if (this.#typing.owns(event)) {
      if (event.key === "Enter") event.preventDefault();
    } else if (event.key === "Escape") {
      this.#escape(event);
    } else if (event.key === "Tab") {
      if (this.isOpen) this.#keepFocus(event);
    } else if (event.target === this.#parts.input ? this.#pressInField(event) : this.#pressElsewhere(event)) {
      event.preventDefault();
    }
  };

  /** Arrows choose from wherever the focus is, and bring it back to the field. */
  #pressElsewhere(event) {
    const isOurs = /^Arrow(Up|Down)$/.test(event.key) && event.target.getRootNode() === this.#root;
    if (!isOurs || !this.#pressInField(event)) return false;
    this.#parts.input.focus();
    return true;
  }

  /** @returns {boolean} Whether the key was used. */
  #pressInField({ key, altKey, shiftKey, ctrlKey, metaKey }) {
    if (altKey) return false;
    if (key === "Enter") return this.#enter(ctrlKey || metaKey, shiftKey);
    if (shiftKey || ctrlKey || metaKey) return false;
    const last = this.#options.length - 1;
    if (key === "ArrowDown") return this.#move(this.#active === last ? -1 : this.#active + 1);
    if (key === "ArrowUp") return this.#move(this.#active < 0 ? last : this.#active - 1);
    if (!this.#hasMoved || this.#active < 0) return false;
    if (key === "Home") return this.#move(0);
    return key === "End" && this.#move(last);
  }

  #move(to) {
    this.#expand();
    this.#hasMoved = true;
    this.#activate(to);
    this.#options[to]?.scrollIntoView({ __proto__: null, block: "nearest" });
    return true;
  }

  #activate(to) {
    const { input } = this.#parts;
    this.#options[this.#active]?.setAttribute("aria-selected", "false");
    const option = this.#options[to];
    this.#active = option ? to : -1;
    option?.setAttribute("aria-selected", "true");
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  /** Open what is chosen, else all results: so with Shift, and while what is chosen is none of what was typed. */
  #enter(inNewTab, isForAll) {
    const { all, panel } = this.#parts;
    all.href = this.#pageAddress();
    const isOld = isForAll || panel.classList.contains("waiting") || this.#failures;
    const chosen = (!isOld && this.#options[this.#active]) || all;
    if (inNewTab && chosen.href) {
      remember(this.#text);
      if (this.#select(chosen)) window.open(chosen.href, "_blank", "noopener");
    } else {
      chosen.click();
    }
    return true;
  }

  /** Remember the search, and make way: the link may lead to this very page. */
  #follow = (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    remember(this.#text);
    if (!this.#select(link)) event.preventDefault();
    leaveWords(link);
    this.#opened = link.href;
    keepPlace(this.#text, this.#opened);
    if (link.dataset.post) {
      this.#reportText();
      this.#report(["id", link.dataset.post]);
    }
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) this.close();
  };

  /** Tell the page that a link is about to be followed. @returns {boolean} False where the page does that itself. */
  #select({ href, dataset }) {
    const detail = { __proto__: null, url: href, id: dataset.post ?? null, query: this.#text };
    const how = { __proto__: null, bubbles: true, composed: true, cancelable: true, detail };
    return this.dispatchEvent(new CustomEvent("post-search:select", how));
  }

  #escape(event) {
    if (!this.#parts.panel.classList.contains("open")) return;
    event.preventDefault();
    if (!this.isOpen) {
      this.#filters = [];
      this.#setText("");
    }
    this.close();
  }

  /** Let Tab go round within the dialog. */
  #keepFocus(event) {
    const stops = this.#parts.panel.querySelectorAll("input, button, [tabindex='0'], a:not([tabindex])");
    const seen = [...stops].filter((stop) => stop.getClientRects().length);
    const [from, to] = event.shiftKey ? [seen[0], seen.at(-1)] : [seen.at(-1), seen[0]];
    if (this.#root.activeElement !== from) return;
    event.preventDefault();
    to.focus();
  }
}

/** Pages have keys of their own, and cannot see that a field inside of this element is typed into. */
function keepKey(event) {
  if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
}

/** Keep the page behind the dialog still, and as wide as it was. Returns how to let go. */
function lockPage() {
  const { style, clientWidth } = document.documentElement;
  const { overflow, scrollbarGutter } = style;
  if (clientWidth < window.innerWidth) style.scrollbarGutter = "stable";
  style.overflow = "hidden";
  return () => Object.assign(style, { overflow, scrollbarGutter });
}

/* ---- Hotkeys ---- */

const EDITABLE = "input, textarea, select, [contenteditable]:not([contenteditable=false])";

/** Let keys open a box, or what else has its `isOpen`, `open()` and `close()`. */
function addToHotkeys(box) {
  if (!boxes.size) document.addEventListener("keydown", pressAnywhere);
  boxes.add(box);
}

/** Ask what is inside of a box: a page may show that alone (`display: contents`). */
const isSeen = (box) => (box.shadowRoot?.firstChild ?? box).getClientRects().length;

/** Ctrl-K and Cmd-K open the first box in sight, or close it; "/" opens it where nobody types. */
function pressAnywhere(event) {
  const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (event.defaultPrevented || event.isComposing || altKey) return;
  const isHeld = ctrlKey || metaKey;
  const isCommand = isHeld && !shiftKey && /^k$/i.test(key);
  const isSlash = key === "/" && !isHeld && !event.composedPath()[0].closest?.(EDITABLE);
  if (!isCommand && !isSlash) return;
  const open = [...boxes].find((box) => box.isOpen);
  const box = open ?? [...boxes].find((box) => isSeen(box) && box.getAttribute("hotkeys") !== "off");
  // Nothing opens over a dialog of the page's own.
  if (!box || (!open && document.querySelector("dialog:modal"))) return;
  event.preventDefault();
  if (open && isCommand) open.close();
  else box.open();
}

if (!customElements.get("post-search")) customElements.define("post-search", PostSearch);

/* For the search page, whose field works like the box. */
export { ANNOUNCE_MS, LATE_MS, SUGGESTIONS, Typing };
export { addToHotkeys, fetchJson, h, icon, readRecent, remember, safeUrl };
