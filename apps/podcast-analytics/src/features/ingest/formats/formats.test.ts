import { describe, expect, test } from 'vitest';
import type { FormatName } from '../batch.ts';
import { formats } from './formats.ts';

const parse = (format: FormatName, ...lines: string[]) => {
  const parser = formats[format].createParser();
  return lines.map((line) => parser(line)).at(-1);
};

const fault = (text: string) => ({ fault: expect.stringContaining(text) });

describe('combined access log', () => {
  const line = (overrides: { time?: string; request?: string; agent?: string; rest?: string } = {}) => {
    const {
      time = '25/May/2024:20:11:30 +0200',
      request = 'GET /a.mp3?x=1 HTTP/1.1',
      agent = 'AntennaPod/3.4.0',
      rest = '',
    } = overrides;
    return `192.0.2.3 - - [${time}] "${request}" 206 1234 "https://a.example/" "${agent}"${rest}`;
  };

  test('is read with all its fields', () => {
    expect(parse('combined', line())).toEqual({
      hit: {
        time: Date.UTC(2024, 4, 25, 18, 11, 30),
        method: 'GET',
        url: '/a.mp3?x=1',
        status: 206,
        bytesSent: 1234,
        address: '192.0.2.3',
        referer: 'https://a.example/',
        userAgent: 'AntennaPod/3.4.0',
      },
    });
  });

  test('is read with IPv6, a user of two words, and nothing for a dash', () => {
    const text = '2001:db8::1 - joe user [25/May/2024:00:00:00 -0130] "HEAD /a.mp3 HTTP/2.0" 304 - "-" "-"';
    expect(parse('combined', text)).toEqual({
      hit: {
        time: Date.UTC(2024, 4, 25, 1, 30),
        method: 'HEAD',
        url: '/a.mp3',
        status: 304,
        bytesSent: 0,
        address: '2001:db8::1',
      },
    });
  });

  test('undoes the escapes of nginx and Apache', () => {
    const agent = String.raw`A \"quoted\" \\ \xD0\x9F\xD0\xBE\x22`;
    expect(parse('combined', line({ agent }))).toMatchObject({ hit: { userAgent: 'A "quoted" \\ По"' } });
  });

  test('takes a Range header from behind its fields', () => {
    expect(parse('combined', line({ rest: ' "gzip" "bytes=0-99"' }))).toMatchObject({ hit: { range: 'bytes=0-99' } });
    expect(parse('combined', line({ rest: ' "-"' }))).not.toHaveProperty('hit.range');
  });

  test.each([
    ['\\x16\\x03\\x01', 'expected a request such as "GET /episode.mp3 HTTP/1.1", got "\\x16\\x03\\x01"'],
    ['-', 'got "-"'],
    ['GET', 'got "GET"'],
  ])('is no hit where the request is %s', (request, message) => {
    expect(parse('combined', line({ request }))).toEqual(fault(message));
  });

  test.each(['[', '[x] "', '"', '\\"', '\\x', ' - '])(
    'refuses a line of a million characters of %s in no time',
    (text) => {
      const many = text.repeat(1_000_000 / text.length);
      expect(parse('combined', `192.0.2.3 - - ${many}`)).toEqual(fault('expected address'));
      expect(parse('combined', line({ agent: many }).slice(0, -1))).toEqual(expect.anything());
    },
  );

  test.each(['half a line', '192.0.2.3 - - [x] "GET / HTTP/1.1" 200', line().slice(0, -1)])('is no hit: %s', (text) => {
    expect(parse('combined', text)).toEqual(fault('expected address, identity, user, [time]'));
  });

  test.each([
    '31/Feb/2024:00:00:00 +0000',
    '01/Abc/2024:00:00:00 +0000',
    '1/Jan/2024:00:00:00 +0000',
    '01/Jan/2024:24:00:00 +0000',
    '01/Jan/2024:10:60:00 +0000',
    '01/Jan/2024:10:00:61 +0000',
    '01/Jan/2024:10:00:00 +9900',
    'yesterday',
  ])('has no time in %s', (time) => {
    expect(parse('combined', line({ time }))).toMatchObject({ hit: { time: Number.NaN } });
  });
});

