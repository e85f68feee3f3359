// Write what Starlight itself says of the pages it makes: address, title, language.
import {defineRouteMiddleware} from '@astrojs/starlight/route-data';
import fs from 'node:fs';
export const onRequest = defineRouteMiddleware((context) => {
  const {entry, id, lang} = context.locals.starlightRoute, {title, pagefind, head, template} = entry.data;
  const hidden = pagefind === false || head.some(({attrs}) => attrs?.content === 'noindex') || id === '404' || template === 'splash';
  if (!hidden) fs.appendFileSync(process.env.LIST, [context.url.pathname, title, '', head.filter(({attrs}) => attrs?.property === 'article:tag').map(({attrs}) => attrs.content).join(', ')].join('\t') + '\n');
});
