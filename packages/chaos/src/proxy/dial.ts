import type { Socket } from 'node:net';
import { type Clock, startTimer } from '@scry/internal/clock';
import type { Address } from './address.ts';
import type { ToxicChain } from './toxic-chain.ts';

export interface DialOptions {
  readonly address: Address;
  /** Begins to connect; the socket allows half-open connections. */
  readonly connect: (address: Address) => Socket;
  readonly chain: ToxicChain;
  readonly connection: number;
  readonly clock: Clock;
  readonly onConnect: (socket: Socket) => void;
  readonly onError: (error: Error) => void;
}

/** Connects to the server when the toxics let it. Returns the function that gives it up. */
export function dial({ address, connect, chain, connection, clock, onConnect, onError }: DialOptions): () => void {
  const startedAt = clock.now();
  let cancelTimer: (() => void) | undefined;
  let socket: Socket | undefined;
  const reconsider = (): void => {
    cancelTimer?.();
    const leftMs = startedAt + chain.connectDelayMs(connection) - clock.now();
    if (leftMs > 0) cancelTimer = startTimer(clock, leftMs, go);
    else go();
  };
  const go = (): void => {
    chain.waiting.delete(reconsider);
    const made = connect(address);
    socket = made;
    made.once('error', onError);
    made.once('connect', () => {
      socket = undefined; // it is no longer ours to give up
      made.off('error', onError);
      onConnect(made);
    });
  };
  chain.waiting.add(reconsider);
  reconsider();
  return () => {
    chain.waiting.delete(reconsider);
    cancelTimer?.();
    socket?.destroy();
  };
}
