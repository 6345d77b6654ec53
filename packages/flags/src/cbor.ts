// Deterministic CBOR (RFC 8949, section 4.2.1) of what JSON can say, numbers first brought to one form as the architecture
// decision "fractional-non-string-rand-units" of flagd has it: whole ones within 64 bits are integers, -0 is 0.

const encoder = /* @__PURE__ */ new TextEncoder();

/** The bytes of a value. A Date is the text that JSON makes of it, and what is undefined is left out, as in JSON. */
export function encodeCbor(value: unknown): Uint8Array {
  const bytes: number[] = [];
  write(bytes, value);
  return Uint8Array.from(bytes);
}

/** Into one list for all levels: to hand the bytes up, level by level, takes as many times as long as they are nested. */
function write(bytes: number[], value: unknown): void {
  if (typeof value === 'string') {
    const text = encoder.encode(value);
    bytes.push(...head(3, text.length));
    for (const byte of text) bytes.push(byte);
  } else if (typeof value === 'number') bytes.push(...numberBytes(value));
  else if (typeof value === 'boolean') bytes.push(value ? 0xf5 : 0xf4);
  else if (Array.isArray(value)) {
    bytes.push(...head(4, value.length));
    for (const each of value) write(bytes, each);
  } else if (value instanceof Date) write(bytes, value.toJSON());
  else if (typeof value === 'object' && value !== null) writeMap(bytes, value);
  else bytes.push(0xf6); // null, and what JSON cannot say
}

function writeMap(bytes: number[], value: object): void {
  const entries = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([name, each]) => ({ key: encodeCbor(name), value: each }))
    .map((entry) => ({ ...entry, text: textOf(entry.key) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
  bytes.push(...head(5, entries.length));
  for (const { key, value: each } of entries) {
    for (const byte of key) bytes.push(byte);
    write(bytes, each);
  }
}

/** A character for each byte: texts are ordered as the bytes are, and no two keys are alike. */
function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

function numberBytes(value: number): number[] {
  if (Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 64) {
    // -1 - n in floating point would lose the last bits of a large n.
    return value >= 0 ? head(0, value) : head(1, -1n - BigInt(value));
  }
  const view = new DataView(new ArrayBuffer(8));
  if (Math.fround(value) !== value) {
    view.setFloat64(0, value);
    return [0xfb, ...new Uint8Array(view.buffer)];
  }
  view.setFloat32(0, value);
  const half = halfOf(view.getUint32(0));
  return half === undefined ? [0xfa, ...new Uint8Array(view.buffer, 0, 4)] : [0xf9, half >> 8, half & 255];
}

/** The bits of the half-precision float that has the same value as this single-precision one, if there is one. */
function halfOf(single: number): number | undefined {
  const sign = (single >>> 16) & 0x8000;
  const exponent = (single >>> 23) & 255;
  const fraction = single & 0x7fffff;
  if (exponent > 112 && exponent < 143) {
    return (fraction & 0x1fff) === 0 ? sign | ((exponent - 112) << 10) | (fraction >>> 13) : undefined;
  }
  // Smaller ones have no leading 1 in half precision: the fraction is shifted until its unit is 2^-24.
  const [whole, shift] = [fraction | 0x800000, 126 - exponent];
  if (exponent < 103 || exponent > 112 || (whole & ((1 << shift) - 1)) !== 0) return undefined;
  return sign | (whole >>> shift);
}

/** The major type and its argument, in as few bytes as it fits. */
function head(type: number, argument: number | bigint): number[] {
  const bytes = argument < 24 ? 0 : argument < 2 ** 8 ? 1 : argument < 2 ** 16 ? 2 : argument < 2 ** 32 ? 4 : 8;
  if (bytes === 0) return [(type << 5) | Number(argument)];
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(argument));
  return [(type << 5) | (24 + Math.log2(bytes)), ...new Uint8Array(view.buffer, 8 - bytes)];
}
