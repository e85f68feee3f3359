/**
 * Marks, on a page that the search box has led to, the words that were found there; n and p step through them.
 *
 *   <script type="module" src="https://search.example.org/search-marks.js"></script>
 *
 * For pages of the origin that the box is on: it leaves the words in the browser's memory of this tab. Nothing in the
 * page is changed, since marks are highlights of the browser; one without them shows the page as it is. Escape takes
 * them away.
 */

const KEY = "post-search:words";
const MOST = 500;
const UNREAD = "script, style, noscript, textarea, post-search";
/** Said by what changes the page without loading one: Turbo, Turbolinks, Astro, swup, and pjax, which Hexo's themes use. */
const SWAPS = [
  "turbo:load", "turbolinks:load", "astro:page-load", "swup:page:view", "swup:pageView", "pjax:complete", "pjax:success",
];
const EDITABLE = "input, textarea, select, [contenteditable]:not([contenteditable=false])";
const STYLE = `
::highlight(post-search) { background-color: var(--ps-mark, #fff0b3); color: var(--ps-mark-text, #1b1f24); }
::highlight(post-search-here) { background-color: var(--ps-accent, #0b57d0); color: var(--ps-on-accent, #fff); }
`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

/** Return the words that were left for this page. */
function readWords() {
  try {
    const [page, ...words] = (sessionStorage.getItem(KEY) ?? "").split("\n");
    return page === location.pathname ? words.filter(Boolean) : [];
  } catch {
    return [];
  }
}

/** Find where words stand, whatever the case of their letters; the longest where several begin at one place. */
function findRanges(words) {
  const escaped = words.sort((one, other) => other.length - one.length).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const wanted = new RegExp(escaped.join("|"), "giu");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const ranges = [];
  while (walker.nextNode() && ranges.length < MOST) {
    const node = walker.currentNode;
    if (node.parentElement.closest(UNREAD)) continue;
    for (const { 0: word, index } of node.data.matchAll(wanted)) {
      const range = new Range();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      ranges.push(range);
    }
  }
  return ranges;
}

/** Mark ranges. Returns how to take the marks away. */
function mark(ranges) {
  const here = new Highlight();
  here.priority = 1;
  CSS.highlights.set("post-search", new Highlight(...ranges));
  CSS.highlights.set("post-search-here", here);
  let at = -1;

  function step(by) {
    at = (at + by + ranges.length) % ranges.length;
    here.clear();
    here.add(ranges[at]);
    ranges[at].startContainer.parentElement.scrollIntoView({ block: "center" });
  }

  function press(event) {
    const { key, altKey, ctrlKey, metaKey, isComposing } = event;
    const isTyped = event.composedPath()[0].closest?.(EDITABLE);
    if (event.defaultPrevented || altKey || ctrlKey || metaKey || isComposing || isTyped) return;
    if (key === "n") step(1);
    else if (key === "p") step(at < 0 ? 0 : -1);
    else if (key === "Escape") clear();
  }

  function clear() {
    CSS.highlights.delete("post-search");
    CSS.highlights.delete("post-search-here");
    document.removeEventListener("keydown", press);
  }

  document.addEventListener("keydown", press);
  return clear;
}

/** Takes away the marks there are. */
let unmark = () => {};

function markPage() {
  unmark();
  const words = readWords();
  const ranges = words.length && globalThis.Highlight && CSS.highlights ? findRanges(words) : [];
  if (ranges.length) unmark = mark(ranges);
}

markPage();
for (const event of SWAPS) document.addEventListener(event, markPage);
