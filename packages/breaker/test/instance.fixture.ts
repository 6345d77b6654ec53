// One of the processes that share a breaker: makes the calls that it is told to, and says how they ended.
import { Redis } from 'ioredis';
import { createBreaker } from '../src/index.ts';
import { redisBreakerStore } from '../src/redis.ts';

const [url = ''] = process.argv.slice(2);
const client = new Redis(url);
const breaker = createBreaker({
  name: 'api',
  failureThreshold: 1,
  successThreshold: 2,
  openMs: 1_500,
  store: redisBreakerStore(client),
});

process.on('message', async (word) => {
  if (word === 'end') {
    client.disconnect();
    process.disconnect();
    return;
  }
  const outcome = await breaker
    .run(() => (word === 'fail' ? Promise.reject(new Error('down')) : 'well'))
    .then(
      () => 'let in',
      (error: Error) => (error.message === 'down' ? 'let in' : 'rejected'),
    );
  process.send?.({ outcome, state: breaker.state });
});
