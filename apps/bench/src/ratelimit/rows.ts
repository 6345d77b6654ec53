import { join } from 'node:path';
import { bundle, gzipBytes } from '../../../proof/src/bundle.ts';
import { root } from '../../../proof/src/package.ts';
import { peersFolder } from '../peers.ts';
import type { Row } from '../row.ts';
import { rowOf } from '../row.ts';
import { httpRows } from './http.ts';
import { memoryRows } from './memory.ts';
import { redisRows } from './redis.ts';

const sizes = { index: 3_000, redis: 1_800, express: 2_200, fastify: 2_200, hono: 2_200, fetch: 2_200 };

export async function rows(): Promise<Row[]> {
  // `SCRY_BENCH_ROUNDS=5` is a short run, to see whether it runs.
  const short = process.env['SCRY_BENCH_ROUNDS'];
  const rounds = short === undefined ? {} : { rounds: Number(short) };
  return [
    ...(await memoryRows(rounds)),
    ...(await redisRows(rounds)),
    ...(await httpRows(rounds)),
    ...(await sizeRows()),
  ];
}

function sizeRows(): Promise<Row[]> {
  const entries = Object.entries(sizes);
  return Promise.all(
    entries.map(async ([name, goal]) => {
      const code = `export * from '${join(root, `packages/ratelimit/dist/${name}.js`)}';`;
      const external = ['fastify', 'fastify-plugin', 'hono', 'node:crypto'];
      const ours = gzipBytes(await bundle(code, peersFolder, { minify: true, platform: 'node', external }));
      return rowOf({ id: `gzip-${name}`, unit: 'B', ours, floor: null, peers: {}, ratio: ours, goal });
    }),
  );
}
