import type { Socket } from 'node:net';
import { type Clock, startTimer } from '@scry/internal/clock';
import type { Source } from './source.ts';
import type { ToxicChain } from './toxic-chain.ts';

export interface DialOptions {
  /** Begins to connect. */
  readonly connect: () => Source;
  readonly chain: ToxicChain;
  readonly connection: number;
  readonly clock: Clock;
  readonly onConnect: (server: Source) => void;
  readonly onError: (error: Error) => void;
}

/** Connects to the server when the toxics let it. Returns the function that gives it up. */
export function dial({ connect, chain, connection, clock, onConnect, onError }: DialOptions): () => void {
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
    try {
      begin(connect());
    } catch (error) {
      // Node throws nothing but errors, such as that of a port that there cannot be.
      onError(error as Error);
    }
  };
  const begin = (made: Source): void => {
    socket = made.socket;
    socket.once('error', onError);
    socket.once('connect', () => {
      socket = undefined; // it is no longer ours to give up
      made.socket.off('error', onError);
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
