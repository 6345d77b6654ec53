// `npm run proof`: the packed packages on every promised Node; `npm run proof -- 20` on one; `npm run proof -- breaker`: what
// a package's property tests claim, over many more runs than `npm test` has time for.
import { readPackages } from './package.ts';
import { proveOnNodes } from './prove-nodes.ts';
import { proveProperties } from './prove-properties.ts';

const [asked] = process.argv.slice(2);
const packages = readPackages();
const named = packages.find(({ shortName }) => shortName === asked);
if (named) proveProperties(named);
else if (asked === undefined || /^\d+(?:,\d+)*$/.test(asked)) proveOnNodes({ nodes: asked });
else
  throw new Error(
    `proof wants a Node or one of ${packages.map(({ shortName }) => shortName).join(', ')}, got ${asked}`,
  );
