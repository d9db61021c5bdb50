import { project } from '../../vitest.project.ts';

export default project({ name: 'transport', globalSetup: ['test/rig/build-child.ts'] });
