import { readFileSync } from 'node:fs';
import { WrongInput } from './command-line.ts';
import type { Given } from './run-report-command.ts';

/** An object that was typed as JSON, or that stands in a file of it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws WrongInput for a file that cannot be read, or that is no JSON. */
export function readJsonFile(file: string): unknown {
  return parseJson(readText(file), file);
}

/** The value of an option that is JSON, or the name of a file of it after `@`. @throws WrongInput when it is neither. */
export function readJsonOption(options: Given, name: string): unknown {
  const given = options[name];
  if (given === undefined) return undefined;
  return given.startsWith('@') ? readJsonFile(given.slice(1)) : parseJson(given, `--${name}`);
}

/** The same for an option that is an object. @throws WrongInput when it is none. */
export function readObjectOption(options: Given, name: string): JsonObject | undefined {
  const value = readJsonOption(options, name);
  if (value === undefined || isJsonObject(value)) return value;
  throw new WrongInput(`--${name} must be a JSON object, got ${options[name]}`);
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new WrongInput(`${file} cannot be read: ${messageOf(error)}`);
  }
}

function parseJson(text: string, from: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WrongInput(`${from} is no JSON: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  // Thrown by the file system or by JSON.parse.
  return (error as Error).message;
}
