import type { ToxiproxyServer, ToxiproxyServerOptions } from './toxiproxy-options.ts';

export declare function createToxiproxyServer(options?: ToxiproxyServerOptions): Promise<ToxiproxyServer>;
