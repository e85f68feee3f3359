/**
 * What the search page does besides answering: results while one types, recent searches, suggestions, keys.
 *
 * The page is complete without it. Every answer is the page itself, asked for again, of which #found is taken: there is
 * one template for a hit. Addresses, fields and links stay as they are, so that what fails here is followed by the browser.
 */

import { ANNOUNCE_MS, LATE_MS, SUGGESTIONS, Typing } from "./search-box.js";
import { addToHotkeys, fetchJson, h, icon, readRecent, remember, safeUrl } from "./search-box.js";

const form = document.getElementById("ask");
const field = form.elements.q;
const strip = document.getElementById("strip");
const announcer = document.getElementById("announcer");
/** @type {AbortController | null} */
let asking = null;
let timer = 0;
let announcing = 0;
/** As search.css has it. */
const wide = matchMedia("(min-width: 84rem)");
/** So long a pointer rests on a hit that is looked at. */
const REST_MS = 120;
/** After so many seconds a service that cannot be reached is asked again. */
const AGAIN_S = 5;
const TIMEOUT_MS = 12000;

/* ---- Asking ---- */

/** Write the form as the address that sending it would lead to, without what is empty. */
function formAddress() {
  const address = new URL(form.action);
  address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  return address.href;
}

/** Let the form send the filters of an address: what is typed next is narrowed by those whose answer is on its way, too. */
function keepFilters(parameters) {
  for (const input of form.querySelectorAll("[type=hidden]")) input.remove();
  for (const input of form.elements) if (input.type === "date") input.value = parameters.get(input.name) ?? "";
  for (const [name, value] of parameters) {
    if (name !== "page" && !["search", "date"].includes(form.elements[name]?.type)) {
      form.append(h("input", { type: "hidden", name, value }));
    }
  }
}

/**
 * Show the page of an address in this one.
 *
 * @param {"push" | "replace" | ""} kept How the address is kept in the browser's history.
 */
async function show(address, kept, isTyping = false) {
  clearTimeout(timer);
  asking?.abort();
  const mine = (asking = new AbortController());
  setTimeout(() => mine.abort(), TIMEOUT_MS);
  document.body.classList.add("waiting");
  const asked = new URL(address);
  if (isTyping) asked.searchParams.set("typing", "1");
  const suggestions = isTyping ? fetchSuggestions(mine.signal) : [];
  const page = await fetchPage(asked, mine.signal).catch(() => null);
  const late = new Promise((resolve) => setTimeout(resolve, LATE_MS, []));
  const offered = await Promise.race([suggestions, late]);
  if (mine !== asking) return;
  document.body.classList.remove("waiting");
  if (page) {
    // What comes may be shorter than what was scrolled.
    if (kept === "push") history.replaceState({ top: scrollY }, "");
    take(page);
    drawStrip(offered);
    if (kept) history[`${kept}State`](null, "", address);
    askLater();
  } else {
    tellUnreachable();
    timer = setTimeout(() => show(address, kept, isTyping), AGAIN_S * 1000);
  }
}

/** Ask for a page of this service; another in its place, as a proxy's error, is none. */
async function fetchPage(address, signal) {
  const response = await fetch(address, { signal });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.getElementById("found") && page;
}

/** What was found before stays: this stands where suggestions do. */
function tellUnreachable() {
  const { unreachable } = strip.dataset;
  strip.replaceChildren(h("span.offline", {}, unreachable));
  if (announcer.textContent !== unreachable) announcer.textContent = unreachable;
}

/** Ask again by itself where the service has said when that may help. */
function askLater() {
  const { seconds } = document.querySelector("#found .again")?.dataset ?? {};
  if (seconds) timer = setTimeout(() => show(location.href, ""), seconds * 1000);
}

/** Results are as good without them. */
function fetchSuggestions(signal) {
  const address = new URL(formAddress());
  if (!address.searchParams.get("q")?.trim()) return [];
  address.pathname = address.pathname.replace(/\/search$/, "/api/suggest");
  return fetchJson(address, signal).then(({ suggestions }) => suggestions).catch(() => []);
}

/* ---- Showing ---- */

/** Put what was found in the place of what is shown. Menus stay open, and the focus where it was. */
function take(page) {
  const open = [...document.querySelectorAll(".facet[open]")].map(({ id }) => id);
  const focused = document.activeElement;
  const key = focused?.closest("#found") ? keyOf(focused) : "";
  for (const id of ["found", "languages", "site"]) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    // A problem is told without the site's name.
    if (old && fresh?.textContent.trim()) old.replaceWith(fresh);
  }
  for (const input of form.querySelectorAll("[type=hidden]")) input.remove();
  form.append(...page.querySelectorAll("#ask [type=hidden]"));
  document.title = page.title;
  preview(document.querySelector(".hit"));
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (key) [...document.querySelectorAll("#found :is(a, summary, input)")].find((each) => keyOf(each) === key)?.focus({ preventScroll: true });
  clearTimeout(announcing);
  announcing = setTimeout(() => (announcer.textContent = document.querySelector(".status")?.innerText ?? ""), ANNOUNCE_MS);
}

/** Tell apart what can be focused, by what stays the same when it is drawn again. */
const keyOf = (element) => `${element.closest("[id]")?.id} ${element.textContent.replace(/[\d,]+$/, "")}`;

