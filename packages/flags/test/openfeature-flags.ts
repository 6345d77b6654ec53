// The flags of the test assets of the OpenFeature specification, in a document of flagd.
import { all, eq } from '../src/build.ts';
import type { FlagDefinition, FlagDocument, Json, JsonObject } from '../src/index.ts';

const constant = (variants: Readonly<Record<string, Json>>, extra: Partial<FlagDefinition> = {}): FlagDefinition => ({
  state: 'ENABLED',
  variants,
  defaultVariant: Object.keys(variants)[0] ?? '',
  ...extra,
});

const targeted = (zero: Json, other: Json): FlagDefinition => {
  const targeting: JsonObject = { if: [eq('email', 'ballmer@macrosoft.com'), 'zero', null] };
  return constant({ zero, other }, { targeting });
};

const isTheOne = all(eq('email', 'ballmer@macrosoft.com'), eq('role', 'admin'), eq('age', 65), eq('customer', false));

export const openFeatureFlags: FlagDocument = {
  flags: {
    'boolean-flag': constant({ on: true, off: false }),
    'string-flag': constant({ greeting: 'hi', parting: 'bye' }),
    'integer-flag': constant({ ten: 10, one: 1 }),
    'float-flag': constant({ half: 0.5, tenth: 0.1 }),
    'object-flag': constant({
      template: { showImages: true, title: 'Check out these pics!', imagesPerPage: 100 },
      empty: {},
    }),
    'boolean-zero-flag': constant({ zero: false, other: true }),
    'string-zero-flag': constant({ zero: '', other: 'x' }),
    'integer-zero-flag': constant({ zero: 0, other: 1 }),
    'float-zero-flag': constant({ zero: 0.0, other: 1.5 }),
    'object-zero-flag': constant({ zero: {}, other: { a: 1 } }),
    'boolean-targeted-zero-flag': targeted(false, true),
    'string-targeted-zero-flag': targeted('', 'x'),
    'integer-targeted-zero-flag': targeted(0, 1),
    'float-targeted-zero-flag': targeted(0.0, 1.5),
    'object-targeted-zero-flag': targeted({}, { a: 1 }),
    'boolean-disabled-flag': constant({ on: true, off: false }, { state: 'DISABLED' }),
    'string-disabled-flag': constant({ greeting: 'hi' }, { state: 'DISABLED' }),
    'metadata-flag': constant(
      { on: true, off: false },
      { metadata: { string: '1.0.2', integer: 2, float: 0.1, boolean: true } },
    ),
    'context-aware': constant(
      { external: 'EXTERNAL', internal: 'INTERNAL' },
      { targeting: { if: [isTheOne, 'internal', null] } },
    ),
    'wrong-flag': constant({ one: 'uno', two: 'dos' }),
    'code-default-flag': { state: 'ENABLED', variants: { a: { x: 1 } }, defaultVariant: null },
  },
};
