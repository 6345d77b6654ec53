import type { EffectFactory } from '../effect.ts';

/** One slice after the other, of at most 100 ms each, as Toxiproxy cuts them. */
export const bandwidth: EffectFactory<'bandwidth'> = ({ attributes }) => {
  let freeAt = Number.NEGATIVE_INFINITY;
  return {
    narrow: true,
    cut: () => Math.max(1, attributes().rate * 100),
    dueAt(item, arrivedAt) {
      if (typeof item === 'string') return freeAt;
      const { rate } = attributes();
      return rate > 0 ? Math.max(arrivedAt, freeAt) + item.length / rate : Infinity;
    },
    left(_item, at) {
      freeAt = at;
    },
    changed(now) {
      freeAt = now; // what stood still is not made up for
    },
  };
};
