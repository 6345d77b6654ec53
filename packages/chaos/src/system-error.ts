type Code = 'ECONNREFUSED' | 'ECONNRESET' | 'ETIMEDOUT' | 'EPIPE' | 'ENOTFOUND' | 'EAI_AGAIN';
type Numbers = Readonly<Record<Code, number>>;

// libuv's: it negates the number of the platform, and has its own for names that are not found.
const names = { ENOTFOUND: -3008, EAI_AGAIN: -3001 };
const linux: Numbers = { ...names, ECONNREFUSED: -111, ECONNRESET: -104, ETIMEDOUT: -110, EPIPE: -32 };
const numbers: Readonly<Record<string, Numbers>> = {
  darwin: { ...names, ECONNREFUSED: -61, ECONNRESET: -54, ETIMEDOUT: -60, EPIPE: -32 },
  win32: { ...names, ECONNREFUSED: -4078, ECONNRESET: -4077, ETIMEDOUT: -4039, EPIPE: -4047 },
};

/** What a failed system call says of itself besides its code. */
export interface SystemErrorFields {
  readonly syscall: string;
  readonly address?: string;
  readonly port?: number | undefined;
  readonly hostname?: string;
}

/** An error as Node makes it of a system call that failed: the same message, and the same fields in the same order. */
export function systemError(code: Code, { syscall, address, port, hostname }: SystemErrorFields): Error {
  const place = hostname ?? (address === undefined || port === undefined ? address : `${address}:${port}`);
  const message = [syscall, code, place].filter((part) => part !== undefined).join(' ');
  const fields = { errno: errnoOf(code), code, syscall, address, port, hostname };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.assign(new Error(message), Object.fromEntries(given));
}

function errnoOf(code: Code): number {
  const { process } = globalThis as { readonly process?: { readonly platform?: string } };
  return (numbers[process?.platform ?? 'linux'] ?? linux)[code];
}
