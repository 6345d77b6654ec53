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
  host.getSourceFile = withParsedLibraries(host.getSourceFile);
  const { readFile, fileExists } = host;
  host.getCurrentDirectory = () => directory;
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.readFile = (name) => sources.get(name) ?? readFile(name);
  const program = ts.createProgram([...sources.keys()], setting.options, host);
  const ours = program.getSourceFiles().filter(({ fileName }) => !isForeign(fileName));
  return [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...ours.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ].map((diagnostic) => format(diagnostic, directory));
}

/** The libraries of the language are parsed once a process: they are most of the work. */
function withParsedLibraries(parse: ts.CompilerHost['getSourceFile']): ts.CompilerHost['getSourceFile'] {
  return (name, options, ...rest) => {
    if (!isForeign(name)) return parse(name, options, ...rest);
    const format = typeof options === 'object' ? options.impliedNodeFormat : undefined;
    const key = `${name} ${format}`;
    const known = parsedLibraries.get(key) ?? parse(name, options, ...rest);
    if (known) parsedLibraries.set(key, known);
    return known;
  };
}

const parsedLibraries = new Map<string, ts.SourceFile>();

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
