// `npm run proof`: the packed packages on every promised Node, in other runtimes and under other compilers; `npm run proof -- 20`
// on one Node, `npm run proof -- apart` without any; `npm run proof -- breaker`: what a package's property tests claim, over many
// more runs than `npm test` has time for.
import { readPackages } from './package.ts';
import { proveApart } from './prove-apart.ts';
import { proveOnNodes } from './prove-nodes.ts';
import { proveProperties } from './prove-properties.ts';

const [asked] = process.argv.slice(2);
const packages = readPackages();
const named = packages.find(({ shortName }) => shortName === asked);
if (named) proveProperties(named);
else if (asked === 'apart') proveApart();
else if (asked === undefined) {
  proveOnNodes();
  proveApart();
} else if (/^\d+(?:,\d+)*$/.test(asked)) proveOnNodes({ nodes: asked });
else
  throw new Error(
    `proof wants a Node, apart or one of ${packages.map(({ shortName }) => shortName).join(', ')}, got ${asked}`,
  );
