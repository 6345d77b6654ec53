// Compiles as a consumer's own tsc would, with the libraries checked too.
import { join } from 'node:path';
import ts from 'typescript';

export interface TypeSetting {
  readonly name: string;
  /** As in a tsconfig.json: every version of the compiler reads them. */
  readonly options: Readonly<Record<string, unknown>>;
}

const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  moduleDetection: 'force',
  target: 'es2022',
};

/** A server with Node's types, and a web page that has none of them. */
export const typeSettings: readonly TypeSetting[] = [
  {
    name: 'nodenext',
    options: { ...strict, module: 'nodenext', lib: ['es2023'], types: ['node'] },
  },
  {
    name: 'bundler',
    options: {
      ...strict,
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2023', 'dom', 'dom.iterable'],
      types: [],
    },
  },
];

/** The faults in the given files and in our packages; the declarations of a foreign peer are its author's. */
export function typeFaults(directory: string, files: Readonly<Record<string, string>>, setting: TypeSetting): string[] {
  const sources = new Map(Object.entries(files).map(([name, code]) => [join(directory, name), code]));
  const { options, errors } = ts.convertCompilerOptionsFromJson(setting.options, directory);
  const host = ts.createCompilerHost(options);
  host.getSourceFile = withParsedLibraries(host.getSourceFile);
  const { readFile, fileExists } = host;
  host.getCurrentDirectory = () => directory;
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.readFile = (name) => sources.get(name) ?? readFile(name);
  const program = ts.createProgram([...sources.keys()], options, host);
  const ours = program.getSourceFiles().filter(({ fileName }) => !isForeign(fileName));
  return [
    ...errors,
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

export function isForeign(file: string): boolean {
  const inside = file.lastIndexOf('/node_modules/');
  return inside !== -1 && !file.startsWith('/node_modules/@scry/', inside);
}

function format({ file, start = 0, messageText }: ts.Diagnostic, directory: string): string {
  const text = ts.flattenDiagnosticMessageText(messageText, ' ');
  if (file === undefined) return text;
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `${file.fileName.replace(`${directory}/`, '')}:${line + 1}: ${text}`;
}
