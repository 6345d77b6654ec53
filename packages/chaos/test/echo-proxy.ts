import { afterEach, beforeEach } from 'vitest';
import { createProxy, type ProxyOptions, type TcpProxy } from '../src/proxy.ts';
import { echo, type TestServer } from './tcp-pair.ts';

/** What tests have opened: all of it is closed after each of them, the last first. */
export const open: { close(): Promise<void> }[] = [];

/** A server that sends back what comes, anew for each test. */
export let server: TestServer;

export function useEchoServer(): void {
  beforeEach(async () => {
    server = await echo();
    open.push(server);
  });
  afterEach(async () => {
    for (const each of open.splice(0).toReversed()) await each.close();
  });
}

export async function proxyTo(upstream: string, options: Partial<ProxyOptions> = {}): Promise<TcpProxy> {
  const proxy = await createProxy({ seed: 1, ...options, upstream });
  open.push(proxy);
  return proxy;
}
