import type { JsonValue } from '../../core/json/value.ts';
import type { PlacedChange } from '../../core/schema-change.ts';

/** What to do to take a change back, in one sentence without its end, with the place in the newer document. */
export function undoSentence(change: PlacedChange): string {
  const at = change.places.after === '' ? 'at the root' : `at ${change.places.after}`;
  return `${wordsOf(change)}, ${at}`;
}

function wordsOf({ kind, thing, name, before, after }: PlacedChange): string {
  switch (thing) {
    case 'required':
      return kind === 'added' ? `make ${show(name)} optional again` : `require ${show(name)} again`;
    case 'value':
      return choose(kind, {
        added: `take the value ${show(after)} out of the enum again`,
        removed: `put the value ${show(before)} back into the enum`,
        changed: `let the enum have ${show(before)} again instead of ${show(after)}`,
      });
    case 'type':
      return choose(kind, {
        added: `take ${show(after)} out of the type again`,
        removed: `let the type be ${show(before)} as well again`,
        changed: `set the type back to ${show(before)} (it is ${show(after)})`,
      });
    case 'property':
      return kind === 'added' ? `leave out the member ${show(name)}` : `declare the member ${show(name)} again as it was`;
    case 'definition':
    case 'branch':
    case 'item':
      return kind === 'added' ? `leave out the ${thing} ${name}` : `put the ${thing} ${name} back as it was`;
    case 'constraint':
    case 'annotation':
    case 'identity':
    case 'schema':
      return choose(kind, {
        added: `drop ${name}: ${show(after)}`,
        removed: `say ${name}: ${show(before)} again`,
        changed: `set ${name === '' ? 'it' : name} back to ${show(before)} (it is ${show(after)})`,
      });
  }
}

function choose(kind: PlacedChange['kind'], words: Readonly<Record<PlacedChange['kind'], string>>): string {
  return words[kind];
}

const MAX_SHOWN = 60;

function show(value: JsonValue | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
}
