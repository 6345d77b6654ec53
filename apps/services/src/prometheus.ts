import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Service } from './describe-with.ts';
import { findBinary } from './find-binary.ts';
import { freePort } from './free-port.ts';
import { endServerProcess, startServerProcess } from './server-process.ts';

/** A server of its own on a free loopback port, with its data in a temporary folder. */
export interface PrometheusServer {
  readonly url: string;
  stop(): Promise<void>;
}

export const prometheus: Service = {
  name: 'Prometheus',
  install: 'apt-get install prometheus',
  find: () => findBinary('prometheus'),
};

/** @param config the path of its configuration file */
export async function startPrometheus(config: string): Promise<PrometheusServer> {
  const binary = prometheus.find();
  if (binary === undefined) throw new Error(`startPrometheus: no Prometheus found. Install it: ${prometheus.install}`);
  const address = `127.0.0.1:${await freePort()}`;
  const folder = mkdtempSync(join(tmpdir(), 'scry-prometheus-'));
  const args = [`--config.file=${config}`, `--storage.tsdb.path=${folder}`, `--web.listen-address=${address}`];
  const ready = /Server is ready to receive web requests/;
  const { child } = await startServerProcess({ binary, args, logsTo: 'stderr', ready });
  const killWithRun = () => child.kill('SIGKILL');
  process.on('exit', killWithRun);
  return {
    url: `http://${address}`,
    async stop() {
      process.off('exit', killWithRun);
      await endServerProcess(child, () => child.kill('SIGKILL')); // what it has kept is thrown away
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
