export { diskCache } from './node/disk-cache.ts';
export { type EnvOverridesOptions, envOverrides } from './node/env-overrides.ts';
export { type FileSourceOptions, fileSource } from './node/file-source.ts';
