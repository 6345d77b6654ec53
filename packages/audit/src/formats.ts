// What an event becomes elsewhere.
export { toCsv } from './csv.ts';
export { type EcsEvent, toEcs } from './ecs.ts';
export { type OcsfEvent, toOcsf } from './ocsf.ts';
