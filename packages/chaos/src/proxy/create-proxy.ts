import { OpenProxy } from './open-proxy.ts';
import { checkProxyOptions, defaultListen, type ProxyOptions, sharedSettings } from './proxy-options.ts';
import { readToxics } from './read-toxic.ts';
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts';

/**
 * Starts a TCP proxy whose toxics come and go under traffic. Resolves once it listens, with its toxics in place.
 *
 * What is sent passes unchanged, FIN and RST as they came, but for what the toxics do. A client whose server does not accept is
 * reset: that it is connected cannot be taken back.
 *
 * @throws TypeError or RangeError when an option is wrong; ChaosError (`SCRY_CHAOS`) for toxics in production; the system's error
 * (`EADDRINUSE`) where it cannot listen.
 * @example
 * const proxy = await createProxy({ upstream: '127.0.0.1:5432', toxics: [{ type: 'latency', attributes: { latency: 200 } }] });
 * const client = new pg.Client({ host: proxy.host, port: proxy.port });
 */
export async function createProxy(options: ProxyOptions): Promise<TcpProxy> {
  const given = checkProxyOptions(options);
  const { name = 'proxy', listen = defaultListen, upstream, enabled = true } = given;
  const toxics = readToxics('createProxy', given.toxics ?? []);
  const proxy = new OpenProxy({ name, listen, upstream, toxics, settings: sharedSettings(given) });
  await proxy.update({ enabled });
  return tcpProxy(proxy);
}
