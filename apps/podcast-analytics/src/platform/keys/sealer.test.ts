import { describe, expect, test } from 'vitest';
import { createSealer, SealError } from './sealer.ts';

const old = 'the secret of last year, long enough';
const current = 'the secret of this year, long enough';

describe('a sealed text', () => {
  const sealer = createSealer([current]);

  test('is opened to what it was, and holds nothing of it', () => {
    const sealed = sealer.seal('JBSWY3DPEHPK3PXP', 'mfa:ann');
    expect(sealer.open(sealed, 'mfa:ann').toString()).toBe('JBSWY3DPEHPK3PXP');
    expect(Buffer.from(sealed.split('.')[1] ?? '', 'base64url').toString('latin1')).not.toContain('JBSW');
    expect(sealer.seal('JBSWY3DPEHPK3PXP', 'mfa:ann')).not.toBe(sealed);
  });

  test('is not opened for another context', () => {
    expect(() => sealer.open(sealer.seal('secret', 'mfa:ann'), 'mfa:bob')).toThrow(SealError);
  });

  test('is not opened when any byte of it was changed', () => {
    const [id, text = ''] = sealer.seal('secret', 'mfa:ann').split('.');
    const body = Buffer.from(text, 'base64url');
    for (let at = 0; at < body.length; at++) {
      const changed = Buffer.from(body);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => sealer.open(`${id}.${changed.toString('base64url')}`, 'mfa:ann'), `byte ${at}`).toThrow(SealError);
    }
  });

  test.each(['', '.', 'nonsense', `${createSealer([current]).seal('', 'x').split('.')[0]}.AAAA`])(
    'is not %j',
    (sealed) => {
      expect(() => sealer.open(sealed, 'x')).toThrow(SealError);
    },
  );

  test('stays readable while its secret is replaced, and says that it wants the new one', () => {
    const sealed = createSealer([old]).seal('kept', 'x');
    const rotating = createSealer([current, old]);
    expect(rotating.open(sealed, 'x').toString()).toBe('kept');
    expect(rotating.isStale(sealed)).toBe(true);
    expect(rotating.isStale(rotating.seal('kept', 'x'))).toBe(false);
    expect(() => sealer.open(sealed, 'x')).toThrow('expected a seal of one of the keys');
  });
});
