import type { EffectFactory } from './effect.ts';
import { bandwidth } from './effects/bandwidth.ts';
import { blackhole } from './effects/blackhole.ts';
import { corrupt } from './effects/corrupt.ts';
import { dropFirst, halfOpen } from './effects/half-open.ts';
import { latency } from './effects/latency.ts';
import { limitData } from './effects/limit-data.ts';
import { loss } from './effects/loss.ts';
import { resetPeer } from './effects/reset-peer.ts';
import { slicer } from './effects/slicer.ts';
import { slowClose } from './effects/slow-close.ts';
import { timeout } from './effects/timeout.ts';
import type { ToxicType } from './toxic.ts';

/** What each type of toxic does to a stream. */
export const effects: { readonly [Type in ToxicType]: EffectFactory<Type> } = {
  latency,
  bandwidth,
  slow_close: slowClose,
  timeout,
  reset_peer: resetPeer,
  slicer,
  limit_data: limitData,
  half_open: halfOpen,
  blackhole,
  loss,
  corrupt,
  drop_first: dropFirst,
  connect_delay: () => undefined, // it acts before there is a stream
};
