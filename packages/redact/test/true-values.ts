// What detectors without a fixed prefix must find: the value is what stands between ‹ and ›.
import type { Seeded } from './seeded.ts';

const encoded = (text: string): string => Buffer.from(text).toString('base64');
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = part({ alg: 'HS256', typ: 'JWT' });
const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** Pairs of what a number begins with and how long it is. */
function lengths(text: string): (readonly [start: string, length: number])[] {
  return text.split(' ').map((pair) => [pair.slice(0, pair.indexOf(':')), Number(pair.slice(pair.indexOf(':') + 1))]);
}

/** Digits of an issuer with the right check digit at the end. */
function exampleCard(prefix: string, length: number, random: Seeded): string {
  const digits = prefix + random.text('0123456789', length - 1 - prefix.length);
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const doubled = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return digits + ((10 - (sum % 10)) % 10);
}

/** An account number of the country with the right check digits. */
function exampleIban(country: string, length: number, random: Seeded): string {
  const account = random.text('0123456789', length - 4);
  const number = [...`${account}${country}00`].map((character) => Number.parseInt(character, 36)).join('');
  return `${country}${String(98n - (BigInt(number) % 97n)).padStart(2, '0')}${account}`;
}

/** Of cards of every network. */
const cardRanges = lengths(
  '4:13 4:16 4:19 51:16 55:16 2221:16 2720:16 34:15 37:15 300:14 36:14 38:16 6011:16 65:19 644:16 ' +
    '3528:16 3589:19 3500:16 62:16 62:19 6304:12 5018:13 6763:18 2200:16 2204:19 81:16 508:16 637:16 ' +
    '9792:16',
);
const ibanCountries = lengths(
  'NO:15 BE:16 DK:18 NL:18 SI:19 AT:20 EE:20 CH:21 LV:21 DE:22 GB:22 IE:22 AE:23 IL:23 ES:24 SE:24 ' +
    'CZ:24 PT:25 TR:26 FR:27 IT:27 PL:28 HU:28 BR:29 UA:29 JO:30 MT:31 LC:32 RU:33',
);

const inFours = (text: string): string => text.replace(/.{4}(?=.)/g, '$& ');

