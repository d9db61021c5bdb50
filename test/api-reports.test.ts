import { join } from 'node:path';
import { expect, it } from 'vitest';
import { apiReport } from '../docs/site/api-report.mjs';
import { root } from '../scripts/run.mjs';
import { publishedPackages } from '../scripts/workspace.mjs';

// A change of what users may rely on shows up in the diff of a report; `npm run api` writes them.
it.each(publishedPackages())('$manifest.name exports what its api.md says', async (entry) => {
  await expect(apiReport(entry)).toMatchFileSnapshot(join(root, entry.folder, 'api.md'));
});
