module.exports = {
  title: 'Example', tagline: 'Every rule', url: 'https://docs.example.org', baseUrl: '/project/',
  onBrokenLinks: 'ignore', onBrokenAnchors: 'ignore', trailingSlash: process.env.TRAILING === undefined ? undefined : process.env.TRAILING === 'true',
  markdown: {hooks: {onBrokenMarkdownLinks: 'ignore', onBrokenMarkdownImages: 'ignore'}},
  i18n: {defaultLocale: 'en', locales: ['en', 'zh-Hans', 'es'], localeConfigs: {'zh-Hans': {label: '简体中文', htmlLang: 'zh-CN'}}},
  plugins: [require('./list.js'), ['@docusaurus/plugin-content-docs', {id: 'community', path: 'community', routeBasePath: 'community'}]],
  presets: [['classic', {
    docs: {routeBasePath: 'docs', showLastUpdateAuthor: false, versions: {current: {label: 'Next', banner: 'unreleased'}}},
    blog: {showReadingTime: true, onUntruncatedBlogPosts: 'ignore', onInlineTags: 'ignore', onInlineAuthors: 'ignore', postsPerPage: 2, blogSidebarCount: 'ALL', feedOptions: {type: 'all'}},
    sitemap: {filename: 'sitemap.xml'},
  }]],
  themeConfig: {navbar: {title: 'Example', items: [{type: 'docsVersionDropdown'}, {type: 'localeDropdown'}, {to: '/blog', label: 'Blog'}, {type: 'doc', docId: 'intro', label: 'Docs'}]},
    footer: {copyright: 'Copyright Example', links: [{title: 'More', items: [{label: 'Blog', to: '/blog'}]}]},
    announcementBar: {id: 'a', content: 'An announcement about everything'}},
};
