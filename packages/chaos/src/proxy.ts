export { createProxy } from './proxy/create-proxy.ts';
export { createToxiproxyServer } from './proxy/create-toxiproxy-server.ts';
export type { ProxyEvent } from './proxy/proxy-event.ts';
export type { ProxyOptions, SharedProxyOptions } from './proxy/proxy-options.ts';
export type { ProxyChanges, TcpProxy, Traffic } from './proxy/tcp-proxy.ts';
export type { Stream, Toxic, ToxicAttributes, ToxicChanges, ToxicSpec, ToxicType } from './proxy/toxic.ts';
export type { ProxySpec, ToxiproxyServer, ToxiproxyServerOptions } from './proxy/toxiproxy-options.ts';
