// Runs blocks of code in a browser, each bundled as a web page's own would be.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assertComments } from './assert-comments.ts';
import { bundle } from './bundle.ts';
import { toJavaScript } from './program.ts';
import type { Block } from './readme-blocks.ts';

export interface PageOutcome {
  /** The lines of the blocks that ran to their end. */
  readonly done: readonly number[];
  readonly errors: readonly string[];
}

const timeoutMs = 30_000;
/** The browser's own clock: timers of a page run ahead of it. */
const virtualMs = 10_000;
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];
const here = import.meta.dirname;

/** @param directory the folder in which the packed packages are installed */
export async function runPage(chromium: string, directory: string, blocks: readonly Block[]): Promise<PageOutcome> {
  const scratch = mkdtempSync(join(directory, 'page-'));
  try {
    const page = join(scratch, 'page.html');
    writeFileSync(page, pageOf(await Promise.all(blocks.map((block) => scriptOf(block, directory)))));
    const args = [...flags, `--user-data-dir=${scratch}/profile`, `--virtual-time-budget=${virtualMs}`, '--dump-dom'];
    const { stdout, stderr } = spawnSync(chromium, [...args, pathToFileURL(page).href], {
      encoding: 'utf8',
      timeout: timeoutMs,
    });
    const [, result] = /<title>(.*)<\/title>/.exec(stdout) ?? [];
    if (result === undefined) throw new Error(`${chromium} must show the page, got ${stdout}${stderr}`);
    return JSON.parse(decodeURIComponent(result));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function scriptOf({ line, code }: Block, directory: string): Promise<string> {
  const program = `import '${join(here, 'sandbox-fetch.mjs')}';\n${toJavaScript(assertComments(code))}\nended(${line});\n`;
  const alias = { 'node:assert': join(here, 'page-claim.mjs') };
  return (await bundle(program, directory, { platform: 'browser', alias })).replaceAll('</script', '<\\/script');
}

/** The title is what the page says of itself: encoded, so that no character of an error has a meaning in HTML. */
function pageOf(scripts: readonly string[]): string {
  const report = `
    const [done, errors] = [[], []];
    const tell = () => { document.title = encodeURIComponent(JSON.stringify({ done, errors })); };
    const fail = (reason) => { errors.push(String(reason?.stack ?? reason)); tell(); };
    globalThis.ended = (line) => { done.push(line); tell(); };
    addEventListener('error', ({ error, message }) => fail(error ?? message));
    addEventListener('unhandledrejection', ({ reason }) => fail(reason));
    tell();`;
  const modules = scripts.map((script) => `<script type="module">${script}</script>`);
  return `<!doctype html><meta charset="utf-8"><title></title><script>${report}</script>\n${modules.join('\n')}\n`;
}
