import type { EffectFactory } from '../effect.ts';

/** All of it later. What is sent later never arrives sooner: jitter does not change the order. */
export const latency: EffectFactory<'latency'> = ({ attributes, random }) => ({
  dueAt(_item, arrivedAt) {
    const { latency: ms, jitter } = attributes();
    return arrivedAt + Math.max(0, ms + jitter * (2 * random() - 1));
  },
});
