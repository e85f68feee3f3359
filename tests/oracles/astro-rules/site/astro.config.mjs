// A blog as Astro's own template has it, with every rule that moves addresses, dates or drafts.
import {defineConfig} from 'astro/config';
import mdx from '@astrojs/mdx';
export default defineConfig({
  site: 'https://river.example', base: '/notes', integrations: [mdx()],
  trailingSlash: process.env.FORMAT === 'file' ? 'never' : 'always', build: {format: process.env.FORMAT || 'directory'},
});
