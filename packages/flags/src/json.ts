/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** An object of JSON, never changed. */
export interface JsonObject {
  readonly [key: string]: Json;
}
