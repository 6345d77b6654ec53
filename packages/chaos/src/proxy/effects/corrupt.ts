import type { EffectFactory } from '../effect.ts';

/** One bit of a byte, in a copy: the data may be somebody else's. */
export const corrupt: EffectFactory<'corrupt'> = ({ attributes, random }) => ({
  arrive(item) {
    const { rate } = attributes();
    if (typeof item === 'string' || rate === 0) return [item];
    const copy = Uint8Array.from(item);
    for (let index = gap(rate, random()); index < copy.length; index += 1 + gap(rate, random())) {
      Atomics.xor(copy, index, 1 << Math.floor(random() * 8));
    }
    return [copy];
  },
});

/** How many bytes stay whole before the next one that does not: one draw for each hit, not for each byte. */
function gap(rate: number, random: number): number {
  return rate === 1 ? 0 : Math.floor(Math.log(1 - random) / Math.log(1 - rate));
}
