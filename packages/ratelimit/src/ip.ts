export { clientIp, type TrustProxy } from '@scry/internal/client-ip';
export { type IpKeyOptions, ipKey } from './ip-key.ts';
