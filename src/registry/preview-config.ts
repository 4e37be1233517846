import { pairsToCheck, type Check, type Compatibility, type Pair } from '../core/compatibility.ts';
import type { ConfigDryRunResource, ConfigDryRunSubject } from '../core/resources.ts';
import { startOf } from '../core/subject.ts';
import { isLive, type VersionRecord } from '../core/version.ts';
import type { Configs, SubjectHistory } from '../storage/store.ts';
import type { Context } from './context.ts';
import { effectiveCompatibility, sourcesOfCompatibility } from './effective-compatibility.ts';
import { createCompatibilityJudge, versionParty, type Party } from './judge.ts';
import { outcomeOf } from './refusal.ts';
import { formatOf } from './subject-format.ts';

/** Nobody reads more; a narrower name says the rest. */
const MAX_SUBJECTS = 100;
const MAX_CHECKS = 500;

/** The engine may need seconds for a hard pair, and somebody waits for the answer. */
const MAX_MS = 20_000;

/**
 * What a configuration says about the live versions that are there: for each subject that `name` covers the pairs that its
 * level asks for within a line, newest first. At most 100 subjects and 500 checks, none begun after 20 s.
 */
export async function previewConfig(context: Context, name: string, { before, after }: Change): Promise<ConfigDryRunResource> {
  const { histories, isMore } = await coveredBy(context, name);
  const budget = { left: MAX_CHECKS, until: context.now() + MAX_MS };
  const subjects: ConfigDryRunSubject[] = [];
  let truncated = isMore;
  for (const history of histories) {
    const narrower = narrowerThan(name, history, { before, after });
    const preview = narrower === undefined ? await previewSubject(context, history, after, budget) : presentUnaffected(history, after, narrower);
    if (preview.isWhole || preview.subject.checks.length > 0) subjects.push(preview.subject);
    if (!preview.isWhole) truncated = true;
  }
  return { subjects, asked: MAX_CHECKS - budget.left, truncated };
}

/** The settings before what is tried, and with it. */
interface Change {
  readonly before: Configs;
  readonly after: Configs;
}

/** The narrower name whose own settings go before all that is tried, so that nothing changes for a subject; undefined where something may. */
function narrowerThan(name: string, { subject }: SubjectHistory, { before, after }: Change): string | undefined {
  const sources = [before, after].flatMap((configs) => Object.entries(sourcesOfCompatibility(configs, subject.subject)));
  if (sources.some(([, source]) => source === name)) return undefined;
  const set = [before, after].flatMap(({ records }) => records.filter((record) => record.name === name));
  const narrower = sources.find(([field, source]) => source !== null && set.some((record) => record[field as keyof Compatibility] !== undefined));
  return narrower?.[1] ?? undefined;
}

function presentUnaffected({ subject }: SubjectHistory, configs: Configs, narrower: string): Preview {
  const compatibility = effectiveCompatibility(configs, subject.subject, subject.face);
  return { subject: { subject: subject.subject, ...compatibility, holds: true, checks: [], setAt: narrower }, isWhole: true };
}

async function coveredBy(context: Context, name: string): Promise<{ readonly histories: readonly SubjectHistory[]; readonly isMore: boolean }> {
  const prefix = startOf(name);
  const found =
    prefix === undefined
      ? [await context.store.readSubject(name)].filter((history) => history !== undefined)
      : await context.store.listSubjects({ prefix, limit: MAX_SUBJECTS + 1 });
  return { histories: found.slice(0, MAX_SUBJECTS).filter(({ versions }) => versions.some(isLive)), isMore: found.length > MAX_SUBJECTS };
}

interface Budget {
  left: number;
  readonly until: number;
}

interface Preview {
  readonly subject: ConfigDryRunSubject;
  /** Whether every check was made. */
  readonly isWhole: boolean;
}

async function previewSubject(context: Context, { subject, versions }: SubjectHistory, configs: Configs, budget: Budget): Promise<Preview> {
  const compatibility = effectiveCompatibility(configs, subject.subject, subject.face);
  const live = versions.filter(isLive);
  const judge = createCompatibilityJudge(context, (await formatOf(context, live)) ?? context.format(), compatibility);
  const checks: Check[] = [];
  let isWhole = true;
  for (const pair of pairsWithin(context, live, compatibility)) {
    if (budget.left === 0 || context.now() > budget.until) {
      isWhole = false;
      break;
    }
    budget.left -= 1;
    checks.push({ writer: pair.writer.side, reader: pair.reader.side, verdict: await judge.verdict(pair) });
  }
  await judge.save();
  const holds = outcomeOf(checks, compatibility.onUndecided) === 'compatible';
  return { subject: { subject: subject.subject, ...compatibility, holds, checks }, isWhole };
}

/** Each version as it would join its line, the newest first. */
function* pairsWithin(context: Context, live: readonly VersionRecord[], { level }: Compatibility): Generator<Pair<Party>> {
  const parties = live.map((version) => ({ line: version.line, party: versionParty(context, version) }));
  for (let index = parties.length - 1; index >= 0; index -= 1) {
    const candidate = parties[index];
    if (candidate === undefined) continue;
    const earlier = parties.slice(0, index).filter(({ line }) => line === candidate.line);
    yield* pairsToCheck(
      level,
      candidate.party,
      earlier.map(({ party }) => party),
    );
  }
}
