export const title = 'an empty method';
export const door = 'call';
/** Takes part only where a row asks for it. */
export const onRequest = true;

class Empty {
  increment() {}
}

export const open = () => ({ client: new Empty() });
