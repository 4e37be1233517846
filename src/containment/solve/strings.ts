import { FORMATS } from '../evaluate/formats.ts';
import type { Atom, Term } from '../form/term.ts';
import { languageOf, type Language } from '../language/language.ts';
import { findTexts, type TextLimits } from '../language/texts.ts';
import { wordsOf } from '../witness/words.ts';
import type { Gathering } from './answer.ts';
import type { Goal } from './goal.ts';

/** The languages of patterns and formats, each made once. */
export class Languages {
  readonly #known = new Map<string, Language | undefined>();

  /** Undefined where the pattern is none that automata take. */
  of(source: string): Language | undefined {
    if (this.#known.has(source)) return this.#known.get(source);
    const language = languageOf(source);
    this.#known.set(source, language);
    return language;
  }
}

interface Query {
  readonly languages: readonly Language[];
  readonly min: number;
  readonly max: number;
  /** Words worth a try where something is not understood. */
  readonly hints: readonly string[];
  /** What is not understood, if anything: then the languages are too large. */
  readonly doubt: 'regex_unsupported' | 'format_function' | undefined;
}

const ANY_TEXT: Query = { languages: [], min: 0, max: Infinity, hints: [], doubt: undefined };

/** Strings of a goal. Exact but for patterns that are no regular expressions in the strict sense. */
export function gatherStrings(
  goal: Goal,
  gathering: Gathering,
  { languages, ...limits }: { readonly languages: Languages } & Omit<TextLimits, 'count'>,
): void {
  const excluded = new Set(goal.excluded.filter((value) => typeof value === 'string'));
  const readings = [...goal.atoms.map((atom) => readAtom(atom, languages)), ...goal.nots.map((atom) => readNot(atom, languages))];
  for (const { languages: inside, min, max, hints, doubt } of readings.reduce(conjoin, [ANY_TEXT])) {
    if (gathering.isEnough) return;
    for (const hint of hints) gathering.offer(hint);
    const count = Math.max(gathering.missing, doubt === undefined ? 1 : TRIES);
    const found = findTexts({ languages: inside, min, max, excluded }, { ...limits, count });
    for (const text of found.texts) gathering.offer(text);
    if (gathering.isEnough) return;
    // What is not understood only takes away, and every text was offered.
    if (found.isAll) continue;
    gathering.doubt(doubt ?? (found.texts.length < count ? 'budget_states' : 'not_proved'));
  }
}

/** Texts that are tried against what is not understood. */
const TRIES = 40;

/** The union of queries that an atom allows. */
function readAtom(atom: Term, languages: Languages): readonly Query[] {
  switch (atom.kind) {
    case 'length':
      return [{ ...ANY_TEXT, min: atom.min, max: atom.max }];
    case 'pattern':
      return [readPattern(atom.source, languages)];
    case 'format':
      return [readFormat(atom.name, languages)];
    default:
      return [ANY_TEXT];
  }
}

function readNot(atom: Atom, languages: Languages): readonly Query[] {
  if (atom.kind === 'pattern') return [negated(readPattern(atom.source, languages))];
  if (atom.kind !== 'format') return [ANY_TEXT];
  const format = readFormat(atom.name, languages);
  const longer = format.max === Infinity ? [] : [{ ...ANY_TEXT, min: format.max + 1 }];
  return [negated({ ...format, max: Infinity }), ...longer];
}

function readPattern(source: string, languages: Languages): Query {
  const language = languages.of(source);
  if (language === undefined) return { ...ANY_TEXT, hints: wordsOf(source, 8), doubt: 'regex_unsupported' };
  return { ...ANY_TEXT, languages: [language] };
}

function readFormat(name: string, languages: Languages): Query {
  const definition = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (definition === undefined) return { ...ANY_TEXT, doubt: 'format_function' };
  return { ...readPattern(definition.pattern, languages), max: definition.maxLength ?? Infinity };
}

function negated(query: Query): Query {
  return { ...query, languages: query.languages.map((of): Language => ({ kind: 'not', of })) };
}

function conjoin(all: readonly Query[], alternatives: readonly Query[]): readonly Query[] {
  return all.flatMap((a) =>
    alternatives.map((b) => ({
      languages: [...a.languages, ...b.languages],
      min: Math.max(a.min, b.min),
      max: Math.min(a.max, b.max),
      hints: [...a.hints, ...b.hints],
      doubt: a.doubt ?? b.doubt,
    })),
  );
}
