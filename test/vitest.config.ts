import { project } from '../vitest.project.ts';

export default project({ name: 'repository', include: ['**/*.test.ts'] });
