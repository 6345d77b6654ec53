import { type Clock, startTimer } from '@scry/internal/clock';
import { unreferenced } from '@scry/internal/unreferenced';

/** The streams of all who listen for changes, with one timer for all of them. */
export interface ChangeStreams {
  /** A stream that begins with this event; undefined when there are too many. */
  open(first: string, signal: AbortSignal): ReadableStream<Uint8Array> | undefined;
  send(event: string): void;
}

/** So many events may wait for a listener; one that lets more wait is cut off, and comes back to what is new then. */
const longestQueue = 16;

export function createChangeStreams(clock: Clock, heartbeatMs: number, maxStreams: number): ChangeStreams {
  const timers = unreferenced(clock);
  const encoder = new TextEncoder();
  const listeners = new Map<ReadableStreamDefaultController<Uint8Array>, () => void>();
  let stopBeating: () => void;

  function send(event: string): void {
    const bytes = encoder.encode(event);
    for (const [controller, leave] of listeners) {
      if (Number(controller.desiredSize) > 0) controller.enqueue(bytes);
      else {
        leave();
        controller.close();
      }
    }
  }
  function beat(): void {
    stopBeating = startTimer(timers, heartbeatMs, () => {
      send(':\n\n'); // a comment: proxies and clients take silence for death
      if (listeners.size > 0) beat();
    });
  }

  return {
    open(first, signal) {
      if (listeners.size >= maxStreams) return undefined;
      const cancelled = new AbortController();
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            // Who left while the first event was written out leaves no word any more.
            if (signal.aborted) return controller.close();
            const leave = (): void => {
              listeners.delete(controller);
              signal.removeEventListener('abort', onAbort);
              if (listeners.size === 0) stopBeating();
            };
            const onAbort = (): void => {
              leave();
              controller.close();
            };
            signal.addEventListener('abort', onAbort);
            cancelled.signal.addEventListener('abort', leave);
            if (listeners.size === 0) beat();
            listeners.set(controller, leave);
            controller.enqueue(encoder.encode(first));
          },
          cancel: () => cancelled.abort(),
        },
        { highWaterMark: longestQueue },
      );
    },
    send,
  };
}
