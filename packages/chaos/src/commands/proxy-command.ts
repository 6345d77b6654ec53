import { once } from 'node:events';
import { type Typed, WrongInput } from '@scry/internal/command-line';
import { readJsonFile } from '@scry/internal/read-json';
import { onProcessSignals } from '../experiment/interruption.ts';
import { createToxiproxyServer } from '../proxy/create-toxiproxy-server.ts';
import type { ProxySpec, ToxiproxyServer } from '../proxy/toxiproxy-options.ts';
import type { Command } from './command.ts';
import { messageOf } from './files.ts';

export const proxyCommand: Command = {
  name: 'proxy',
  summary: "Runs TCP proxies with toxics, driven over Toxiproxy's HTTP API, until it is interrupted.",
  operands: [],
  options: {
    port: { value: 'port', description: 'of the HTTP API, 8474 if left out; 0 takes a free one' },
    host: { value: 'host', description: 'where the HTTP API listens, 127.0.0.1 if left out' },
    config: {
      value: 'file',
      description: 'proxies to begin with, as JSON: [{ "name", "listen", "upstream", "enabled" }]',
    },
    seed: { value: 'seed', description: 'decides all chance' },
    metrics: { description: 'serve /metrics' },
    lax: { description: 'accept every attribute that Toxiproxy accepts' },
  },
  async run(given, print) {
    const over = new AbortController();
    const interrupted = once(over.signal, 'abort');
    const stopListening = onProcessSignals(['SIGINT', 'SIGTERM'], () => over.abort());
    try {
      await using server = await start(given);
      print(`The HTTP API listens on ${server.url}`);
      await populate(server, given.options['config']);
      for (const { name, listen, upstream } of server.proxies) print(`${name}: ${listen} -> ${upstream}`);
      await interrupted;
      return 0;
    } finally {
      stopListening();
    }
  },
};

async function start({ options }: Typed): Promise<ToxiproxyServer> {
  const { host, seed, port, lax, metrics } = options;
  try {
    return await createToxiproxyServer({
      port: portOf(port),
      strict: lax === undefined,
      metrics: metrics !== undefined,
      ...(host !== undefined && { host }),
      ...(seed !== undefined && { seed }),
    });
  } catch (error) {
    throw new WrongInput(`the HTTP API cannot be started: ${messageOf(error)}`);
  }
}

function portOf(text = '8474'): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new WrongInput(`--port must be a number, got ${text}`);
}

async function populate(server: ToxiproxyServer, file: string | undefined): Promise<void> {
  if (file === undefined) return;
  try {
    // What it is not is what the server finds.
    await server.populate(readJsonFile(file) as readonly ProxySpec[]);
  } catch (error) {
    throw error instanceof WrongInput ? error : new WrongInput(`${file}: ${messageOf(error)}`);
  }
}
