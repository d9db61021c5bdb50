/** Our listener in a process of its own; tells its address at once, and its figures on request. */
import { DogStatsdListener } from '@dogstats/dogstatsd/listener';

const { receiveBufferBytes } = JSON.parse(process.argv[2]);
const listener = await DogStatsdListener.listen({
  udp: { port: 0, receiveBufferBytes },
  onFlush: () => {},
});
process.on('message', () => process.send({ received: listener.stats().datagrams }));
process.send({ ...listener.udp });
