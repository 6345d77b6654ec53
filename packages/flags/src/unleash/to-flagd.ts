import type { FlagDefinition, FlagDocument } from '../flag-document.ts';
import type { UnleashDocument } from './unleash-document.ts';

export interface Moved {
  readonly feature: string;
  readonly reason: string;
}
export interface ToFlagdResult {
  readonly document: FlagDocument;
  readonly moved: readonly Moved[];
}
export function toFlagd(_document: UnleashDocument): ToFlagdResult {
  const flags: Record<string, FlagDefinition> = {};
  return { document: { flags }, moved: [] };
}
