import type { EffectFactory } from '../effect.ts';

/** What an Ethernet frame leaves of 1500 bytes to TCP with timestamps. */
const segmentSize = 1_448;
/** As often as Linux sends a segment again (tcp_retries2). */
const maxRetransmissions = 15;

/**
 * What the receiver of a lossy path sees: a stream that stands still until the lost segment was sent again. The wait before that is
 * doubled each time that the segment is lost once more (RFC 6298, section 5.5).
 */
export const loss: EffectFactory<'loss'> = ({ attributes, random }) => ({
  dueAt(item, arrivedAt) {
    const { rate, rto } = attributes();
    const segments = typeof item === 'string' ? 1 : Math.ceil(item.length / segmentSize);
    let lost = random() < 1 - (1 - rate) ** segments;
    let stalledMs = 0;
    for (let again = 0; lost && again < maxRetransmissions; again++) {
      stalledMs += rto * 2 ** again;
      lost = random() < rate;
    }
    return arrivedAt + stalledMs;
  },
});
