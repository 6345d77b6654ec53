import { clfTime } from './clf-time.ts';
import type { LogFormat, Parsed } from './log-format.ts';
import { clientFields, quoted, unescaped } from './quoted.ts';

// Each part can end in one place only, so that no line takes longer than its length to refuse.
const pattern = new RegExp(
  `^(\\S+) \\S+ [^[]*\\[([^\\]]{1,40})\\] ${quoted} (\\d{3}) (\\d+|-) ${quoted} ${quoted}(.*)`,
);
const requestLine = /^([A-Z]+) (\S+) HTTP\/[\d.]+$/;

/** The combined log of nginx and Apache. A Range header that is logged behind its fields, in quotes, is used. */
export const combined: LogFormat = {
  name: 'combined',
  title: 'combined access log (nginx, Apache)',
  unit: 'line',
  recognises: (line) => pattern.test(line),
  createParser: () => parseCombined,
};

function parseCombined(line: string): Parsed {
  const match = pattern.exec(line);
  if (!match) {
    return { fault: 'expected address, identity, user, [time], "request", status, bytes, "referer" and "user agent"' };
  }
  const [, address = '', time = '', request = '', status, bytes, referer, userAgent, rest = ''] = match;
  const [, method, url] = requestLine.exec(request) ?? [];
  if (method === undefined || url === undefined) {
    return { fault: `expected a request such as "GET /episode.mp3 HTTP/1.1", got "${request.slice(0, 80)}"` };
  }
  const range = /"(bytes=[^"]*)"/.exec(rest)?.[1];
  return {
    hit: {
      time: clfTime(time),
      method,
      url: unescaped(url),
      status: Number(status),
      bytesSent: bytes === '-' ? 0 : Number(bytes),
      address,
      ...(range !== undefined && { range }),
      ...clientFields(referer, userAgent),
    },
  };
}
