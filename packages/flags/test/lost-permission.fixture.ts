// Run in a process of its own: a thread may not become another user, as root has to, whom no permission stops.
import { createFlags, type DocumentEvent, defineFlags, flag } from '@scry/flags';
import { fileSource } from '@scry/flags/node';
import { givePermission, losePermission } from './file-permission.ts';

const file = String(process.argv[2]);
const flags = createFlags({ definitions: defineFlags({ revision: flag.number(-1) }), source: fileSource(file) });
const alive = setInterval(() => {}, 1_000);

/** What the flags are when the next event of this type is told, with the code of its error. */
function next(type: DocumentEvent['type']): Promise<object> {
  return new Promise((resolve) => {
    const stop = flags.subscribe((event) => {
      if (event.type !== type) return;
      stop();
      const code = 'error' in event ? Reflect.get(Object(event.error), 'code') : undefined;
      resolve({ code, value: flags.value('revision'), state: flags.status().state });
    });
  });
}

const failed = next('source-error');
losePermission(file);
const during = await failed;
const updated = next('update');
givePermission(file);
const after = await updated;
clearInterval(alive);
await flags.close();
console.log(JSON.stringify({ during, after }));
