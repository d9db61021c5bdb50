/** The longest that a fault may make a client wait at once, in milliseconds: an hour. */
export const longestWaitMs = 3_600_000;
