import type { EffectFactory, Fate } from '../effect.ts';

/** The other side never hears of the sender again: a half-open connection, as RFC 9293, section 3.5.1 calls it. */
export const halfOpen: EffectFactory<'half_open'> = () => {
  let lost = false;
  return {
    arrive(item) {
      lost = true;
      return typeof item === 'string' ? ['gone'] : [];
    },
    removed: () => resetIf(lost),
  };
};

/** Over the first connections data vanishes, but the ends are seen. */
export const dropFirst: EffectFactory<'drop_first'> = ({ attributes, ordinal }) => {
  if (ordinal === 0 || ordinal > attributes().connections) return undefined;
  let lost = false;
  return {
    arrive(item) {
      if (typeof item === 'string') return [item];
      lost = true;
      return [];
    },
    removed: () => resetIf(lost),
  };
};

/** A stream that has a hole cannot go on without the toxic. */
function resetIf(lost: boolean): Fate | undefined {
  return lost ? 'reset' : undefined;
}
