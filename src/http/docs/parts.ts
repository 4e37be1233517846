import type { JsonObject } from '../../core/json/value.ts';
import { piece, type Html } from './html.ts';

/** A wide table scrolls by itself, also by keyboard. */
export function tableOf(caption: string, heads: readonly string[], rows: readonly Html[]): Html {
  const head = heads.map((text) => piece`<th scope="col">${text}</th>`);
  return piece`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** Nothing where there is no text. */
export function paragraph(text: string | undefined): Html {
  return text === undefined || text === '' ? piece`` : piece`<p>${text}</p>`;
}

/** A member that is a text with something in it. */
export function textOf(value: JsonObject, name: string): string | undefined {
  const text = value[name];
  return typeof text === 'string' && text !== '' ? text : undefined;
}
