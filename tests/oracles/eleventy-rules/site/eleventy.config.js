// A blog with every rule of Eleventy that moves addresses, dates or drafts. It writes what it says itself of its pages to
// LIST: address, title, day, tags, language, authors, the HTML of the text.
import {appendFileSync} from 'node:fs';
import {I18nPlugin, IdAttributePlugin} from '@11ty/eleventy';

export default (config) => {
  config.addPlugin(I18nPlugin, {defaultLanguage: 'en'});
  config.addPlugin(IdAttributePlugin);
  config.addPreprocessor('drafts', '*', ({draft}) => (draft ? false : undefined));
  config.addPassthroughCopy('pictures');
  config.addFilter('day', (date) => date.toISOString().slice(0, 10));
  config.addFilter('words', (date) => date.toDateString());
  config.addFilter('place', (tag) => tag.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-'));
  config.addFilter('own', (tags) => (tags || []).filter((tag) => !['all', 'posts', 'zhposts'].includes(tag)));
  config.addFilter('note', (html, url, title, date, tags, lang, author) => {
    if (!url) return html;  // of `permalink: false` there is no page
    const day = date ? date.toISOString().slice(0, 10) : '';
    appendFileSync(process.env.LIST, [url, title, day, tags.join(', '), lang, author || '', JSON.stringify(html)].join('\t') + '\n');
    return html;
  });
};
export const config = {pathPrefix: '/notes/', markdownTemplateEngine: 'njk', dir: {input: '.', output: '_site'}};
