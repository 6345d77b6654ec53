import type { ProxyOptions } from './proxy-options.ts';
import type { TcpProxy } from './tcp-proxy.ts';

export declare function createProxy(options: ProxyOptions): Promise<TcpProxy>;
