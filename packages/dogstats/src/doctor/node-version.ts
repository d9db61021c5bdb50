import { type Check, failed, ok } from './check.js';

/** What the packages declare as their engine. */
const oldest = [20, 19] as const;

export const nodeVersion: Check = {
  name: 'Node.js',
  run() {
    const { node } = process.versions;
    const [major = 0, minor = 0] = node.split('.').map(Number);
    const isOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
    if (!isOld) return ok(node);
    return failed(`${node} is too old`, `install Node.js ${oldest.join('.')} or newer`);
  },
};
