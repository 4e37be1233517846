/** A piece of a page. Only `piece` makes one, so no text of a schema or a document becomes markup. */
export interface Html {
  readonly markup: string;
}

type Piece = Html | string | number | readonly Html[];

/** Markup with values in it (not called `html`, since formatters change the white space of that): texts are escaped, pieces stay. Values stand between tags and in attributes in double quotes only. */
export function piece(parts: TemplateStringsArray, ...values: readonly Piece[]): Html {
  return { markup: parts.reduce((made, part, index) => made + markupOf(values[index - 1] ?? '') + part) };
}

function markupOf(value: Piece): string {
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value));
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as content or attribute. What would turn the direction of the text around it, and what is no text, is shown by its number. */
export function escapeText(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
    .replace(
      /\p{Bidi_Control}|\p{Cs}|(?![\n\t])\p{Cc}/gu,
      (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
    );
}
