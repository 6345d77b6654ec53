import type { Service } from './describe-with.ts';
import { findBinary } from './find-binary.ts';
import { freePort } from './free-port.ts';
import { endServerProcess, startServerProcess } from './server-process.ts';

/** A server of its own on a free loopback port, which keeps nothing on disk. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, empty, on the same port: what a fail-over to a replica without data looks like. */
  restart(): Promise<void>;
  /** Freezes it: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
}

export const redis: Service = {
  name: 'Redis',
  install: 'apt-get install redis-server',
  find: () => findBinary('redis-server'),
};

/** Starts a server. Rejects where the machine has no Redis, or with what the server said when it does not start. */
export async function startRedis(): Promise<RedisServer> {
  const binary = redis.find();
  if (binary === undefined) throw new Error(`startRedis: no Redis found. Install it: ${redis.install}`);
  const port = await freePort();
  const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'no', dir: '/' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const start = () => startServerProcess({ binary, args, logsTo: 'stdout', ready: /Ready to accept connections/ });
  let { child } = await start();
  const killWithRun = () => child.kill('SIGKILL');
  process.on('exit', killWithRun);
  const kill = () => endServerProcess(child, () => child.kill('SIGKILL'));

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    async stop() {
      process.off('exit', killWithRun);
      await kill(); // it has nothing to save
    },
    kill,
    async restart() {
      ({ child } = await start());
    },
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
  };
}
