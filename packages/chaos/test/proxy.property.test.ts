import type { Socket } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ToxicSpec } from '../src/proxy.ts';
import { until } from './tcp-pair.ts';
import { type Received, receivedBy, type ToxicConnection, toxicConnection } from './toxic-connection.ts';

/** `npm run proof -- chaos` sets it: the long form of what is short in everyday tests. */
const runs = Number(process.env['SCRY_PROOF_RUNS'] ?? 15);

const small = fc.nat({ max: 50 });
/** Every toxic that changes when and how data passes, and loses nothing of it. */
const lossless: fc.Arbitrary<ToxicSpec> = fc
  .record({ stream: fc.constantFrom('upstream', 'downstream'), toxicity: fc.constantFrom(0, 0.5, 1) } as const)
  .chain((shared) =>
    fc
      .oneof(
        small.chain((latency) =>
          small.map((jitter) => ({ type: 'latency', attributes: { latency, jitter } }) as const),
        ),
        small.map((rate) => ({ type: 'bandwidth', attributes: { rate } }) as const),
        small.map((delay) => ({ type: 'slow_close', attributes: { delay } }) as const),
        fc
          .integer({ min: 1, max: 3_000 })
          .map(
            (size) =>
              ({ type: 'slicer', attributes: { average_size: size, size_variation: size, delay: 100 } }) as const,
          ),
        small.map((bytes) => ({ type: 'blackhole', attributes: { bytes } }) as const),
        small.map((rto) => ({ type: 'loss', attributes: { rate: 0.3, rto } }) as const),
        small.map((delay) => ({ type: 'connect_delay', attributes: { delay } }) as const),
      )
      .map((spec) => ({ ...shared, ...spec })),
  );

type Operation =
  | { readonly do: 'add'; readonly spec: ToxicSpec }
  | { readonly do: 'change' | 'remove' | 'toxicity'; readonly which: number; readonly to: number }
  | { readonly do: 'send'; readonly which: number; readonly bytes: number }
  | { readonly do: 'wait'; readonly ms: number };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  lossless.map((spec) => ({ do: 'add', spec }) as const),
  fc.record({ do: fc.constantFrom('change', 'remove', 'toxicity'), which: fc.nat(), to: small }),
  fc.record({ do: fc.constant('send'), which: fc.nat(), bytes: fc.integer({ min: 1, max: 40_000 }) }),
  fc.record({ do: fc.constant('wait'), ms: small }),
);

/** One end of a connection: what its peer has sent is what it must receive, and nothing else is the model. */
interface End {
  readonly socket: Socket;
  readonly received: Received;
  readonly sent: Buffer[];
}

function endOf(socket: Socket, received = receivedBy(socket)): End {
  return { socket, received, sent: [] };
}

let counter = 0;

async function perform(its: ToxicConnection, ends: readonly End[], step: Operation): Promise<void> {
  const { proxy, clock } = its;
  if (step.do === 'wait') return clock.advance(step.ms);
  if (step.do === 'add') {
    proxy.addToxic({ ...step.spec, name: `toxic ${counter++}` });
    return;
  }
  if (step.do === 'send') {
    const end = ends[step.which % ends.length];
    const data = Buffer.from(Array.from({ length: step.bytes }, () => counter++ % 251));
    end?.sent.push(data);
    end?.socket.write(data);
    return new Promise((resolve) => void setImmediate(resolve));
  }
  const toxic = proxy.toxics[step.which % Math.max(1, proxy.toxics.length)];
  if (!toxic) return;
  if (step.do === 'remove') proxy.removeToxic(toxic.name);
  else if (step.do === 'toxicity') proxy.updateToxic(toxic.name, { toxicity: step.to / 50 });
  else if (toxic.type !== 'slicer' && toxic.type !== 'loss') {
    const changed = Object.keys(toxic.attributes).map((name) => [name, step.to]);
    proxy.updateToxic(toxic.name, { attributes: Object.fromEntries(changed) });
  }
}

test('whatever toxics come, change and go under traffic, every byte arrives in order, and every end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 20, maxLength: 60 }), fc.integer(), async (steps, seed) => {
      const its = await toxicConnection({ seed, maxHeldBytes: 100_000 });
      const [client, server] = await its.another();
      const ends = [endOf(its.client, its.atClient), endOf(its.server, its.atServer), endOf(client), endOf(server)];
      for (const step of steps) await perform(its, ends, step);
      for (const { socket } of ends) socket.end();
      for (const { name } of its.proxy.toxics) its.proxy.removeToxic(name);
      await until(() => ends.every(({ received }) => received.end !== ''));
      for (const [index, { received }] of ends.entries()) {
        const peer = ends[index ^ 1];
        expect(received.end).toBe('FIN');
        expect(received.data.equals(Buffer.concat(peer?.sent ?? []))).toBe(true);
      }
      await until(() => its.proxy.connections === 0);
      expect(its.clock.pending).toBe(0);
      await its.close();
    }),
    { numRuns: runs },
  );
}, 1_800_000);
