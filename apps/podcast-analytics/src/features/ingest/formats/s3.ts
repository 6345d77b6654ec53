import { clfTime } from './clf-time.ts';
import type { LogFormat, Parsed } from './log-format.ts';
import { clientFields, optional, quoted } from './quoted.ts';

const pattern = new RegExp(
  `^\\S+ (\\S+) \\[([^\\]]+)\\] (\\S+) \\S+ (\\S+) REST\\.([A-Z]+)\\.\\S+ (\\S+) (?:-|${quoted}) (\\d{3}|-) \\S+ (\\d+|-) ` +
    `\\S+ \\S+ \\S+ (?:-|${quoted}) (?:-|${quoted})`,
);

/** Amazon S3 server access log. The URL is that of bucket and key, however the request spelled it. */
export const s3: LogFormat = {
  name: 's3',
  title: 'Amazon S3 server access log',
  unit: 'line',
  recognises: (line) => /^[0-9a-f]{64} \S+ \[[^\]]+\] \S+ \S+ \S+ [A-Z]/.test(line),
  createParser: () => parseS3,
};

function parseS3(line: string): Parsed {
  const match = pattern.exec(line);
  if (!match) {
    return { fault: 'expected an S3 access log line of a REST request: owner, bucket, [time], address, requester, …' };
  }
  const [, bucket = '', time = '', address, uuid, method = '', key = '', , status, bytes, referer, userAgent] = match;
  const from = optional(address);
  return {
    hit: {
      time: clfTime(time),
      method,
      // The log encodes the key on top of the encoding of the request.
      url: `https://${bucket}.s3.amazonaws.com/${key === '-' ? '' : key.replace(/%25/g, '%')}`,
      bytesSent: bytes === '-' ? 0 : Number(bytes),
      ...(status !== '-' && { status: Number(status) }),
      ...(from !== undefined && { address: from }),
      ...clientFields(referer, userAgent),
      ...(uuid !== undefined && uuid !== '-' && { uuid }),
    },
  };
}