describe('CloudFront standard log', () => {
  const fields =
    '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query x-edge-request-id x-host-header sc-range-start sc-range-end';
  const values = [
    '2024-05-25',
    '18:11:30',
    'FRA6',
    '1234',
    '192.0.2.3',
    'GET',
    'd1.cloudfront.net',
    '/a%2520b.mp3',
    '206',
    '-',
    'Podcast%2520Guru/1%20(x)',
    'u=1',
    'Req==',
    'cdn.example.com',
    '100',
    '-',
  ];

  test('is read with all its fields, its agent decoded once', () => {
    expect(parse('cloudfront', '#Version: 1.0', fields, values.join('\t'))).toEqual({
      hit: {
        time: Date.UTC(2024, 4, 25, 18, 11, 30),
        method: 'GET',
        url: 'https://cdn.example.com/a%2520b.mp3?u=1',
        status: 206,
        bytesSent: 1234,
        range: 'bytes=100-',
        userAgent: 'Podcast%20Guru/1 (x)',
        address: '192.0.2.3',
        uuid: 'Req==',
      },
    });
  });

  test('follows the order of fields that it names', () => {
    const reordered = '#Fields: time date cs-uri-stem cs-method c-ip sc-status sc-bytes';
    expect(parse('cloudfront', reordered, '18:11:30\t2024-05-25\t/a.mp3\tGET\t192.0.2.3\t200\t5')).toMatchObject({
      hit: { time: Date.UTC(2024, 4, 25, 18, 11, 30), url: '/a.mp3', status: 200 },
    });
  });

  test('is no hit before the fields are named, nor with fewer fields than are', () => {
    expect(parse('cloudfront', values.join('\t'))).toEqual(fault('expected a line "#Fields: …"'));
    expect(parse('cloudfront', fields, values.slice(1).join('\t'))).toEqual(fault('expected 16 fields, got 15'));
    expect(parse('cloudfront', '#Fields: date time')).toEqual(fault('missing c-ip, cs-method'));
  });
});

describe('S3 server access log', () => {
  const line = (operation: string, key: string, request: string, status = '206') =>
    `${'a'.repeat(64)} my-bucket [06/Feb/2026:00:00:38 +0000] 192.0.2.3 - 3E57427F3EXAMPLE ${operation} ${key} ${request} ${status} - 113 5000 7 6 "-" "AntennaPod/3.4.0" - HostId= SigV4 - - my-bucket.s3.amazonaws.com TLSv1.2 - -`;

  test('is read, its URL that of bucket and key', () => {
    expect(
      parse('s3', line('REST.GET.OBJECT', 'show/a%2520b.mp3', '"GET /my-bucket/show/a%20b.mp3 HTTP/1.1"')),
    ).toEqual({
      hit: {
        time: Date.UTC(2026, 1, 6, 0, 0, 38),
        method: 'GET',
        url: 'https://my-bucket.s3.amazonaws.com/show/a%20b.mp3',
        status: 206,
        bytesSent: 113,
        address: '192.0.2.3',
        userAgent: 'AntennaPod/3.4.0',
        uuid: '3E57427F3EXAMPLE',
      },
    });
  });

  test('is a hit on the bucket where there is no key', () => {
    expect(parse('s3', line('REST.GET.BUCKET', '-', '"GET /?list HTTP/1.1"', '200'))).toMatchObject({
      hit: { url: 'https://my-bucket.s3.amazonaws.com/' },
    });
  });

  test('is no hit where nobody requested anything', () => {
    expect(parse('s3', line('S3.EXPIRE.OBJECT', 'a.mp3', '"-"', '-'))).toEqual(
      fault('expected an S3 access log line of a REST request'),
    );
    expect(parse('s3', 'half a line')).toEqual(fault('expected an S3 access log line'));
  });
});

