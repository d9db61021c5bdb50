/** The options of `start()` as a zod schema; a door of its own, so that nobody else loads zod. */
export { optionsSchema } from './options-schema.js';
