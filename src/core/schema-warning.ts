/** What whoever registers a schema should know: what not every validator understands alike, or what is not as it seems. It is stored all the same. */
export interface SchemaWarning {
  readonly code: string;
  readonly message: string;
  /** A JSON Pointer into the document; where files are compared, of one beside it `FILE#POINTER`. */
  readonly pointer: string;
}
