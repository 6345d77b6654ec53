import { readChanges, readToxic } from '../read-toxic.ts';
import type { Toxic } from '../toxic.ts';
import { isToxicType, rulesOf } from '../toxic-rules.ts';
import { apiErrors } from './api-error.ts';
import { type Fields, fieldOf, fieldsOf } from './json-body.ts';

const names = ['name', 'type', 'stream', 'toxicity', 'attributes'];

/** Reads the body of `POST /proxies/{proxy}/toxics`, and finds what is wrong in Toxiproxy's order. */
export function toxicOf(body: unknown, strict: boolean): Toxic {
  const fields = fieldsOf(body, names, strict);
  const name = fieldOf(fields, 'name', 'string');
  const type = fieldOf(fields, 'type', 'string');
  const given = fieldOf(fields, 'stream', 'string') ?? 'downstream';
  const stream = strict ? given : given.toLowerCase();
  if (stream !== 'upstream' && stream !== 'downstream') throw apiErrors.invalidStream();
  if (!isToxicType(type)) throw apiErrors.invalidToxicType();
  const attributes = attributesOf(fields, type, strict);
  const spec = { type, stream, toxicity: fields['toxicity'], attributes, ...(name && { name }) };
  return inBody(() => readToxic('toxic', spec, { strict }));
}

/** Reads the body of `POST /proxies/{proxy}/toxics/{toxic}`: only its attributes and toxicity count. */
export function changedToxic(toxic: Toxic, body: unknown, strict: boolean): Toxic {
  const fields = fieldsOf(body, names, strict);
  const attributes = attributesOf(fields, toxic.type, strict);
  return inBody(() => readChanges('toxic', toxic, { toxicity: fields['toxicity'], attributes }, { strict }));
}

function attributesOf({ attributes = {} }: Fields, type: Toxic['type'], strict: boolean): Fields {
  const known = rulesOf(type, strict).map(([name]) => name);
  return fieldsOf(attributes, known, strict, 'attributes: ');
}

/** What is wrong with a toxic is wrong with the body of the request. */
function inBody<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    // Reading throws nothing but errors.
    throw apiErrors.badRequestBody((error as Error).message);
  }
}
