/** Reads one event's envelope: the text at a JSON pointer, or in a header; undefined where there is none. */
export interface EnvelopeReader {
  /** Also of a number. */
  readonly text: (pointer: string) => string | undefined;
  /** `name` is in lower case. */
  readonly header: (name: string) => string | undefined;
}

/** How a vendor writes an event down. */
export interface EnvelopePreset {
  /** The array in the body each of whose elements is an event; absent: the body is one event. */
  readonly items?: string;
  /** How it may be wrapped; the first one counts whose root is an object. */
  readonly shapes: readonly EnvelopeShape[];
  /** What every type of the preset begins with. */
  readonly prefix: string;
  /** The rest of the type of the event, which is its subject in the registry; undefined: this is no such envelope. */
  readonly type: (envelope: EnvelopeReader) => string | undefined;
  /** What `type` looks for, for messages. */
  readonly typeForm: string;
  /** What filters may look at, by name; where it is, from the root. `type` is always among them. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The same in headers, in lower case, for shapes that leave it out of the body. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The vendor says text/plain and sends JSON. */
  readonly isPlainText?: true;
}

export interface EnvelopeShape {
  /** A JSON pointer from the body, or from the element of `items`. */
  readonly root: string;
  /** Where the data is, from the root. */
  readonly data: string;
  /** How it stands there: as JSON, as a text with JSON in it, or that in Base64. */
  readonly encoding: 'json' | 'text' | 'base64';
  /** Members that may stand where the root hangs. With others it could be read as another shape as well, and is refused. */
  readonly wrapper?: readonly string[];
}
