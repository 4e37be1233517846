import { styleText } from 'node:util';

/** The few roles that colour plays in a report. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  unsure(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

/** Colours, or the text as it is. */
export function createPaint(options: { readonly color: boolean }): Paint {
  const style = (name: Parameters<typeof styleText>[0]) => (text: string) =>
    options.color ? styleText(name, text, { validateStream: false }) : text;
  return { good: style('green'), bad: style('red'), unsure: style('yellow'), strong: style('bold'), faint: style('dim') };
}
