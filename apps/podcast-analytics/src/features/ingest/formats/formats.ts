import type { FormatName } from '../batch.ts';
import { cloudfront } from './cloudfront.ts';
import { combined } from './combined.ts';
import { csv } from './csv.ts';
import type { LogFormat } from './log-format.ts';
import { ndjson } from './ndjson.ts';
import { op3Json } from './op3-json.ts';
import { op3Tsv } from './op3-tsv.ts';
import { s3 } from './s3.ts';

/** Every format that is read, in the order in which they are recognised: the stricter first. */
export const formats: Readonly<Record<FormatName, LogFormat>> = Object.freeze({
  'op3-json': op3Json,
  'op3-tsv': op3Tsv,
  cloudfront,
  s3,
  ndjson,
  combined,
  csv,
});
