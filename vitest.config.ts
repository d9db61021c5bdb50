import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import projects from './vitest.workspace.ts';

// Vitest leaves one core to itself; of two that would be half, and many tests wait for processes.
export default defineConfig({ test: { projects, maxWorkers: availableParallelism() } });
