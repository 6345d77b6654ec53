// The code of a README, as programs. Shell, JSON and other blocks are left alone.

export interface Block {
  /** Of its first line in the README. */
  readonly line: number;
  readonly code: string;
}

const pattern = /(?:^<!-- given\n([\s\S]*?)-->\n+)?^```(?:ts|js)\n([\s\S]*?)^```$/gm;

/**
 * Finds each ts and js block. What a block takes as given (an `id`, a client) stands in an HTML comment right before it, which
 * no reader of the rendered page sees: `<!-- given`, the code, and `-->`, each on lines of their own.
 */
export function readmeBlocks(markdown: string): Block[] {
  return [...markdown.matchAll(pattern)].map(({ 0: whole, 1: given = '', 2: code = '', index }) => ({
    line: markdown.slice(0, index + whole.lastIndexOf(code)).split('\n').length,
    code: given + code,
  }));
}
