import type { LogLine } from './app-process.ts';

/** What would have told an operator that something is wrong. */
export interface Signal {
  /** In milliseconds since the run began. */
  readonly at: number;
  /** Such as `breaker database` or `alert AnswersAreStale`. */
  readonly name: string;
}

/** What the processes and Prometheus tell, in the order in which it was heard. */
export interface Signals {
  readonly all: readonly Signal[];
  /** Breakers that are open at the moment. */
  openBreakers(): readonly string[];
  /** Calls to providers that the processes meant to make, however often each was tried. */
  readonly providerCalls: Readonly<Record<string, number>>;
  takeLog(line: LogLine): void;
  /** The alerts that fire now, each with its instance behind a space where it is of one. */
  takeAlerts(firing: readonly string[]): void;
}

/** @param origin of the run, by `performance.now` */
export function createSignals(origin: number): Signals {
  const all: Signal[] = [];
  const open = new Set<string>();
  const providerCalls: Record<string, number> = {};
  let firing: readonly string[] = [];
  const tell = (name: string) => void all.push({ at: performance.now() - origin, name });

  return {
    all,
    providerCalls,
    openBreakers: () => [...open],
    takeLog({ process, msg, fields }) {
      const breaker = `${process} ${String(fields['breaker'])}`;
      switch (msg) {
        case 'breaker opened':
          open.add(breaker);
          return tell(`breaker ${String(fields['breaker'])}`);
        case 'breaker closed':
          open.delete(breaker);
          return;
        case 'process ended':
          for (const each of open) if (each.startsWith(`${process} `)) open.delete(each);
          return;
        case 'external_api.call': {
          const provider = providerOf(fields['data']);
          providerCalls[provider] = (providerCalls[provider] ?? 0) + 1;
          return;
        }
        default:
          return;
      }
    },
    takeAlerts(names) {
      for (const name of names) if (!firing.includes(name)) tell(`alert ${name.split(' ', 1)[0]}`);
      firing = names;
    },
  };
}

function providerOf(data: unknown): string {
  return typeof data === 'object' && data !== null && 'provider' in data ? String(data.provider) : 'unknown';
}
