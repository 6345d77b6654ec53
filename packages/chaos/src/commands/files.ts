import { appendFileSync, writeFileSync } from 'node:fs';
import { WrongInput } from '@scry/internal/command-line';

export function writeTextFile(file: string, text: string): void {
  written(file, () => writeFileSync(file, text));
}

export function appendText(file: string, text: string): void {
  written(file, () => appendFileSync(file, text));
}

function written(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new WrongInput(`${file} cannot be written: ${messageOf(error)}`);
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
