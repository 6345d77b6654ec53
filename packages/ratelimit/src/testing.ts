export { memoryStore } from './memory-store.ts';
export type { RateLimitStore, StoreBatch, StorePolicy } from './store.ts';
export { type StoreCheck, storeContract } from './store-contract.ts';
