/**
 * A string literal of TypeScript and JavaScript. What could end a line, a script element or the sight of a reader
 * (line separators, `<`, directions of writing) is escaped too.
 */
export function quote(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]|<(?=[/!])/g, escapeUnit);
}

/** The name of a member: bare where it is an identifier. */
export function quoteKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : quote(name);
}

/** Text that stays inside a comment: it cannot end it, and holds no control characters but line feeds. */
export function commentText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replaceAll('*/', '*\\/')
    .replaceAll('/*', '/\\*')
    .replace(/[^\n\P{C}]/gu, ' ');
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
