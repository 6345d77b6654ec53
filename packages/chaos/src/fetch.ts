export { type ChaosFetchOptions, chaosFetch } from './fetch/chaos-fetch.ts';
export { type ChaosInterceptorOptions, chaosInterceptor, type DispatchOptions } from './fetch/chaos-interceptor.ts';
export { type ChaosMiddlewareOptions, chaosMiddleware } from './fetch/chaos-middleware.ts';
