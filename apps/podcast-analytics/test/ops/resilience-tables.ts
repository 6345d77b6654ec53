import { presets as breakers } from '@scry/breaker';
import { type RetryOptions, presets as retries } from '@scry/retry';

/** The rows of docs/RETRY_CIRCUIT_BREAKER_CONFIG.md, calculated from the presets. */
export function retryRows(): string[] {
  return Object.entries(retries).map(([name, options]) => {
    const waits = waitsOf(options);
    const sum = waits.reduce((total, ms) => total + ms, 0);
    return `| \`${name}\` | ${options.attempts} | ${waits.map(seconds).join(', ')} | ${seconds(sum)} |`;
  });
}

export function breakerRows(): string[] {
  return Object.entries(breakers).map(
    ([name, { failureThreshold, openMs, successThreshold }]) =>
      `| \`${name}\` | ${failureThreshold} | ${seconds(Number(openMs))} | ${successThreshold} |`,
  );
}

function waitsOf({ attempts = 1, minDelayMs = 0, factor = 1, maxDelayMs = Infinity }: RetryOptions): number[] {
  return Array.from({ length: attempts - 1 }, (_, n) => Math.min(maxDelayMs, minDelayMs * factor ** n));
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
