import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { assertComments } from '../src/assert-comments.ts';
import { exportedValues } from '../src/exported-values.ts';
import { importProgram } from '../src/import-proof.ts';
import type { Package } from '../src/package.ts';
import { outcomeFaults, runProgram, toJavaScript } from '../src/program.ts';
import { readmeBlocks } from '../src/readme-blocks.ts';
import { typeFaults, typeSettings } from '../src/type-check.ts';
import { forBundler, typeConsumers } from '../src/type-consumers.ts';
import { soundPackage, soundReadme } from './sound-package.ts';

function folderWith(each: Package): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'scry-program-')));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, 'node_modules/@scry'), { recursive: true });
  symlinkSync(each.directory, join(directory, 'node_modules', each.name));
  return directory;
}

function run(code: string, each: Package = soundPackage()) {
  return runProgram(process.execPath, folderWith(each), {
    file: 'program.mjs',
    code: toJavaScript(assertComments(code)),
  });
}

describe('a program', () => {
  test('has no fault when it ends by itself with nothing to complain about', () => {
    expect(outcomeFaults('it', run("import { one } from '@scry/sound';\none(); //=> 1"))).toEqual([]);
  });

  test.each([
    ['throws', "throw new Error('broken');", /^it ended with 1: [\s\S]*broken/],
    ['warns', "process.emitWarning('old');", /^it ended with 0: [\s\S]*old/],
    ['exits with an error', 'process.exit(3);', /^it ended with 3: no message$/],
    [
      'reaches beyond loopback',
      "(await import('node:net')).connect(80, '192.0.2.1');",
      /may reach loopback only, not 192.0.2.1/,
    ],
    ['leaves a promise waiting', 'await new Promise(() => {});', /^it ended with 13/],
  ])('has one when it %s', (_, code, fault) => {
    expect(outcomeFaults('it', run(code))).toEqual([expect.stringMatching(fault)]);
  });

  test('is answered by the stub of fetch, with the status that the path ends in', () => {
    const outcome = run(`
      const found = await fetch('https://shows.example/7');
      found.status; //=> 200
      await found.json(); //=> { method: 'GET', url: 'https://shows.example/7' }
      const down = await fetch('https://shows.example/503', { method: 'POST' });
      down.status; //=> 503
      const refused = await fetch('https://shows.example/', { signal: AbortSignal.abort(1) }).catch((reason: unknown) => reason);
      refused; //=> 1
    `);
    expect(outcomeFaults('it', outcome)).toEqual([]);
  });

  test('fetches from a server of its own on loopback, and from a data URL', () => {
    const outcome = run(`
      import http from 'node:http';
      const server = http.createServer((_, response) => response.end('own')).listen(0, '127.0.0.1', async () => {
        const { port } = server.address() as { port: number };
        const own = await (await fetch('http://127.0.0.1:' + port)).text(); //=> 'own'
        const data = await (await fetch('data:text/plain,near')).text(); //=> 'near'
        server.closeAllConnections();
        server.close();
      });
    `);
    expect(outcomeFaults('it', outcome)).toEqual([]);
  });

  test('reaches a server of its own on loopback', () => {
    const outcome = run(`
      import net from 'node:net';
      const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1', () => {
        const { port } = server.address() as net.AddressInfo;
        net.connect(port, '127.0.0.1').on('close', () => server.close()).resume();
      });
    `);
    expect(outcomeFaults('it', outcome)).toEqual([]);
  });
});

describe('a //=> comment', () => {
  test.each([
    ['a value', '1 + 1; //=> 2'],
    ['what a constant holds', 'const list = [1]; //=> [1]'],
    ['what is logged', 'console.log({ a: 1 }); //=> { a: 1 }'],
    ['a promise that is awaited', 'await Promise.resolve(1); //=> 1'],
    ['a value inside a function', 'function f() {\n  const a = 1; //=> 1\n}\nf();'],
  ])('asserts %s', (_, code) => {
    expect(outcomeFaults('it', run(code))).toEqual([]);
    expect(outcomeFaults('it', run(code.replace(/\/\/=> .*/, "//=> 'another'")))).toHaveLength(1);
  });

  test('is refused beside nothing', () => {
    expect(() => assertComments('//=> 1')).toThrow('1 //=> comments stand beside no value');
    expect(() => assertComments('if (true) {} //=> 1')).toThrow('stand beside no value');
  });
});

describe('README blocks', () => {
  test('are those of TypeScript and JavaScript, with the line they begin at', () => {
    const markdown = '# T\n\n```ts\n1;\n```\n\n```sh\nls\n```\n\n```json\n{}\n```\n\n```js\n2;\n```\n';
    expect(readmeBlocks(markdown)).toEqual([
      { line: 4, code: '1;\n' },
      { line: 16, code: '2;\n' },
    ]);
  });

  test('take what is given before them, and only that', () => {
    const markdown = '<!-- given\nconst id = 1;\n-->\n```ts\nid;\n```\n\n<!-- a remark -->\n\n```ts\n3;\n```\n';
    expect(readmeBlocks(markdown).map(({ code }) => code)).toEqual(['const id = 1;\nid;\n', '3;\n']);
  });

  test('of a sound package are found', () => {
    expect(readmeBlocks(soundReadme)).toHaveLength(1);
  });
});

describe('a consumer', () => {
  const [nodenext, bundler] = typeSettings;
  const faultsOf = (each: Package) => [
    ...(nodenext
      ? typeFaults(folderWith(each), typeConsumers(each), { ...nodenext, options: { ...nodenext.options, types: [] } })
      : []),
    ...(bundler ? typeFaults(folderWith(each), forBundler(typeConsumers(each)), bundler) : []),
  ];

  test('compiles against a sound package', () => {
    expect(faultsOf(soundPackage())).toEqual([]);
  });

  test('does not compile against a type that is not published', () => {
    const each = soundPackage({ 'dist/index.d.ts': "export { one } from './gone.js';" });
    expect(faultsOf(each).join()).toContain('./gone.js');
  });

  test('does not compile against declarations that are wrong in themselves', () => {
    const each = soundPackage({ 'dist/extra.d.cts': 'export declare const a: Missing;' });
    expect(faultsOf(each).join()).toContain("Cannot find name 'Missing'");
  });

  test.each(['esm', 'cjs'] as const)('sees in %s when an error class stands twice', (format) => {
    const each = soundPackage({
      'dist/extra.js': 'export class OddError extends Error {}\n',
      'dist/extra.cjs': 'exports.OddError = class OddError extends Error {};\n',
    });
    const { stdout } = runProgram(process.execPath, folderWith(each), importProgram(each, format));
    expect(JSON.parse(stdout)).toEqual({
      names: { '@scry/sound': ['OddError', 'one'], '@scry/sound/extra': ['OddError'] },
      twins: ['OddError of @scry/sound and @scry/sound/extra'],
    });
  });
});

test('an API report promises its values, not its types', () => {
  const report =
    '```ts\nexport class C {}\nexport const c: 1;\nexport function f(): void;\nexport function f(a: 1): void;\n' +
    'export interface I {}\nexport type T = 1;\nexport { d, type U }\nexport type { V }\ndeclare const hidden: 1;\n```\n';
  expect(exportedValues(report)).toEqual(['C', 'c', 'd', 'f']);
});
