import { project } from '../vitest.project.ts';

export default project({ name: 'examples', include: ['**/*.test.ts'] });
