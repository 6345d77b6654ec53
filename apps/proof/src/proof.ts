// `npm run proof`: the packed packages on every promised Node; `npm run proof -- 20` on one.
import { proveOnNodes } from './prove-nodes.ts';

proveOnNodes({ nodes: process.argv[2] });
