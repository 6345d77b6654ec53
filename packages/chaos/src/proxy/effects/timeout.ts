import type { EffectFactory } from '../effect.ts';

/** Data vanishes. The time runs from the beginning, whatever is sent in it. */
export const timeout: EffectFactory<'timeout'> = ({ attributes }) => ({
  arrive: (item) => (typeof item === 'string' ? [item] : []),
  deadline() {
    const afterMs = attributes().timeout;
    return afterMs > 0 ? { afterMs, fate: 'close' } : undefined;
  },
  removed: () => 'close',
});
