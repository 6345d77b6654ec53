import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './command.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>>;

/** Options and positional arguments of a command. @throws {UsageError} naming the argument that is not understood. */
export function parseOptions<const O extends Options>(args: readonly string[], options: O): Parsed<O> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      const [firstSentence = error.message] = error.message.split('. ');
      throw new UsageError(firstSentence);
    }
    throw error;
  }
}

/** @throws {UsageError} where a command that takes none was given arguments. */
export function refuseArguments(command: string, positionals: readonly string[]): void {
  if (positionals.length > 0) throw new UsageError(`${command} takes options only, got "${positionals.join(' ')}"`);
}

/** One of a list of words. @throws {UsageError} naming them. */
export function oneOf<W extends string>(option: string, words: readonly W[], given: string): W {
  const found = words.find((word) => word === given);
  if (found === undefined) throw new UsageError(`${option}: expected ${words.join(' | ')}, got "${given}"`);
  return found;
}
