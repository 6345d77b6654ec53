export { createFlagsHandler, type FlagsHandlerOptions, type ServedFlags } from './http/create-flags-handler.ts';
export { httpSource } from './http/http-source.ts';
export type { HttpSourceOptions } from './http/http-source-options.ts';
