import type { EffectFactory } from '../effect.ts';

/** Only the end waits. */
export const slowClose: EffectFactory<'slow_close'> = ({ attributes }) => ({
  dueAt: (item, arrivedAt) => (item === 'end' || item === 'close' ? arrivedAt + attributes().delay : arrivedAt),
});
