/**
 * Signed tokens for what is handed out and comes back, such as share links. HS256 and not EdDSA: nobody but our own processes
 * verifies them, so that there is no public key to hand out, and a link stays 43 characters shorter. The keys are in the database,
 * where all processes find the same ones, sealed under SECRET_KEY. Sessions and API keys need none of this: they are random
 * tokens that the database knows by their hash, so that no rotation logs anybody out.
 */
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { KeyStore, SigningKey } from './key-store.ts';

export type Claims = Readonly<Record<string, unknown>>;

export interface Signer {
  /** A token (JWT, RFC 7519) that is valid for so long, of 366 days at most. */
  sign(claims: Claims, ttlMs: number): Promise<string>;
  /** What it was signed with; undefined where it is none of ours, has been changed, or has expired. */
  verify(token: string): Promise<Claims | undefined>;
}

export interface SigningKeys {
  /** What is signed for one purpose is nothing for another. */
  signer(purpose: string): Signer;
  /** From now on a new key signs. Tells how many older ones were removed, since nothing of them is valid any more. */
  rotate(options?: { readonly revokeOlder?: boolean }): Promise<Rotation>;
}

export interface Rotation {
  readonly kid: string;
  readonly removed: number;
  /** Keys that were sealed anew, under the current secret. */
  readonly resealed: number;
}

const algorithm = 'HS256';
const maxTtlMs = 366 * 86_400_000;
const maxTokenLength = 4096;

/** How long the keys are remembered: as long may it take until another process signs with a new one. */
const freshMs = 60_000;
/** Keys that are not known are looked up this often at most, whatever tokens come. */
const lookupMs = 1_000;
/** The end of a key is written ahead, so that not every signature writes. */
const extendMs = 86_400_000;

export function createSigningKeys(store: KeyStore, now: () => number): SigningKeys {
  let keys: readonly SigningKey[] = [];
  let loadedAt = Number.NEGATIVE_INFINITY;

  async function load(): Promise<void> {
    loadedAt = now();
    keys = await store.all();
  }

  /** Those that are known go on while the database is away. */
  async function known(maxAgeMs: number): Promise<readonly SigningKey[]> {
    if (now() - loadedAt >= maxAgeMs) {
      await load().catch((error) => {
        if (keys.length === 0) throw error;
      });
    }
    return keys;
  }

  /** The key that signs what is valid until then. */
  async function signingKey(until: number): Promise<SigningKey> {
    const [newest] = await known(freshMs);
    if (newest && newest.signedUntil.getTime() >= until) return newest;
    if (!newest) await store.add(new Date(now()));
    else await store.extend(newest.kid, new Date(until + extendMs)); // where it was removed, the next one is tried
    await load();
    return signingKey(until);
  }

  async function verificationKey(kid: string | undefined): Promise<Uint8Array> {
    const find = (all: readonly SigningKey[]) => all.find((key) => key.kid === kid);
    const key = find(await known(freshMs)) ?? find(await known(lookupMs));
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key.secret;
  }

  return {
    signer: (purpose) => ({
      async sign(claims, ttlMs) {
        if (!(ttlMs >= 1000 && ttlMs <= maxTtlMs)) {
          throw new RangeError(`ttlMs: expected 1000 to ${maxTtlMs}, got ${ttlMs}`);
        }
        const issuedAt = Math.floor(now() / 1000);
        const expiresAt = Math.ceil((now() + ttlMs) / 1000);
        const { kid, secret } = await signingKey(expiresAt * 1000);
        return new SignJWT({ ...claims, aud: purpose, iat: issuedAt, exp: expiresAt })
          .setProtectedHeader({ alg: algorithm, kid })
          .sign(secret);
      },
      async verify(token) {
        if (token.length > maxTokenLength) return undefined;
        try {
          const { payload } = await jwtVerify(token, ({ kid }) => verificationKey(kid), {
            algorithms: [algorithm],
            audience: purpose,
            requiredClaims: ['exp'],
            currentDate: new Date(now()),
          });
          return withoutRegistered(payload);
        } catch (error) {
          if (error instanceof errors.JOSEError) return undefined;
          throw error;
        }
      },
    }),
    async rotate({ revokeOlder = false } = {}) {
      const resealed = await store.reseal();
      const kid = await store.add(new Date(now()));
      const removed = await store.removeOld(new Date(now()), revokeOlder);
      await load();
      return { kid, removed, resealed };
    },
  };
}

function withoutRegistered({ aud: _aud, iat: _iat, exp: _exp, ...claims }: JWTPayload): Claims {
  return claims;
}
