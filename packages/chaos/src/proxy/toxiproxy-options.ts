import type { AsyncDisposing } from '../disposing.ts';
import type { ProxyOptions, SharedProxyOptions } from './proxy-options.ts';
import type { TcpProxy } from './tcp-proxy.ts';

export interface ToxiproxyServerOptions extends SharedProxyOptions {
  /** 0 takes a free one. @default 8474 */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** Whether wrong attributes and unknown fields are refused; `false` accepts what Toxiproxy accepts. @default true */
  readonly strict?: boolean;
  /** Whether `GET /metrics` tells the bytes of each proxy. @default false */
  readonly metrics?: boolean;
  /** @default 1_000 */
  readonly maxProxies?: number;
  /** @default 1_048_576 */
  readonly maxBodyBytes?: number;
}

/** A proxy as `populate` takes it; its `enabled` decides whether it is started. */
export type ProxySpec = Pick<ProxyOptions, 'listen' | 'upstream' | 'toxics' | 'enabled'> & { readonly name: string };

/** A server of Toxiproxy's HTTP API, and its proxies. */
export interface ToxiproxyServer extends AsyncDisposing {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly proxies: readonly TcpProxy[];
  /**
   * Creates proxies, as `POST /populate` does: one whose addresses are those of a proxy of this name is left as it is. Rejects with
   * an error whose message and `status` are those of the API's answer, or with the system's own (`EADDRINUSE`); the proxies before
   * the one that it is about stay.
   */
  populate(proxies: readonly ProxySpec[]): Promise<readonly TcpProxy[]>;
  /** Stops the server, and closes all proxies. */
  close(): Promise<void>;
}
