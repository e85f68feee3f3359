import {defineConfig} from 'astro/config';
import starlight from '@astrojs/starlight';
import mdx from '@astrojs/mdx';
export default defineConfig({
  site: 'https://star.example.org', base: '/docs', trailingSlash: process.env.TRAILING ?? 'ignore', build: {format: process.env.FORMAT ?? 'directory'}, telemetry: false,
  integrations: [starlight({title: {en: 'Example', 'zh-CN': '示例'}, defaultLocale: 'root', pagefind: true,
    locales: {root: {label: 'English', lang: 'en'}, 'zh-cn': {label: '简体中文', lang: 'zh-CN'}, es: {label: 'Español', lang: 'es'}},
    sidebar: [{label: 'Guides', autogenerate: {directory: 'guides'}}, {label: 'Reference', autogenerate: {directory: 'reference'}}],
    routeMiddleware: './src/list.js', lastUpdated: false, editLink: {baseUrl: 'https://example.org/edit/'}}), mdx()],
});
