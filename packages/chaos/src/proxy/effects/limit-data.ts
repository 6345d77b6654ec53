import type { EffectFactory } from '../effect.ts';

/** So many bytes, and then the end of the connection. */
export const limitData: EffectFactory<'limit_data'> = ({ attributes }) => {
  let passed = 0;
  let closed = false;
  return {
    arrive(item) {
      if (closed) return [];
      if (typeof item === 'string') return [item];
      const left = Math.max(0, attributes().bytes - passed);
      passed += Math.min(left, item.length);
      if (item.length < left) return [item];
      closed = true;
      return left === 0 ? ['close'] : [item.subarray(0, left), 'close'];
    },
  };
};
