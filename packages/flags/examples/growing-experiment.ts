// An experiment grows from 20 to 40 percent. With one draw for everything, half of its users change arms; with two draws, none.
import { createFlags, defineFlags, type FlagDocument, flag } from '@scry/flags';
import { experiment, flagDocument } from '@scry/flags/build';
import { population } from '@scry/flags/testing';

const definitions = defineFlags({ checkout: flag.string('a', ['a', 'b', 'off']) });
const units = population(20_000);

/** Who is in which arm, of those who take part. */
function armsIn(document: FlagDocument): (string | undefined)[] {
  const flags = createFlags({ definitions, source: document });
  return units.map((unit) => {
    const { variant, reason } = flags.details('checkout', unit);
    return reason === 'TARGETING_MATCH' && variant !== 'off' ? variant : undefined;
  });
}

function oneDraw(percent: number): FlagDocument {
  const half = percent / 2;
  const fractional = [
    ['a', half],
    ['b', half],
    ['off', 100 - percent],
  ];
  const variants = { a: 'a', b: 'b', off: 'off' };
  return { flags: { checkout: { state: 'ENABLED', variants, defaultVariant: 'off', targeting: { fractional } } } };
}

const twoDraws = (percent: number) => flagDocument([experiment('checkout').split({ a: 50, b: 50 }).enroll(percent)]);

for (const [name, grow] of [
  ['one draw', oneDraw],
  ['two draws', twoDraws],
] as const) {
  const [before, after] = [armsIn(grow(20)), armsIn(grow(40))];
  const enrolled = before.filter((arm) => arm !== undefined).length;
  const switched = before.filter((arm, i) => arm !== undefined && arm !== after[i]).length;
  console.log(`${name}: ${((switched / enrolled) * 100).toFixed(1)} % of ${enrolled} changed arms`);
}
