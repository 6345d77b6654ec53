import type { Contestant } from '../interleave.ts';
import type { Hit } from './memory-libraries.ts';

/** A loop of its own for each contestant, see `loopOf`; it waits for promises only where there are some. */
export function hitBlock(hit: Hit, calls: readonly string[], isAsync: boolean): Contestant['block'] {
  const compile = new Function(
    'hit',
    'calls',
    `let at = 0;
     return async function block(n) {
       let sum = 0;
       for (let i = 0; i < n; i++) {
         if (++at === calls.length) at = 0;
         if ((${isAsync ? 'await ' : ''}hit(calls[at])) !== undefined) sum++;
       }
       return sum;
     }`,
  );
  return compile(hit, calls);
}

/** So many calls by clients of whom each is as likely to be the next. */
export function randomCalls(count: number, clients: number, random: () => number = Math.random): string[] {
  const keys = Array.from({ length: clients }, (_, index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
  return Array.from({ length: count }, () => keys[Math.floor(random() * clients)] ?? '');
}
