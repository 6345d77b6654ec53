export { describeWith, type Service } from './describe-with.ts';
export { freePort } from './free-port.ts';
export { type PostgresServer, postgres, startPostgres } from './postgres.ts';
