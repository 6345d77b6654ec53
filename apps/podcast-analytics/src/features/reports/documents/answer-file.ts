import type { Context } from 'hono';
import type { HttpEnv } from '../../../platform/http/http-env.ts';
import type { DocumentFile, DocumentRecord } from './document-rows.ts';
import { fileName, mediaTypes } from './file-name.ts';

/** Answers with the bytes that were generated. Nobody but who asked keeps them, and no search engine lists them. */
export function answerFile(
  context: Context<HttpEnv>,
  { title, definition }: DocumentRecord,
  { format, content, sha256 }: DocumentFile,
  disposition: 'attachment' | 'inline',
): Response {
  return context.body(Buffer.from(content), 200, {
    'content-type': mediaTypes[format],
    'content-disposition': `${disposition}; filename="${fileName(title, definition.from, format)}"`,
    etag: `"${sha256}"`,
    'cache-control': 'private, no-store',
    'x-robots-tag': 'noindex, nofollow',
  });
}
