import type { ImportCounts } from '../features/ingest/importer.ts';
import type { CommandContext } from './command.ts';

export interface ProgressLine {
  show(counts: ImportCounts): void;
  /** Takes the line away, so that what follows stands at its place. */
  clear(): void;
}

/** One line at the bottom of a terminal; where the standard error is no terminal, nothing. */
export function createProgressLine(
  stderr: CommandContext['stderr'],
  name: string,
  sizeBytes: number,
  now: () => number = () => performance.now(),
): ProgressLine {
  if (!stderr.isTTY) return { show() {}, clear() {} };
  const startedAt = now();
  const rewind = '\r\u001b[K';

  return {
    show({ lines, rejects, bytesRead }) {
      const seconds = Math.max(0.001, (now() - startedAt) / 1000);
      const rate = Math.round(lines / seconds).toLocaleString('en');
      // Of a pipe the size is 0.
      const share = sizeBytes > 0 ? `${Math.min(100, Math.floor((bytesRead / sizeBytes) * 100))} %, ` : '';
      stderr.write(
        `${rewind}${name}: ${share}${lines.toLocaleString('en')} lines, ${rate} lines/s, ${rejects.toLocaleString('en')} rejected`,
      );
    },
    clear: () => void stderr.write(rewind),
  };
}
