import type { FlagChange } from './events.ts';
import type { FlagDocument } from './flag-document.ts';

/** Which flags a document adds, changes and removes. */
export function changesBetween(before: FlagDocument | undefined, after: FlagDocument): FlagChange[] {
  const [old, current] = [textsOf(before), textsOf(after)];
  const changes: FlagChange[] = [];
  for (const [key, text] of current) {
    const known = old.get(key);
    if (known === undefined) changes.push({ key, change: 'added' });
    else if (known !== text) changes.push({ key, change: 'changed' });
  }
  for (const key of old.keys()) {
    if (!current.has(key)) changes.push({ key, change: 'removed' });
  }
  return changes;
}

/** All that the answers of a flag come from, as text. */
function textsOf(document: FlagDocument | undefined): Map<string, string> {
  const shared = JSON.stringify([document?.metadata]);
  const evaluators = JSON.stringify([document?.$evaluators]);
  const entries = Object.entries(document?.flags ?? {}).map(([key, definition]): [string, string] => {
    const text = JSON.stringify(definition);
    return [key, text + shared + (text.includes('"$ref"') ? evaluators : '')];
  });
  return new Map(entries);
}
