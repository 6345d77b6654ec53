// Logs without end, and prints each receipt as soon as it has it. Somebody will kill it.
import { writeSync } from 'node:fs';
import { createAudit, type Delivery, fileSink } from '../src/index.ts';

const [directory = '', delivery = ''] = process.argv.slice(2);
const audit = await createAudit({
  sinks: [fileSink({ directory, rotateBytes: 100_000, checkpointEvery: 50 })],
  // The test names one of the three.
  delivery: delivery as Delivery,
});

async function produce(producer: number): Promise<void> {
  for (let i = 0; ; i++) {
    const { id, seq, hash } = await audit.logDataAccess({
      actor: { type: 'service', id: `producer ${producer}` },
      resource: { type: 'record', id: String(i) },
      details: { records: i, note: 'x'.repeat((i * 37) % 900) },
    });
    writeSync(1, `${id} ${seq} ${hash}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, (_, producer) => produce(producer)));
