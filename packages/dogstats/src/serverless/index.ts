export { flushBeforeEnd } from './flush-before-end.js';
export type { FlushTarget } from './flush-target.js';
export {
  type AzureApp,
  addAzureHooks,
  type FlushHookOptions,
  flushMiddleware,
  type HandlerMiddleware,
  withFlush,
} from './hooks.js';
