import type { Socket } from 'node:net';
import { connectUnhooked } from '../net/unhooked.ts';
import type { Address } from './address.ts';

/** Takes what was read: whether it is kept beyond the call. */
export type Reader = (data: Uint8Array) => boolean;

/** A socket to read from, paused. */
export interface Source {
  readonly socket: Socket;
  /** Whether what is read is gone at the end of the call, unless it is kept. */
  readonly borrowed: boolean;
  /** Who takes it from now on. */
  onRead(reader: Reader): void;
}

/** What one read takes at first, and at most: a buffer that was filled grows. */
const firstBufferBytes = 16_384;
const maxBufferBytes = 262_144;
/** How much waits in a socket before its sender has to. Were it what one read takes, every read would stop the sender once. */
export const highWaterMark = 2 * maxBufferBytes;

/** Nobody takes it. */
export const unread: Reader = () => false;

/** A client: sockets that a server has accepted hand out what they read as events. */
export function clientSource(socket: Socket): Source {
  const onRead = (reader: Reader): void => void socket.removeAllListeners('data').on('data', reader);
  return { socket, borrowed: false, onRead };
}

/**
 * Begins to connect to a server, with a socket that reads into a buffer of its own: Node takes and gives back 64 KiB of memory for
 * each read that it hands out as an event, which was a third of the processor time of a bulk copy (`npm run bench -- chaos-proxy`).
 */
export function upstreamSource({ host, port }: Address): Source {
  let reader = unread;
  let buffer = Buffer.allocUnsafeSlow(firstBufferBytes);
  const onread = {
    buffer: () => buffer,
    callback(size: number, read: Uint8Array) {
      const wanted = size === read.length ? Math.min(4 * size, maxBufferBytes) : read.length;
      const kept = reader(read.subarray(0, size));
      if (kept || wanted > read.length) buffer = Buffer.allocUnsafeSlow(wanted);
      return true;
    },
  };
  // Its types do not know of the mark, which a socket takes as any stream does.
  const socket = connectUnhooked({ host, port, allowHalfOpen: true, noDelay: true, onread, ...{ highWaterMark } });
  return {
    socket: socket.pause(),
    borrowed: true,
    onRead(given) {
      reader = given;
    },
  };
}
