/** What a megabyte is made of so that a pattern begins over and over, and never or always comes to an end. */
export const pumps = [
  'a',
  'A',
  '1',
  '-',
  '.',
  ' ',
  'a.',
  'a-',
  'a@',
  '1 ',
  '4111 ',
  '4111-',
  'aA1+/',
  '://',
  '://a:b',
  '-----BEGIN PRIVATE KEY-----',
  '----a',
  'eyJ',
  'eyJaaaaaaaaaa.',
  'Bearer a1',
  'AA11 ',
  'GB29 ',
  '123-45-6788-',
  'SSN: 0',
  'password=a',
  '+1 ',
  '::',
  '.@-.g.A.A',
  'a@b.c1 ',
  'é',
  '😀',
  '/',
];

export function megabyteOf(pump: string): string {
  return pump.repeat(Math.ceil(2 ** 20 / pump.length));
}