/** Offer what may be meant; with an empty field, recent searches. */
function drawStrip(suggestions) {
  const chip = (symbol, text, href) => h("a.offer", { href }, icon(symbol), text);
  const symbolOf = ({ kind, url }) => (url ? "arrow" : kind === "tag" || kind === "category" ? "hash" : "search");
  const isFirst = ({ text }, at) => suggestions.findIndex((other) => other.text === text) === at;
  const offered = suggestions.filter(isFirst).slice(0, SUGGESTIONS);
  const words = offered.map((each) => chip(symbolOf(each), each.text, addressOf(each.text, each.kind, each.url)));
  const recent = field.value.trim() ? [] : readRecent().map((text) => chip("clock", text, addressOf(text, "word", "")));
  strip.replaceChildren(...words, ...recent);
}

function addressOf(text, kind, url) {
  if (url) return safeUrl(url) || null;
  const address = new URL(formAddress());
  if (kind === "tag" || kind === "category") {
    address.searchParams.delete("q");
    address.searchParams.append(kind, text);
  } else {
    address.searchParams.set("q", text);
  }
  return address.href;
}

/* ---- Preview ---- */

let resting = 0;

/** Show all there is of a hit beside the list, where there is room: it waits in a template. */
function preview(hit) {
  clearTimeout(resting);
  const pane = document.getElementById("preview");
  const rest = hit?.querySelector("template");
  if (!rest || !wide.matches || !pane) return;
  document.querySelector(".previewed")?.classList.remove("previewed");
  hit.classList.add("previewed");
  pane.replaceChildren(rest.content.cloneNode(true));
  pane.scrollTop = 0;
}

/** A pointer that only passes on its way to the pane changes nothing. */
document.addEventListener("pointerover", ({ target }) => {
  const hit = target.closest?.(".hit:not(.previewed)");
  clearTimeout(resting);
  if (hit) resting = setTimeout(() => preview(hit), REST_MS);
});
document.addEventListener("focusin", ({ target }) => preview(target.closest(".hit")));
wide.addEventListener("change", () => preview(document.querySelector(".hit")));

/* ---- Typing ---- */

const typing = new Typing(field, () => document.documentElement.lang === "en", (pause) => {
  clearTimeout(timer);
  timer = setTimeout(() => show(formAddress(), "replace", true), pause);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  remember(field.value.trim());
  show(formAddress(), "push");
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[type=date]") && event.target.checkValidity()) show(formAddress(), "push");
});

addEventListener("popstate", async ({ state }) => {
  field.value = new URL(location.href).searchParams.get("q") ?? "";
  await show(location.href, "");
  if (state) scrollTo(0, state.top);
});

/* ---- Choosing ---- */

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".facet[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
  const link = event.target.closest?.("#found a, #strip a");
  const isPlain = !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || event.defaultPrevented) return;
  const address = new URL(link.href?.baseVal ?? link.href, document.baseURI);
  if (address.origin + address.pathname !== new URL(form.action).href.replace(/[?#].*/, "")) {
    remember(field.value.trim());
  } else if (isPlain) {
    event.preventDefault();
    // A filter narrows what is typed, answered or not.
    const isFilter = link.closest("#filters, .active");
    if (!isFilter) field.value = address.searchParams.get("q") ?? "";
    else if (field.value.trim()) address.searchParams.set("q", field.value);
    else address.searchParams.delete("q");
    keepFilters(address.searchParams);
    const isPaging = link.closest(".paging");
    if (link.closest("#strip")) field.focus();
    show(address.href, "push").then(() => {
      if (isPaging || document.getElementById("status").getBoundingClientRect().bottom < 0) goToResults();
    });
  }
});

/** Pictures are seen once they are there, so that none is ever seen to be missing; beside the list, nor is its room. */
const reveal = (image) => image.classList.add("there");
document.addEventListener("load", ({ target }) => target.matches?.(".picture") && reveal(target), true);
document.addEventListener("error", ({ target }) => target.matches?.("#preview .picture") && target.remove(), true);
for (const image of document.querySelectorAll(".picture")) if (image.complete && image.naturalWidth) reveal(image);

function goToResults() {
  document.getElementById("results").focus();
  scrollTo(0, 0);
}

/** Long menus have a field to look for a value in. */
document.addEventListener("input", ({ target }) => {
  if (!target.matches(".wanted")) return;
  const wanted = target.value.trim().toLowerCase();
  for (const item of target.parentNode.querySelectorAll("li")) {
    item.hidden = !item.querySelector(".value").textContent.toLowerCase().includes(wanted);
  }
});

/** Arrows go from the field through the hits, and back; Escape closes a menu. */
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (typing.owns(event) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const menu = target.closest?.(".facet[open]");
  if (key === "Escape" && menu) {
    menu.removeAttribute("open");
    menu.firstElementChild.focus();
  } else if ((key === "ArrowDown" || key === "ArrowUp") && !menu && (target === field || !target.matches("input"))) {
    const stops = [field, ...document.querySelectorAll(".hit h3 a")];
    const at = stops.indexOf(target);
    const next = stops[at < 0 ? 1 : at + (key === "ArrowDown" ? 1 : -1)];
    if (!next || (at < 0 && target !== document.body)) return;
    event.preventDefault();
    next.focus();
  }
});

addToHotkeys({
  isOpen: false,
  getClientRects: () => field.getClientRects(),
  getAttribute: () => null,
  open: () => field.select(),
  close() {},
});

/* The browser's own frame is as dark as a site's theme has made the page. */
for (const meta of document.querySelectorAll("[name=theme-color]")) {
  if (matchMedia(meta.media).matches) meta.content = getComputedStyle(document.body).backgroundColor;
}

addEventListener("online", () => strip.querySelector(".offline") && show(formAddress(), "replace"));

drawStrip([]);
askLater();
preview(document.querySelector(".hit"));
