// Write what Astro itself says of a page to LIST: address, title, day, tags, language, authors, the HTML of its text.
import {appendFileSync} from 'node:fs';
export const note = (address, {title, pubDate, tags = [], lang = 'en'}, html) => {
  const path = process.env.FORMAT === 'file' ? address.replace(/(\.html)?$/, '.html') : address.replace(/\/?$/, '/');
  const day = pubDate ? pubDate.toISOString().slice(0, 10) : '';
  appendFileSync(process.env.LIST, [path, title, day, tags.join(', '), lang, '', JSON.stringify(html)].join('\t') + '\n');
};
