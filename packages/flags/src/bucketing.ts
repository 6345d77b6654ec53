/**
 * How `fractional` finds the bucket of a unit: `v2` is murmur3-32 over its text, as flagd has it today; `v3` hashes the value
 * in CBOR, so that the number 1 and the text "1" differ. A change moves nearly everyone, so a document says which it means.
 */
export type Bucketing = 'v2' | 'v3';
