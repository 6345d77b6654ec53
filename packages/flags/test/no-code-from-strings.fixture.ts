// Runs where no text may become code, as in a worker under a content security policy: every operator once.
import { createFlags, defineFlags, flag } from '@scry/flags';
import { operators } from '../src/logic/operators.ts';

let refused = false;
try {
  new Function('return 1')();
} catch {
  refused = true;
}
const targeting = {
  if: [{ or: Object.keys(operators).map((name) => ({ [name]: [{ var: 'plan' }, 1, 2] })) }, 'on', 'on'],
};
const flags = createFlags({
  definitions: defineFlags({ f: flag.boolean() }),
  source: { flags: { f: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting } } },
});
console.log(JSON.stringify({ refused, on: flags.on('f', { targetingKey: 'u1' }) }));
