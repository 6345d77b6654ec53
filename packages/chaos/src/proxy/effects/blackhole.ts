import type { EffectFactory } from '../effect.ts';

/** Nothing is acknowledged, so nothing is lost: TCP sends it again until the network is back. */
export const blackhole: EffectFactory<'blackhole'> = ({ attributes }) => {
  let passed = 0;
  const left = (): number => Math.max(0, attributes().bytes - passed);
  return {
    narrow: true,
    cut: ({ length }) => left() || length,
    dueAt: (_item, arrivedAt) => (left() > 0 ? arrivedAt : Infinity),
    left(item) {
      passed += item.length;
    },
  };
};
