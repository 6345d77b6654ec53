import { expect, test } from 'vitest';
import { readUsers } from './read-users.ts';

const sha256 = 'a'.repeat(64);
const argon = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA';
const file = (...lines: string[]) => ['email,role,password_hash', ...lines].join('\n');

test('reads users, argon2id with its commas included', () => {
  const { users, refused } = readUsers(
    `\uFEFF${file(`Ann@Example.com,VIEWER,${sha256}`, '', `bob@example.com, ADMIN ,${argon}\r`)}`,
  );
  expect(users).toEqual([
    { line: 2, email: 'ann@example.com', role: 'VIEWER', passwordHash: sha256 },
    { line: 4, email: 'bob@example.com', role: 'ADMIN', passwordHash: argon },
  ]);
  expect(refused).toEqual([]);
});

test.each([
  [`ann,VIEWER,${sha256}`, 'email: expected'],
  [`ann@example.com,OWNER,${sha256}`, 'role: expected one of VIEWER'],
  ['ann@example.com,VIEWER,secret-in-clear', 'password_hash: expected bcrypt'],
  ['ann@example.com,VIEWER', 'password_hash: expected bcrypt'],
  [`ann@example.com,VIEWER,$2b$31$${'a'.repeat(53)}`, 'password_hash: expected bcrypt'],
])('refuses %j with its line, and does not repeat what may be a password', (line, problem) => {
  const { users, refused } = readUsers(file(line));
  expect(users).toEqual([]);
  expect(refused).toEqual([expect.stringContaining(`line 2: ${problem}`)]);
  expect(refused.join()).not.toContain('secret-in-clear');
});

test('refuses a file with other columns as a whole', () => {
  expect(() => readUsers('name,email\nann,ann@example.com')).toThrow('expected the columns email,role,password_hash');
});
