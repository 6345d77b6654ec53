import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { postgres } from '../../../services/src/postgres.ts';

/** Puts load on a port, and resolves with how much of it was done in a second. */
export type Load = (port: number) => Promise<number>;

const run = promisify(execFile);

/** Transactions of one SELECT by prepared statements, from eight clients. */
export function pgbench(seconds: number): Load {
  const binary = join(postgres.find() ?? '', 'pgbench');
  return async (port) => {
    const load = ['-S', '-n', '-M', 'prepared', '-c', '8', '-T', String(seconds)];
    const { stdout } = await run(binary, ['-h', '127.0.0.1', '-p', String(port), '-U', 'scry', ...load, 'postgres']);
    return numberIn(stdout, /tps = ([\d.]+)/);
  };
}

/** GET from fifty clients, each with so many requests under way. */
export function redisBenchmark(pipeline: number, requests: number): Load {
  return async (port) => {
    const load = ['-t', 'get', '-c', '50', '-P', String(pipeline), '-n', String(requests), '--csv'];
    const { stdout } = await run('redis-benchmark', ['-h', '127.0.0.1', '-p', String(port), ...load]);
    return numberIn(stdout, /"GET","([\d.]+)"/);
  };
}

/** Megabytes over one connection. */
export function bulkCopy(bytes: number): Load {
  return (port) =>
    new Promise((resolve, reject) => {
      const start = performance.now();
      let received = 0;
      const socket = connect(port, '127.0.0.1', () => void socket.write(String(bytes)));
      socket.on('data', (part) => {
        received += part.length;
      });
      socket.on('error', reject);
      socket.on('end', () => {
        if (received !== bytes) reject(new Error(`a copy of ${bytes} bytes must arrive whole, got ${received}`));
        resolve(bytes / 1_000 / (performance.now() - start));
      });
    });
}

function numberIn(text: string, pattern: RegExp): number {
  const [, found] = pattern.exec(text) ?? [];
  if (found === undefined) throw new Error(`expected ${pattern} in what was printed, got ${text}`);
  return Number(found);
}
