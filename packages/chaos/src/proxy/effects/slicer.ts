import type { EffectFactory } from '../effect.ts';

/** A slice, and a wait after it. */
export const slicer: EffectFactory<'slicer'> = ({ attributes, random }) => {
  let leftAt = Number.NEGATIVE_INFINITY;
  return {
    narrow: true,
    cut({ length }) {
      const { average_size, size_variation } = attributes();
      if (length <= average_size + size_variation) return length;
      return Math.max(1, Math.round(average_size + size_variation * (2 * random() - 1)));
    },
    dueAt: (item) => (typeof item === 'string' ? Number.NEGATIVE_INFINITY : leftAt + attributes().delay / 1_000),
    left(_item, _at, now) {
      leftAt = now;
    },
  };
};
