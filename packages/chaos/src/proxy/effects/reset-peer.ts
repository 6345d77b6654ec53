import type { EffectFactory } from '../effect.ts';

/** Data passes until then: a connection that is reset is one that was in use. */
export const resetPeer: EffectFactory<'reset_peer'> = ({ attributes }) => ({
  deadline: () => ({ afterMs: Math.max(0, attributes().timeout), fate: 'reset' }),
});
