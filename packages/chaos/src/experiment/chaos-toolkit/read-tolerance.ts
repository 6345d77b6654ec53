import { at } from '../document-reader.ts';
import type { Tolerance } from '../tolerance.ts';
import { checkOf } from '../within-tolerance.ts';
import { type ActivitySource, readProvider } from './read-activity.ts';
import { substitute } from './variables.ts';

const members: Readonly<Record<string, readonly string[]>> = {
  range: ['type', 'range', 'target'],
  regex: ['type', 'pattern', 'target'],
  jsonpath: ['type', 'path', 'expect', 'count', 'target'],
};

/** A tolerance of any kind that the specification has. */
export function readTolerance(source: ActivitySource, given: unknown, path: string): Tolerance {
  const { reader, values } = source;
  const found = substitute(given, values);
  const { type } =
    typeof found === 'object' && found !== null && !Array.isArray(found) ? reader.record(found, path) : {};
  if (type === 'probe') return probeTolerance(source, found, path);
  const known = Object.hasOwn(members, String(type)) ? members[String(type)] : undefined;
  if (known) reader.object(found, path, [], known);
  try {
    // What it is not is what is checked here.
    checkOf(found as Tolerance);
  } catch (error) {
    reader.report(path, (error as Error).message);
  }
  return found as Tolerance;
}

/** A probe that is asked about the answer, as its argument `value`; it must succeed, with an answer that is not empty or false. */
function probeTolerance(source: ActivitySource, given: unknown, path: string): Tolerance {
  const { reader } = source;
  const tolerance = reader.object(
    given,
    path,
    ['type', 'name', 'provider'],
    ['background', 'controls', 'configuration', 'pauses', 'secrets', 'timeout'],
  );
  const provider = reader.record(tolerance['provider'], at(path, 'provider'));
  // Once to see whether it can run, and then for each answer.
  const asked = (value: unknown) => ({
    ...provider,
    arguments: { ...reader.record(provider['arguments'], at(path, 'provider.arguments')), value },
  });
  readProvider(source, asked(null), at(path, 'provider'));
  return (value, context) => readProvider(source, asked(value), path)?.run(context);
}
