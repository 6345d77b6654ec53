import { join } from 'node:path';
import type { Policy } from '../../platform/db/pool-database.ts';
import type { Logger } from '../../platform/logger.ts';
import { createDrainer } from '../ingest/spool/drainer.ts';
import { openSpool, type Spool } from '../ingest/spool/spool.ts';
import { openSpoolDisk, type SpoolDisk } from '../ingest/spool/spool-disk.ts';
import type { ArrivedConversion } from './conversion.ts';
import type { Conversions } from './conversions.ts';
import type { ConversionIntake } from './pixel.ts';

export interface ConversionSpoolParts {
  readonly disk: SpoolDisk;
  readonly maxBytes: number;
  readonly conversions: Conversions;
  /** Around what waits for the database, until the signal ends it. */
  readonly retry: (name: string, signal: AbortSignal) => Policy;
  readonly logger: Logger;
  readonly now: () => number;
}

/** Conversions of pixels, on the disk until they are stored. */
export interface ConversionSpool {
  readonly spool: Pick<Spool, 'depth' | 'maxBytes'>;
  readonly intake: ConversionIntake;
  /** Stores the oldest of what waits; resolves with whether anything did. */
  drainOne(): Promise<boolean>;
  start(): void;
  close(): Promise<void>;
}

export function conversionSpoolDisk(dataDir: string): Promise<SpoolDisk> {
  return openSpoolDisk(join(dataDir, 'conversion-spool'));
}

/** A spool beside that of the hits: a pixel is acknowledged when it is on the disk, and stored when the database is there. */
export async function openConversionSpool(parts: ConversionSpoolParts): Promise<ConversionSpool> {
  const { disk, maxBytes, conversions, retry, logger, now } = parts;
  const spool = await openSpool({ disk, now, maxBytes });
  const drainer = createDrainer({
    spool,
    async store(records) {
      let newHits = 0;
      for (const record of records) {
        const { state } = await conversions.record(decode(record));
        if (state === 'recorded') newHits += 1;
        else logger.debug({ state }, 'a conversion of a pixel is not recorded');
      }
      return { hits: records.length, newHits, rejects: records.length - newHits, setAside: 0 };
    },
    retry: (signal) => retry('conversion spool', signal),
    logger,
  });
  return {
    spool,
    intake: (arrived) => spool.append(Buffer.from(JSON.stringify(arrived))),
    drainOne: drainer.drainOne,
    start: drainer.start,
    async close() {
      await drainer.stop();
      await spool.close();
    },
  };
}

function decode(record: Buffer): ArrivedConversion {
  // The cast: its checksum says that this is what the intake wrote.
  return JSON.parse(record.toString('utf8')) as ArrivedConversion;
}
