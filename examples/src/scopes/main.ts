// Parts of a program with a prefix and tags of their own, and requests with tags of theirs.
import { setTimeout as sleep } from 'node:timers/promises';
import { dogStats } from 'dogstats';

// A child may be made before start(), in the module of its part.
const database = dogStats.child({ prefix: 'db', tags: { kind: 'sql' } });
const users = database.child({ tags: ['table:users'] });
const queries = users.counter('queries'); // a handle: name and tags looked up once

dogStats.start({ prefix: 'shop' });

async function serve(tenant: string): Promise<void> {
  // Whatever is recorded meanwhile has the tag, over every await.
  await dogStats.withTags({ tenant }, async () => {
    dogStats.addTags({ plan: tenant === 'a' ? 'paid' : 'free' }); // known only now
    await sleep(1);
    await users.time('query.time', () => sleep(1));
    queries.increment(); // a handle keeps to what it is bound to
    dogStats.increment('requests');
  });
}

await Promise.all([serve('a'), serve('b'), serve('a')]);
database.gauge('connections', 5);
const { ok, accepted } = await dogStats.close();
console.log(ok, accepted);
