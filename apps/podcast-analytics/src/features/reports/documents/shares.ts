import { randomUUID } from 'node:crypto';
import type { Database } from '../../../platform/db/database.ts';
import { conflict, notFound } from '../../../platform/http/request-error.ts';
import type { Format } from './definition.ts';
import { type DocumentFile, type DocumentRecord, findDocument, readFile } from './document-rows.ts';
import { isUuid } from './documents.ts';

/** `platform/keys` has it. */
export interface Signer {
  sign(claims: Readonly<Record<string, unknown>>, ttlMs: number): Promise<string>;
  /** Undefined where the token is none of ours, has been changed, or has expired. */
  verify(token: string): Promise<Readonly<Record<string, unknown>> | undefined>;
}

export interface Share {
  readonly id: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly views: number;
  /** Absent once it has expired, or is about to, or was revoked. */
  readonly path?: string;
}

export interface SharedDocument {
  readonly document: DocumentRecord;
  readonly file: DocumentFile;
}

/** Links to one document for people without an account. The token is signed, the row says whether it still opens. */
export interface Shares {
  /** Resolves with the id. @param days until it expires, see {@link shareDays} */
  create(document: DocumentRecord, createdBy: string, days: number): Promise<string>;
  /** The latest first. */
  list(documentId: string): Promise<Share[]>;
  revoke(id: string, tenantId: string): Promise<void>;
  /** Counts a view. Undefined for what is not a link, is altered, has expired or was revoked: they are not told apart. */
  open(token: string, format: Format): Promise<SharedDocument | undefined>;
}

export const shareDays = { preset: 7, most: 90 } as const;
const dayMs = 86_400_000;
const mostOpen = 50;
/** Nothing is signed for less: in its last second a link is shown to nobody any more. */
const shortestTtlMs = 1_000;

const columns = `id, created_by AS "createdBy", created_at AS "createdAt", expires_at AS "expiresAt",
  revoked_at AS "revokedAt", views`;

export function createShares(database: Database, signer: Signer, now: () => number): Shares {
  async function withPath(share: Share): Promise<Share> {
    const ttlMs = share.expiresAt.getTime() - now();
    if (share.revokedAt || ttlMs < shortestTtlMs) return share;
    return { ...share, path: `/share/${await signer.sign({ share: share.id }, ttlMs)}` };
  }

  return {
    async create({ id: documentId, tenantId, state }, createdBy, days) {
      if (state !== 'ready') throw conflict(`Only a report that is ready can be shared; this one is ${state}.`);
      const [createdAt, expiresAt] = [new Date(now()), new Date(now() + days * dayMs)];
      const rows = await database.query<{ id: string }>(
        `INSERT INTO report_shares (id, document_id, tenant_id, created_by, created_at, expires_at)
         SELECT $1, $2, $3, $4, $5, $6 WHERE (
           SELECT count(*) FROM report_shares WHERE document_id = $2 AND revoked_at IS NULL AND expires_at > $5
         ) < ${mostOpen} RETURNING id`,
        [randomUUID(), documentId, tenantId, createdBy, createdAt, expiresAt],
      );
      if (!rows[0]) throw conflict(`A report has at most ${mostOpen} links. Revoke one first.`);
      return rows[0].id;
    },
    async list(documentId) {
      const shares = await database.query<Share>(
        `SELECT ${columns} FROM report_shares WHERE document_id = $1 ORDER BY created_at DESC, id LIMIT 100`,
        [documentId],
      );
      return Promise.all(shares.map(withPath));
    },
    async revoke(id, tenantId) {
      const rows = isUuid(id)
        ? await database.query(
            `UPDATE report_shares SET revoked_at = coalesce(revoked_at, $3) WHERE id = $1 AND tenant_id = $2 RETURNING id`,
            [id, tenantId, new Date(now())],
          )
        : [];
      if (rows.length === 0) throw notFound('link', id.slice(0, 40));
    },
    async open(token, format) {
      const id = (await signer.verify(token))?.['share'];
      if (typeof id !== 'string' || !isUuid(id)) return undefined;
      const [share] = await database.query<{ documentId: string }>(
        `UPDATE report_shares SET views = views + 1 WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2
         RETURNING document_id AS "documentId"`,
        [id, new Date(now())],
      );
      const document = share && (await findDocument(database, share.documentId));
      const file = document && (await readFile(database, document.id, format));
      return file && { document, file };
    },
  };
}
