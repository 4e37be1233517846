/** The built pages, by their path below `/ui/`: `index.html`, `assets/index-a1b2c3.js`. */
export type UiFiles = ReadonlyMap<string, UiFile>;

/** Undefined: there are none. */
export type ReadUi = () => Promise<UiFiles | undefined>;

export interface UiFile {
  readonly bytes: Buffer;
  /** The same with gzip; undefined where that is no gain. */
  readonly gzip: Buffer | undefined;
  /** Of the content, in quotes. */
  readonly etag: string;
}
