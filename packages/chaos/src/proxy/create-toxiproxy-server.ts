import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aString, checkOptions, type OptionRules } from '@scry/internal/check-options';
import { formatAddress } from './address.ts';
import { aBoolean, aCountFrom1, sharedRules, sharedSettings } from './proxy-options.ts';
import { tcpProxy } from './tcp-proxy.ts';
import { requestListener } from './toxiproxy/handle-request.ts';
import { proxiesOf } from './toxiproxy/proxy-body.ts';
import { ProxyCollection } from './toxiproxy/proxy-collection.ts';
import type { ToxiproxyServer, ToxiproxyServerOptions } from './toxiproxy-options.ts';

const rules: OptionRules<ToxiproxyServerOptions> = {
  ...sharedRules,
  port: ['number', 'an integer in [0, 65535]', (port: number) => Number.isInteger(port) && port >= 0 && port <= 65_535],
  host: aString,
  strict: aBoolean,
  metrics: aBoolean,
  maxProxies: aCountFrom1,
  maxBodyBytes: aCountFrom1,
};

/**
 * Starts a server that speaks Toxiproxy's HTTP API, so that every client of Toxiproxy drives it. Resolves once it listens.
 *
 * @throws TypeError or RangeError when an option is wrong; the system's error (`EADDRINUSE`) where it cannot listen.
 * @example
 * const server = await createToxiproxyServer({ port: 8474 });
 * await fetch(`${server.url}/proxies`, { method: 'POST', body: '{"name":"db","upstream":"127.0.0.1:5432"}' });
 */
export async function createToxiproxyServer(options: ToxiproxyServerOptions = {}): Promise<ToxiproxyServer> {
  const given = checkOptions('createToxiproxyServer', options, rules);
  const { host = '127.0.0.1', strict = true, metrics = false, maxProxies = 1_000, maxBodyBytes = 1_048_576 } = given;
  const proxies = new ProxyCollection(sharedSettings(given), maxProxies);
  // Toxiproxy's limit of 15 s for the reading of a request.
  const server = createServer({ requestTimeout: 15_000 }, requestListener({ proxies, strict, metrics }, maxBodyBytes));
  server.listen(given.port ?? 8474, host);
  await once(server, 'listening');
  // A TCP server that listens has a port.
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await proxies.close();
  };
  return {
    url: `http://${formatAddress({ host, port })}`,
    host,
    port,
    get proxies() {
      return proxies.all.map(tcpProxy);
    },
    async populate(list) {
      const started = [];
      for (const request of proxiesOf(list, strict)) started.push(await proxies.addOrReplace(request));
      return started.map(tcpProxy);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
