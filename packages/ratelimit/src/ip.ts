export { clientIp, type TrustProxy } from './client-ip.ts';
export { type IpKeyOptions, ipKey } from './ip-key.ts';
