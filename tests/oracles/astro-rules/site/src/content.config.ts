import {defineCollection, z} from 'astro:content';
import {glob} from 'astro/loaders';
const schema = z.object({title: z.string(), description: z.string(), pubDate: z.coerce.date(), updatedDate: z.coerce.date().optional(),
  tags: z.array(z.string()).default([]), draft: z.boolean().default(false), lang: z.string().default('en')});
export const collections = {blog: defineCollection({loader: glob({base: './src/content/blog', pattern: '**/*.{md,mdx}'}), schema})};
