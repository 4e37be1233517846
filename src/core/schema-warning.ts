/** What a schema says that not every validator understands alike. It is stored all the same. */
export interface SchemaWarning {
  readonly code: string;
  readonly message: string;
  /** A JSON Pointer into the document. */
  readonly pointer: string;
}