describe('JSON rows', () => {
  test('are read with the names of OP3', () => {
    const row = {
      time: '2024-05-25T18:11:30.273Z',
      uuid: 'u',
      hashedIpAddress: 'h',
      method: 'GET',
      url: 'https://op3.dev/e/a.example/1.mp3',
      userAgent: 'x',
      country: 'us',
      asn: '64500',
      edgeColo: 'DFW',
    };
    expect(parse('op3-json', JSON.stringify(row))).toEqual({
      hit: {
        time: Date.UTC(2024, 4, 25, 18, 11, 30, 273),
        uuid: 'u',
        hashedAddress: 'h',
        method: 'GET',
        url: 'https://op3.dev/e/a.example/1.mp3',
        userAgent: 'x',
        country: 'US',
        asn: 64500,
      },
    });
  });

  test('are read with our own names: what a hit is written as, it is read from', () => {
    const hit = {
      time: 1_716_660_690_273,
      method: 'GET',
      url: 'https://a.example/1.mp3',
      status: 206,
      bytesSent: 9,
      range: 'bytes=0-8',
      userAgent: 'x',
      referer: 'https://b.example/',
      address: '192.0.2.3',
      hashedAddress: 'h',
      country: 'DE',
      asn: 3320,
      uuid: 'u',
    };
    expect(parse('ndjson', JSON.stringify(hit))).toEqual({ hit });
  });

  test('take null and the empty text for absent', () => {
    expect(parse('ndjson', '{"time":5,"method":"GET","url":"u","referer":null,"range":"","asn":""}')).toEqual({
      hit: { time: 5, method: 'GET', url: 'u' },
    });
  });

  test.each([
    ['{"a":', 'expected a JSON object, got '],
    ['[1]', 'expected a JSON object, got [1]'],
    ['null', 'expected a JSON object, got null'],
    ['{"url":7,"status":"x"}', 'status: expected an integer >= 0, got "x"'],
    ['{"url":7,"status":"x"}', 'url: expected a string, got 7'],
    ['{"url":{"a":1}}', 'url: expected a string, got an object'],
    ['{"asn":-1}', 'asn: expected an integer >= 0, got -1'],
    ['{"bytesSent":1.5}', 'bytesSent: expected an integer >= 0, got 1.5'],
  ])('are no hit: %s', (text, message) => {
    expect(parse('ndjson', text)).toEqual(fault(message));
  });

  test.each([
    '"2024-05-25"',
    '"25 May 2024"',
    '"2024-13-01T00:00:00Z"',
    '"2023-02-29T00:00:00Z"',
    '"2024-02-28T24:00:00Z"',
    'true',
    'null',
  ])('have no time in %s', (time) => {
    expect(parse('ndjson', `{"time":${time},"url":"u"}`)).toMatchObject({ hit: { time: Number.NaN } });
  });
});

describe('OP3 TSV', () => {
  const header = 'time\tmethod\turl\thashedIpAddress\tuserAgent\tasn';

  test('is read by the names of its header', () => {
    expect(parse('op3-tsv', header, '2024-05-25T18:11:30.273Z\tGET\thttps://a.example/1.mp3\th\t\t64500')).toEqual({
      hit: {
        time: Date.UTC(2024, 4, 25, 18, 11, 30, 273),
        method: 'GET',
        url: 'https://a.example/1.mp3',
        hashedAddress: 'h',
        asn: 64500,
      },
    });
  });

  test('is no hit with another number of fields, nor without the columns that it needs', () => {
    expect(parse('op3-tsv', header, 'a\tb')).toEqual(fault('expected 6 fields, got 2'));
    expect(parse('op3-tsv', 'time\turl')).toEqual(fault('missing method'));
  });

  test('takes __proto__ for a column like any other', () => {
    expect(parse('op3-tsv', `${header}\t__proto__`, '5\tGET\tu\th\tx\t\ty')).toMatchObject({ hit: { method: 'GET' } });
  });
});
