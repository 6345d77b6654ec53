import { join } from 'node:path';
import ts from 'typescript';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * What of manifests the types of the Kubernetes API do not know or take: each is a literal of its type, so that a misspelt field
 * is an error too, which the API itself would drop without a word.
 */
export function kubernetesProblems(manifests: readonly Manifest[]): readonly string[] {
  const source = manifests.map(({ apiVersion, kind }, n) => {
    const [group = '', version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
    const module = `kubernetes-types/${group.replace('.k8s.io', '')}/${version}`;
    return `export const manifest${n}: import('${module}').${kind} = ${JSON.stringify(manifests[n])};`;
  });
  const path = join(import.meta.dirname, 'manifests.ts');
  const options: ts.CompilerOptions = {
    ...{
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      types: [],
      lib: ['lib.es2023.d.ts'],
      skipLibCheck: true,
    },
    ...{ module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === path || fileExists(name);
  host.getSourceFile = (name, version, ...rest) =>
    name === path ? ts.createSourceFile(name, source.join('\n'), version) : getSourceFile(name, version, ...rest);
  const program = ts.createProgram([path], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