export const trueValues: Readonly<Record<string, (random: Seeded) => readonly string[]>> = {
  card: (random) => [
    ...cardRanges.map(([prefix, length]) => `paid with ‹${exampleCard(prefix, length, random)}›.`),
    ...cardRanges
      .filter(([, length]) => length === 16)
      .map(([prefix]) => `12/26 ‹${inFours(exampleCard(prefix, 16, random))}› cvv 123`),
    `‹${exampleCard('51', 16, random).replace(/.{4}(?=.)/g, '$&-')}›, exp 12/27`,
    `amex ‹${exampleCard('37', 15, random).replace(/^(....)(......)/, '$1 $2 ')}›`,
    `"pan":"‹${exampleCard('4', 16, random)}›"`,
    `order 5 ‹${inFours(exampleCard('4', 19, random))}› 2026`,
    // What stands behind it in a group of its own is a date, or the number on the back.
    `‹${inFours(exampleCard('4', 16, random))}› 12/27`,
    `‹${inFours(exampleCard('51', 16, random))}› 9`,
    `‹${exampleCard('4', 16, random).replace(/.{4}(?=.)/g, '$&-')}›-123`,
  ],
  iban: (random) => [
    ...ibanCountries.map(([country, length]) => `to ‹${exampleIban(country, length, random)}›.`),
    ...ibanCountries.map(
      ([country, length]) => `IBAN: ‹${inFours(exampleIban(country, length, random))}› PAID 1000 EUR`,
    ),
  ],
  ssn: (random) => [
    ...times(12, () => `SSN ‹${random.integer(100, 665)}-${random.integer(10, 99)}-${random.integer(1000, 9999)}›, ok`),
    ...[
      'SSN: ‹078051120›',
      'ssn=‹078 05 1120›',
      'Social Security number is ‹078051120›',
      'social security no. ‹078-051120›',
    ],
    ...[
      '"ssn":"‹078051120›"',
      'SSN#‹078 051120›',
      '(‹001-01-0001›)',
      '‹899-99-9999›',
      'x: ‹667-12-3456›.',
      'Social Security: ‹078 05 1120›',
    ],
  ],
  email: () => [
    ...[
      'ada@example.com',
      'a@b.co',
      'john.doe+tag@mail.example.co.uk',
      'o_b%x@sub.example.org',
      'josé@exämple.de',
      '用户@例子.中国',
      'zhang@163.com',
      'ivan@xn--e1afmkfd.xn--p1ai',
    ].flatMap((address) => [
      `from ‹${address}›.`,
      `<‹${address}›>`,
      `mailto:‹${address}›?subject=x`,
      `{"to":"‹${address}›"}`,
      `‹${address}›,x`,
    ]),
  ],
  phone: () => [
    ...[
      '+14155552671',
      '+1 415 555 2671',
      '+1 (415) 555-2671',
      '+44 20 7946 0958',
      '+49 30 901820',
      '+61 2 5550 1234',
    ].map((number) => `call ‹${number}›!`),
    ...[
      '+33 1 99 00 12 34',
      '+86 10 5555 1234',
      '+91 98765 43210',
      '+358 9 555 1234',
      '+65-5555-1234',
      '+55 11 95555-1234',
    ].map((number) => `tel:‹${number}›`),
    ...[
      '(415) 555-2671',
      '(415)555-2671',
      '415-555-2671',
      '415.555.2671',
      '415 555 2671',
      '212 555-0199',
      '212-555 0199',
      '646.555 0100',
    ].map((number) => `at ‹${number}›, ok`),
  ],
  ip: () => [
    ...[
      '0.0.0.0',
      '10.0.0.1',
      '127.0.0.1',
      '192.168.1.255',
      '203.0.113.7',
      '8.8.8.8',
      '255.255.255.255',
      '1.2.3.4',
    ].map((address) => `peer ‹${address}›:443`),
    ...[
      '2001:db8::1',
      '::1',
      'fe80::1ff:fe23:4567:890a',
      '2001:0db8:0000:0000:0000:ff00:0042:8329',
      'ff02::2',
      '1::',
    ].map((address) => `from ‹${address}› ok`),
    ...['2001:db8:1:2:3:4:5:6', 'FE80::A', '64:ff9b::c0a8:1', 'a:b:c:d:e:f:0:1', '2001:db8::ff00:42', 'fd00::'].map(
      (address) => `[‹${address}›]`,
    ),
  ],
  jwt: (random) => [
    ...times(
      10,
      () => `token ‹${header}.${part({ sub: random.text('0123456789', 10) })}.${random.text('abcXYZ019_-', 43)}›`,
    ),
    ...['HS384', 'RS256', 'ES512', 'PS256', 'EdDSA', 'none'].map(
      (alg) => `?t=‹${part({ typ: 'JWT', alg })}.${part({ iss: 'x' })}.›&x`,
    ),
    ...times(
      4,
      (i) =>
        `"‹${part({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: i })}.${random.text('abcXYZ019_-', 342)}.${random.text('abc019', 16)}.${random.text('abcXYZ', 50)}.${random.text('aB0', 22)}›"`,
    ),
  ],
  bearer: (random) => [
    ...times(10, () => `Authorization: Bearer ‹${random.text('abcXYZ-._~+/', 30)}1==›`),
    ...[
      'Bearer ‹mF_9.B5f-4.1JqM›',
      'bearer ‹abc123def›',
      'BEARER ‹a1b2c3d4e5›',
      '"Bearer ‹9f86d081884c7d65›"',
      "'Bearer  ‹tok-12345678›'",
    ],
    ...times(
      5,
      (i) => `curl -H 'authorization: Bearer ‹${random.text('0123456789abcdef', 20 + i)}0›' https://api.example`,
    ),
  ],
  'basic-auth': (random) => [
    ...times(
      10,
      () => `Authorization: Basic ‹${encoded(`user${random.integer(1, 99)}:p@ss${random.text('abc', 6)}`)}›`,
    ),
    ...[
      'ada:lovelace',
      'a:b',
      ':only-password',
      'josé:contraseña',
      'api:key-123',
      'x:y:z',
      'user: spaced ',
      'token:x-oauth-basic',
    ].map((pair) => `basic ‹${encoded(pair)}›`),
    ...['BASIC ‹QWxhZGRpbjpvcGVuIHNlc2FtZQ==›', '"authorization":"Basic ‹QWxhZGRpbjpvcGVuIHNlc2FtZQ›"'],
  ],
  'connection-string': () => [
    ...[
      'postgres',
      'postgresql',
      'mysql',
      'mongodb+srv',
      'redis',
      'rediss',
      'amqp',
      'amqps',
      'https',
      'ftp',
      'smtp',
      'clickhouse',
    ].map((scheme) => `${scheme}://app:‹s3cr:et!›@db.example:5432/main`),
    ...[
      'redis://:‹hunter2›@cache:6379/0',
      'https://x-oauth:‹abc›@git.example/x.git',
      'mongodb://u:‹p@ss›@h1,h2/db?replicaSet=x',
      '"url":"amqp://guest:‹guest›@mq"',
    ],
    ...[
      'Server=db;User Id=app;Password=‹hunter2›;Encrypt=true',
      'host=db user=app password=‹hunter2› dbname=x',
      'Uid=app;Pwd=‹h-2!›;',
    ],
    ...[
      'AccountName=x;AccountKey=‹YWJjZGVmZ2hpamtsbW5vcA==›;EndpointSuffix=core',
      'Endpoint=sb://x/;SharedAccessKey=‹YWJjZGVmZ2hpag=›',
      'GET /login?password=‹hunter2›&x=1',
    ],
  ],
  'private-key': (random) =>
    ['', 'RSA ', 'EC ', 'DSA ', 'OPENSSH ', 'ENCRYPTED '].flatMap((kind) => {
      const body = times(3, () => random.text('abcXYZ019+/', 64)).join('\n');
      const key = `-----BEGIN ${kind}PRIVATE KEY-----\n${body}\n-----END ${kind}PRIVATE KEY-----`;
      const pgp = `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: x\n\n${body}\n=aB1+\n-----END PGP PRIVATE KEY BLOCK-----`;
      return [
        `‹${key}›`,
        `{"key":"‹${key.replaceAll('\n', '\\n')}›"}`,
        `x ‹${key}› y`,
        kind === '' ? `‹${pgp}›` : `‹${key.slice(0, 150)}›`,
      ];
    }),
  entropy: (random) => [
    ...times(20, (i) => `‹aB3${random.text('abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789', 21 + i)}›`),
    // 3.5 bits, and not a thousandth more.
    '‹aB3caB3caB3caB3cdEfGhIjKdEfGhIjK›',
  ],
  'azure-sas': (random) =>
    times(
      20,
      (i) =>
        `https://x.blob.core.windows.net/c?sv=2024-01-01${i % 2 ? '&' : '?'}sig=‹${random.text('abcXYZ019', 43)}%3D›&se=x`,
    ),
  'discord-webhook': (random) =>
    times(
      20,
      () => `https://discord.com/api/webhooks/${random.text('123456789', 18)}/‹${random.text('abcXYZ019_-', 68)}›`,
    ),
  'teams-webhook': (random) =>
    times(
      20,
      () =>
        `https://x.webhook.office.com/webhookb2/‹${random.text('abc019-', 36)}@${random.text('abc019-', 36)}/IncomingWebhook/${random.text('abc019', 32)}›`,
    ),
  'algolia-key': (random) =>
    times(
      20,
      (i) =>
        `${['ALGOLIA_API_KEY=', 'algolia.key: ', '"algoliaApiKey":"', 'algolia-admin-key = '][i % 4]}‹${random.text('0123456789abcdef', 32)}›`,
    ),
  'assigned-secret': (random) => [
    // 3 bits, and not a thousandth more.
    'API_KEY=‹a1b2c3d4a1b2c3d4›',
    ...times(
      20,
      (i) =>
        `${['API_KEY=', 'DD_API_KEY: ', '"clientSecret":"', 'auth-token = "', "webhook_secret => '"][i % 5]}‹a0${random.text('0123456789abcdefghij', 30)}›`,
    ),
  ],
  'npm-token': (random) => times(2, () => `//registry.example/:_authToken=‹${random.text('abc019-', 36)}›`),
  'slack-token': (random) =>
    times(
      3,
      () =>
        `https://hooks.slack.com/services/‹T${random.text('ABC019', 10)}/B${random.text('ABC019', 10)}/${random.text('abcXYZ', 24)}›`,
    ),
  'aws-access-key': (random) =>
    ['aws_secret_access_key = ', '"SecretAccessKey": "', 'AWS_SECRET_ACCESS_KEY='].map(
      (name) => `${name}‹${random.text('abcXYZ019/+', 40)}›`,
    ),
  'fly-token': (random) => times(4, () => `FlyV1 ‹fm2_${random.text('abcXYZ019+/', 120)}›`),
};
