import * as z from 'zod';
import { type Role, roles } from '../account.ts';
import { isForeignHash } from '../foreign-hash.ts';

export interface UserLine {
  readonly line: number;
  readonly email: string;
  readonly role: Role;
  readonly passwordHash: string;
}

const header = 'email,role,password_hash';

/** No value of it holds a comma: not an address that is written as usual, not a role, not a hash but argon2id's, which is last. */
const userLine = z.tuple([
  z.string().regex(/^[^\s@]{1,64}@[^\s@]{1,250}$/, 'email: expected an address such as ann@example.com'),
  z.enum(roles, { error: `role: expected one of ${roles.join(', ')}` }),
  z.string().refine((hash) => hash.startsWith('$argon2id$') || isForeignHash(hash), {
    error: 'password_hash: expected bcrypt, SHA-256 in hexadecimal digits, salt:SHA-256, or argon2id',
  }),
]);

/** Users of an older platform. A line that is none is refused with its number, and without the hash that it may hold. */
export function readUsers(text: string): { readonly users: UserLine[]; readonly refused: string[] } {
  const [first = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (first.trim() !== header) throw new Error(`expected the columns ${header} in the first line, got other ones`);
  const users: UserLine[] = [];
  const refused: string[] = [];
  for (const [index, content] of lines.entries()) {
    if (content.trim() === '') continue;
    const line = index + 2;
    const [email = '', role = '', ...hash] = content.split(',').map((cell) => cell.trim());
    const parsed = userLine.safeParse([email.toLowerCase(), role, hash.join(',')]);
    if (parsed.success) {
      const [address, knownRole, passwordHash] = parsed.data;
      users.push({ line, email: address, role: knownRole, passwordHash });
    } else {
      refused.push(`line ${line}: ${parsed.error.issues.map(({ message }) => message).join('; ')}`);
    }
  }
  return { users, refused };
}
