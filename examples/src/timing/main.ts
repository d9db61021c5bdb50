// How long things take: functions, methods, blocks, streams; what came of them, as tags.
import { setTimeout as sleep } from 'node:timers/promises';
import { dogStats } from 'dogstats';

dogStats.start({ prefix: 'timing' });

// A wrapper: the same function, timed. Tags may depend on the result, or on the error.
const findUser = dogStats.timed('user.find', queryUser, {
  tags: (user, error) => ({ found: user !== undefined, failed: error !== undefined }),
});

class Orders {
  // A decorator, of the standard or of TypeScript's older kind.
  @dogStats.timed('order.save', { unit: 'ms', distribution: true })
  async save(items: readonly string[]): Promise<number> {
    await sleep(items.length);
    return items.length;
  }

  // A generator is timed from the first step of its body to the last.
  @dogStats.timed('order.export')
  async *export(rows: number): AsyncGenerator<string> {
    for (let row = 0; row < rows; row++) {
      await sleep(1);
      yield `row ${row}`;
    }
  }
}

function render(rows: readonly string[]): string {
  using timer = dogStats.timer('page.render', { tags: { page: 'orders' } }); // ends with the block
  const text = rows.join('\n');
  timer.stop({ empty: text === '' }); // or earlier, with tags that are known only now
  return text;
}

await findUser(1);
await findUser(404);
await findUser(-1).catch(() => undefined);
const orders = new Orders();
await orders.save(['book', 'pen']);
const rows: string[] = [];
for await (const row of orders.export(3)) rows.push(row);
render(rows);
const total = await dogStats.time('total.sum', async () => rows.length); // now, without a name of its own
console.log(total, (await dogStats.close()).accepted);

async function queryUser(id: number): Promise<{ id: number } | undefined> {
  await sleep(1);
  if (id < 0) throw new RangeError('no such id');
  return id === 404 ? undefined : { id };
}
