/**
 * Instances whose calls a test records. The program under test may start and close them as it always
 * does: neither changes anything.
 */
export const underTest: WeakSet<object> = new WeakSet();
