import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findBinary } from '../../../services/src/find-binary.ts';
import { postgres, startPostgres } from '../../../services/src/postgres.ts';
import { redis, startRedis } from '../../../services/src/redis.ts';
import { median } from '../interleave.ts';
import type { Row } from '../row.ts';
import { rowOf } from '../row.ts';
import { bulkCopy, type Load, pgbench, redisBenchmark } from './loads.ts';

const ours = '@scry/chaos';
const proxies = [ours, 'pipe'];

interface Measured {
  readonly id: string;
  readonly unit: string;
  readonly load: Load;
  /** The share of the direct throughput that must be left. */
  readonly share: number;
}

/** What is left of the throughput behind a proxy without toxics: `ratio` is direct against ours. */
export async function rows({ rounds = 7, seconds = 2, requests = 200_000, bytes = 512_000_000 } = {}): Promise<Row[]> {
  const bulk = start('bulk-server.ts');
  const copied = { id: 'bulk-copy', unit: 'MB/s', load: bulkCopy(bytes), share: 0.7 };
  const measured = [await rowsOf([copied], await portOf(bulk), rounds)];
  bulk.disconnect();
  measured.push(await postgresRows(rounds, seconds), await redisRows(rounds, requests));
  return measured.flat();
}

async function postgresRows(rounds: number, seconds: number): Promise<Row[]> {
  if (!postgres.find()) return missing(postgres.install);
  const server = await startPostgres({ fsync: false });
  const { port } = new URL(server.url);
  execFileSync(join(postgres.find() ?? '', 'pgbench'), ['-i', '-q', '-d', server.url], { stdio: 'ignore' });
  const row = { id: 'pgbench-select-c8', unit: 'transactions/s', load: pgbench(seconds), share: 0.85 };
  const measured = await rowsOf([row], Number(port), rounds);
  await server.stop();
  return measured;
}

async function redisRows(rounds: number, requests: number): Promise<Row[]> {
  if (!redis.find() || !findBinary('redis-benchmark')) return missing(redis.install);
  const server = await startRedis();
  const loads = [
    { id: 'redis-get-c50-P16', unit: 'requests/s', load: redisBenchmark(16, requests * 5), share: 0.38 },
    { id: 'redis-get-c50-P1', unit: 'requests/s', load: redisBenchmark(1, requests), share: 0.27 },
  ];
  const measured = await rowsOf(loads, server.port, rounds);
  await server.stop();
  return measured;
}

function missing(install: string): Row[] {
  console.log(`!!! not measured, for want of a server. Install it: ${install}`);
  return [];
}

async function rowsOf(loads: readonly Measured[], port: number, rounds: number): Promise<Row[]> {
  const children = proxies.map((kind) => start('proxy-process.ts', kind, String(port)));
  const ports = [port, ...(await Promise.all(children.map(portOf)))];
  const measured: Row[] = [];
  for (const load of loads) measured.push(await row(load, ports, rounds));
  for (const child of children) child.disconnect();
  return measured;
}

/** Direct and through each proxy in turn; the round before the first does not count. */
async function row({ id, unit, load, share }: Measured, ports: readonly number[], rounds: number): Promise<Row> {
  const figures = ports.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    const order = [...ports.entries()];
    for (const [index, port] of round % 2 === 0 ? order : order.reverse()) {
      const figure = await load(port);
      if (round >= 0) figures[index]?.push(figure);
    }
  }
  const [direct = []] = figures;
  const [floor = Number.NaN, own = Number.NaN, piped = Number.NaN] = figures.map((each) => Math.round(median(each)));
  const ratio = median(direct.map((figure, index) => figure / (figures[1]?.[index] ?? Number.NaN)));
  console.log(
    `${id}: direct ${floor}, ours ${own}, pipe ${piped} ${unit}; ${(1 / ratio).toFixed(2)} of direct is left`,
  );
  const rounded = (value: number): number => Math.round(value * 100) / 100;
  return rowOf({ id, unit, ours: own, floor, peers: { pipe: piped }, ratio: rounded(ratio), goal: rounded(1 / share) });
}

function start(program: string, ...args: readonly string[]): ChildProcess {
  return fork(join(import.meta.dirname, program), args);
}

async function portOf(child: ChildProcess): Promise<number> {
  const [port] = await once(child, 'message');
  return Number(port);
}
