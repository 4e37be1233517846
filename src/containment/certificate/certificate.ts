import { FORMAT_MODES, PROFILES, type FormatMode, type Profile } from '../../core/compatibility.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import type { SchemaDocument } from '../../core/schema-document.ts';
import { Budget, BudgetExhausted } from '../budget.ts';
import { PARTS_A_STEP, Prover, PROVER_STEPS } from '../decide/prover.ts';
import { DocumentCache, type ReadDocument } from '../document-cache.ts';
import { Membership } from '../form/holds.ts';
import { TermKeys } from '../form/term-key.ts';
import type { Term } from '../form/term.ts';
import { Terms } from '../form/terms.ts';
import type { ContainmentOptions } from '../options.ts';
import type { Insight } from '../lower/lower.ts';
import { readSides } from '../question.ts';
import { Solver } from '../solve/solver.ts';
import { certify } from './certify.ts';
import { checkSteps, type Step } from './check.ts';
import type { TermLanguage } from './literals.ts';

/** A proof of `contained`, as plain JSON: what is claimed, and the steps of the checker. */
export interface Certificate {
  readonly format: 1;
  readonly profile: Profile;
  readonly formats: FormatMode;
  readonly readerAppliesDefaults: boolean;
  /** By the keys of the goals. */
  readonly steps: Readonly<Record<string, Step>>;
}

const CERTIFY_STEPS = 500_000;

/** The proof that the engine has found, written down for the checker; or what stands in its way. */
export function makeCertificate(
  writer: ReadDocument,
  reader: ReadDocument,
  options: ContainmentOptions,
): { readonly certificate: JsonValue } | { readonly uncertified: string } {
  if (options.question === 'narrowed') return { uncertified: 'the reader is narrowed as well' };
  const { profile = 'strict', formats = 'annotate', readerAppliesDefaults = false } = options;
  const budget = new Budget(CERTIFY_STEPS);
  const prover = new Prover(new Terms(), budget);
  try {
    const goal = goalWithin(PROVER_STEPS, { writer, reader }, { profile, formats, readerAppliesDefaults }, prover);
    if (goal === undefined)
      return { uncertified: 'a reference leads nowhere, a vocabulary is not known, or reading the schemas takes more steps than the limit' };
    const proof = certify(new Solver(prover, budget), goal);
    if ('uncertified' in proof) return proof;
    const certificate: Certificate = { format: 1, profile, formats, readerAppliesDefaults, steps: proof.steps };
    return { certificate: certificate as unknown as JsonValue };
  } catch (error) {
    if (error instanceof BudgetExhausted || error instanceof RangeError) return { uncertified: 'the proof takes more steps than the limit' };
    throw error;
  }
}

/**
 * Whether `certificate` proves that every event of `writer` is one of `reader` under the profile and the formats that it
 * names. False for whatever is no certificate. Linear in the certificate, but for the schemas' own size.
 */
export function checkCertificate(writer: SchemaDocument, reader: SchemaDocument, certificate: unknown): boolean {
  const claim = readClaim(copyOf(certificate));
  if (claim === undefined) return false;
  const terms = new Terms();
  const language: TermLanguage = { terms, membership: new Membership(terms), keys: new TermKeys() };
  const cache = new DocumentCache();
  const goal = goalWithin(PROVER_STEPS, { writer: cache.read(writer), reader: cache.read(reader) }, claim, language);
  return goal !== undefined && isProved(language, goal, claim.steps);
}

/** The goal as `goalOf` makes it; undefined as well where reading the schemas takes more than `steps`. */
function goalWithin(
  steps: number,
  { writer, reader }: { readonly writer: ReadDocument; readonly reader: ReadDocument },
  claim: Parameters<typeof goalOf>[2],
  language: Pick<TermLanguage, 'terms' | 'membership'>,
): Term | undefined {
  const { terms } = language;
  const budget = new Budget(steps);
  const outer = terms.meter;
  terms.meter = (parts) => budget.spend(parts / PARTS_A_STEP);
  try {
    return goalOf(writer, reader, claim, language);
  } catch (error) {
    if (error instanceof BudgetExhausted) return undefined;
    throw error;
  } finally {
    terms.meter = outer;
  }
}

// A copy is what was looked at: the original may be anything, and say something else when it is asked again.
function copyOf(certificate: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(certificate) ?? 'null') as unknown;
  } catch {
    return undefined;
  }
}

function isProved(language: TermLanguage, goal: Term, steps: Readonly<Record<string, unknown>>): boolean {
  try {
    return checkSteps(language, goal, steps);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** W and not R, read without any insight into unions; undefined where a part of the schemas is not known. */
function goalOf(
  writer: ReadDocument,
  reader: ReadDocument,
  claim: Pick<Certificate, 'profile' | 'formats' | 'readerAppliesDefaults'>,
  { terms, membership }: Pick<TermLanguage, 'terms' | 'membership'>,
): Term | undefined {
  const insight: Insight = { terms, membership, areAllDisjoint: () => false };
  const { profile, formats, readerAppliesDefaults } = claim;
  const sides = readSides(writer, reader, { insight, options: { profile, formats, readerAppliesDefaults } });
  if (sides.blocking.length > 0) return undefined;
  return terms.and([sides.writer.term, terms.not(sides.reader.term)]);
}

function readClaim(value: unknown): (Omit<Certificate, 'steps'> & { readonly steps: Readonly<Record<string, unknown>> }) | undefined {
  if (!isJsonObject(value as JsonValue)) return undefined;
  const { format, profile, formats, readerAppliesDefaults, steps } = value as Record<string, unknown>;
  const isClaim = format === 1 && PROFILES.includes(profile as Profile) && FORMAT_MODES.includes(formats as FormatMode);
  if (!isClaim || typeof readerAppliesDefaults !== 'boolean' || !isJsonObject(steps as JsonValue)) return undefined;
  return { format: 1, profile: profile as Profile, formats: formats as FormatMode, readerAppliesDefaults, steps: steps as Record<string, unknown> };
}
