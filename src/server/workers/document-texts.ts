import type { FormatDocument } from '../../core/schema-document.ts';
import type { DocumentText } from './engine-protocol.ts';

const written = new WeakMap<FormatDocument, DocumentText>();

/** What the engine reads of a document, which nobody changes; written once for all questions about it. */
export function textOf(document: FormatDocument): DocumentText {
  const { schema, dialect, documents } = document;
  const text = written.get(document) ?? JSON.stringify({ schema, dialect, documents });
  written.set(document, text);
  return text;
}

// Those of the two sides of some questions: the next one of a registration is about the same two.
const MAX_CHARACTERS = 500_000;

/** Documents by their texts, the least recently read dropped first. */
export class DocumentTexts {
  readonly #read = new Map<DocumentText, FormatDocument>();
  #characters = 0;

  read(text: DocumentText): FormatDocument {
    const known = this.#read.get(text);
    const document = known ?? (JSON.parse(text) as FormatDocument);
    this.#read.delete(text);
    this.#read.set(text, document);
    if (known === undefined) this.#characters += text.length;
    for (const oldest of this.#read.keys()) {
      if (this.#characters <= MAX_CHARACTERS) break;
      this.#read.delete(oldest);
      this.#characters -= oldest.length;
    }
    return document;
  }
}
