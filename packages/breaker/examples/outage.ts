// A backend goes down and comes back. The breaker lets 3 of 20 calls through to the outage, and finds the recovery by 2 probes.
import { createBreaker } from '@scry/breaker';

let isDown = true;
let reached = 0;
const backend = async (): Promise<string> => {
  reached++;
  if (isDown) throw new Error('connection refused');
  return 'answer';
};

const breaker = createBreaker({
  name: 'backend',
  failureThreshold: 3,
  openMs: 50,
  onEvent: ({ type }) => {
    if (['open', 'half-open', 'closed'].includes(type)) console.log(type);
  },
});
for (let call = 0; call < 20; call++) await breaker.run(backend).catch(() => {});
console.log(`${reached} of 20 calls reached the backend while it was down`);

isDown = false;
// A timer may end a fraction of a millisecond early.
while (breaker.state === 'open') await new Promise((resolve) => setTimeout(resolve, breaker.retryAfterMs));
console.log(await breaker.run(backend), await breaker.run(backend), breaker.state);
