// Write what Docusaurus itself says of the pages it makes, for each language: address, title, day, tags, source.
const fs = require('fs'), path = require('path');
module.exports = () => ({
  name: 'list',
  async allContentLoaded({allContent}) { this.all = allContent; },
  async postBuild({outDir}) {
    const rows = [];
    const hidden = (meta, file) => meta.unlisted || /content="noindex"/.test(fs.readFileSync(file.replace('@site', process.cwd()), 'utf8'));
    const add = ({permalink, title, date, tags, source, unlisted}) => {
      if (!hidden({unlisted}, source)) rows.push([permalink, title, date ? new Date(date).toISOString().slice(0, 10) : '', (tags || []).map((tag) => tag.label).join(', ')]);
    };
    for (const docs of Object.values(this.all['docusaurus-plugin-content-docs'])) {
      const shown = docs.loadedVersions.find((version) => version.isLast);
      for (const version of docs.loadedVersions) for (const doc of version.docs)
        if (version === shown || !shown.docs.some((other) => other.slug === doc.slug)) add({...doc});
    }
    for (const blog of Object.values(this.all['docusaurus-plugin-content-blog'])) for (const post of blog.blogPosts) add(post.metadata);
    for (const pages of Object.values(this.all['docusaurus-plugin-content-pages'])) for (const page of pages)
      if (page.type === 'mdx') add({...page}); else if (!/pages\/index\.js$/.test(page.source)) rows.push([page.permalink, '', '', '']);
    fs.writeFileSync(path.join(outDir, 'list.tsv'), rows.map((row) => row.join('\t') + '\n').sort().join(''));
  },
});
