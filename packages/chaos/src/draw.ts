/** Where the random numbers of one stream come from: 64 bits made of the names that it stands for. */
export interface StreamKey {
  readonly high: number;
  readonly low: number;
}

/** The key of the stream that belongs to these names, in this order. */
export function streamKey(...names: readonly string[]): StreamKey {
  const text = names.join('\0');
  return { high: hash(text, 0x9e3779b9), low: hash(text, 0x85ebca6b) };
}

/**
 * A number in [0, 1) for draw number `draw` of call number `call`: a hash, so that no draw depends on another one, and
 * interleaved calls change nothing.
 */
export function drawAt({ high, low }: StreamKey, call: number, draw: number): number {
  const place = mix(Math.imul(call, 0x9e3779b1) ^ high);
  return (mix((place + Math.imul(draw, 0x85ebca77)) ^ low) >>> 0) / 2 ** 32;
}

/** FNV-1a with a start of its own, and its bits mixed. */
function hash(text: string, start: number): number {
  let value = start;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return mix(value);
}

/** The 32-bit mixer `lowbias32` of Wellons, "Prospecting for Hash Functions" (2018), with its constants of 2022. */
function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}
