import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Logger } from '../../platform/logger.ts';
import type { DocumentFile } from '../operations/document-file.ts';

/** A host that a tenant's prefix may lead to. */
export interface TenantHost {
  readonly tenantId: string;
  readonly host: string;
}

export interface AllowedHosts {
  allows(tenantId: string, host: string): boolean;
  /** Asks the database anew. */
  refresh(): Promise<void>;
  close(): void;
}

interface AllowedHostsOptions {
  readonly load: () => Promise<readonly TenantHost[]>;
  /** What was known last, for a start while the database is away. */
  readonly snapshot: DocumentFile;
  readonly logger: Logger;
}

const refreshMs = 30_000;

const snapshotOf = z.strictObject({ hosts: z.array(z.tuple([z.string(), z.string()])) });

/** Keeps all hosts in memory: a redirect asks nobody. What is changed by another process is so here half a minute later. */
export async function openAllowedHosts({ load, snapshot, logger }: AllowedHostsOptions): Promise<AllowedHosts> {
  const known = await readSnapshot(snapshot.path, logger);
  let allowed: ReadonlySet<string> = new Set(known);

  async function refresh(): Promise<void> {
    const hosts = await load();
    const next = new Set(hosts.map(({ tenantId, host }) => keyOf(tenantId, host)));
    const isSame = next.size === allowed.size && [...next].every((key) => allowed.has(key));
    allowed = next;
    if (!isSame) await snapshot.write({ hosts: hosts.map(({ tenantId, host }) => [tenantId, host]) });
  }

  const refreshed = () =>
    refresh().catch((error: unknown) => logger.warn({ error: String(error) }, 'hosts of the prefix stay as they were'));
  const timer = setInterval(refreshed, refreshMs).unref();
  const first = refreshed();
  if (!known) await first; // else nobody need wait for a database that may be away
  return {
    allows: (tenantId, host) => allowed.has(keyOf(tenantId, host)),
    refresh,
    close: () => clearInterval(timer),
  };
}

async function readSnapshot(path: string, logger: Logger): Promise<readonly string[] | undefined> {
  try {
    const { hosts } = snapshotOf.parse(JSON.parse(await readFile(path, 'utf8')));
    return hosts.map(([tenantId, host]) => keyOf(tenantId, host));
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isAbsent) logger.warn({ path, error: String(error) }, 'the snapshot of hosts cannot be read');
    return undefined;
  }
}

/** Neither has a space in it. */
function keyOf(tenantId: string, host: string): string {
  return `${tenantId} ${host}`;
}
