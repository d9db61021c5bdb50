import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import llmstxt from 'vitepress-plugin-llms';
import { anchorOf } from '../anchor.mjs';
import { sidebar } from '../sidebar.mjs';
import { tags } from '../tags.mjs';

const pages = join(import.meta.dirname, '../.cache/pages');
const paths = readdirSync(pages, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.md'));

// Where the site lies on its server, such as `/dogstats/`.
const base = process.env.DOCS_BASE ?? '/';

/** The site. It asks nobody for anything: the theme brings its fonts, the search its index. */
export default {
  title: 'dogstats',
  description: 'Custom metrics for Node.js services, straight to Datadog, no Agent.',
  lang: 'en',
  srcDir: '.cache/pages',
  cacheDir: '.cache/vitepress',
  outDir: '../dist',
  base,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}favicon.svg` }]],
  // For servers that know nothing but files.
  cleanUrls: false,
  markdown: {
    // Pages are texts, not templates; `tags` has the exceptions.
    html: false,
    anchor: { slugify: anchorOf },
    config: (markdown) => markdown.use(tags).core.ruler.push('braces', asText),
  },
  themeConfig: {
    nav: [
      { text: 'Quick start', link: '/quickstart' },
      { text: 'Configuration', link: '/configuration' },
      { text: 'API', link: '/api/dogstats' },
    ],
    sidebar: sidebar(pages, paths),
    outline: [2, 3],
    search: { provider: 'local', options: { miniSearch: { searchOptions: { boostDocument } } } },
  },
  vite: {
    plugins: [
      llmstxt({
        ignoreFiles: ['source/**/*', 'decisions/**/*'],
        excludeIndexPage: true,
        injectLLMHint: false,
      }),
    ],
    build: { chunkSizeWarningLimit: 5000 },
  },
};

/** The manual comes before decisions, and these before the API. Sent to the browser as text. */
function boostDocument(path) {
  if (path.includes('/api/')) return 0.1;
  return path.includes('/decisions/') ? 0.4 : 1;
}

/** Keeps Vue from reading `{{ … }}` in a text as code. */
function asText({ tokens }) {
  for (const token of tokens) {
    for (const child of token.children ?? []) {
      if (child.type === 'text') child.content = child.content.replaceAll('{{', '{\u200b{');
    }
  }
}
