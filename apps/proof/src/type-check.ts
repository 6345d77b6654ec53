// Compiles as a consumer's own tsc would, with the libraries checked too.
import { join } from 'node:path';
import ts from 'typescript';

export interface TypeSetting {
  readonly name: string;
  readonly options: ts.CompilerOptions;
}

const strict: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  moduleDetection: ts.ModuleDetectionKind.Force,
  target: ts.ScriptTarget.ES2022,
};

/** A server with Node's types, and a web page that has none of them. */
export const typeSettings: readonly TypeSetting[] = [
  {
    name: 'nodenext',
    options: { ...strict, module: ts.ModuleKind.NodeNext, lib: ['lib.es2023.d.ts'], types: ['node'] },
  },
  {
    name: 'bundler',
    options: {
      ...strict,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
      types: [],
    },
  },
];

/** The faults in the given files and in our packages; the declarations of a foreign peer are its author's. */
export function typeFaults(directory: string, files: Readonly<Record<string, string>>, setting: TypeSetting): string[] {
  const sources = new Map(Object.entries(files).map(([name, code]) => [join(directory, name), code]));
  const host = ts.createCompilerHost(setting.options);
  const { readFile, fileExists } = host;
  host.getCurrentDirectory = () => directory;
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.readFile = (name) => sources.get(name) ?? readFile(name);
  const program = ts.createProgram([...sources.keys()], setting.options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file === undefined || !isForeign(file.fileName))
    .map((diagnostic) => format(diagnostic, directory));
}

function isForeign(file: string): boolean {
  const inside = file.lastIndexOf('/node_modules/');
  return inside !== -1 && !file.startsWith('/node_modules/@scry/', inside);
}

function format({ file, start = 0, messageText }: ts.Diagnostic, directory: string): string {
  const text = ts.flattenDiagnosticMessageText(messageText, ' ');
  if (file === undefined) return text;
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `${file.fileName.replace(`${directory}/`, '')}:${line + 1}: ${text}`;
}
