import { RegistryError } from '../../src/core/errors.ts';
import { createProgress } from '../progress.ts';
import { examples, type CommandModule } from '../command.ts';
import { consentOptions, readConsent, type ConsentFlags } from '../consent-flags.ts';
import { EXIT } from '../exit-code.ts';
import { deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import type { Io } from '../io.ts';
import { applyPromotion } from '../promote/apply.ts';
import { isRefused, planPromotion, type PlanItem } from '../promote/plan.ts';
import { parseSelection, selectVersions, type Selection } from '../promote/select.ts';
import { connectSides } from '../promote/sides.ts';
import { confirm } from '../prompt.ts';
import { counted, grouped } from '../report/counted.ts';
import { printableReport } from '../report/printable.ts';
import { carriedOut, isPassed, planned, promotionJson, promotionOutline, promotionText, type Promotion } from '../report/promote.ts';

interface Flags extends FindingsFlags, ConsentFlags {
  readonly from: string;
  readonly to: string;
  readonly prefix?: string;
  readonly all?: true;
  readonly dryRun?: true;
  readonly yes?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('[subject]', 'SUBJECT, its latest version, or SUBJECT@N')
      .requiredOption('--from <url>', 'the registry that the versions come from; its key is in SLUICE_FROM_TOKEN or stored by `sluice login`')
      .requiredOption('--to <url>', 'the registry that they go to; its key is in SLUICE_TO_TOKEN or stored')
      .option('--prefix <prefix>', 'all subjects that it covers, such as com.shop.*, or * for the whole registry; asks before it writes')
      .option('--all', 'every live version, oldest first, instead of the latest')
      .option('--dry-run', 'print the plan and write nothing')
      .option('--yes', 'do not ask: not before a whole prefix, nor before an older version becomes the latest');
    consentOptions(declared);
    findingsOptions(declared);
    examples(declared, [
      ['sluice promote com.shop.order.placed --from https://dev.example.com --to https://staging.example.com', 'its latest version'],
      ['sluice promote com.shop.order.placed@3 --from https://dev.example.com --to https://staging.example.com --dry-run', 'would it be taken?'],
      ["sluice promote --prefix 'com.shop.*' --from https://staging.example.com --to https://prod.example.com --yes", 'all of a team, in a pipeline'],
      ["sluice promote --prefix '*' --all --from https://dev.example.com --to https://lab.example.com --dry-run", 'every live version of a registry'],
    ]);
  },

  hasFindings: true,

  async run(io, [operand], flags) {
    const selection = parseSelection(operand, flags.prefix);
    const consent = readConsent(flags);
    const sides = await connectSides(io, flags);
    const plan = await planPromotion(sides, await selectVersions(sides.from, selection, { isAll: flags.all === true }), consent);
    const [from, to] = [sides.from.url, sides.to.url];
    if (flags.dryRun === true) return answer(io, flags, { from, to, items: planned(plan), isPlan: true });
    await agree(io, flags, selection, { from, to, items: planned(plan), isPlan: true }, plan);
    const progress = createProgress(io.err);
    const done = await applyPromotion(sides, plan, consent, (count) =>
      progress.say(`${grouped(count)} of ${counted(plan.length, 'version')}`),
    ).finally(() => progress.end());
    return answer(io, flags, { from, to, items: carriedOut(done), isPlan: false });
  },
};

async function answer(io: Io, flags: Flags, promotion: Promotion): Promise<0 | 1> {
  await deliverFindings(io, flags, {
    json: promotionJson(promotion),
    text: (style) => promotionText(promotion, style),
    outline: () => promotionOutline(promotion),
  });
  return isPassed(promotion) ? EXIT.ok : EXIT.findings;
}

/**
 * A whole prefix is more than somebody may have in mind, and an older version is seldom meant to become the latest, so they see it
 * first. Throws `usage_invalid` where nobody can be asked.
 */
async function agree(io: Io, flags: Flags, selection: Selection, promotion: Promotion, plan: readonly PlanItem[]): Promise<void> {
  const writes = plan.some((item) => (item.step.kind === 'existing' ? item.step.describes === true : !isRefused(item)));
  const goesBack = plan.some(({ olderThan }) => olderThan !== undefined);
  if ((selection.kind === 'subject' && !goesBack) || flags.yes === true || !writes) return;
  const { color } = io.err;
  io.err.write(`${printableReport(promotionText(promotion, { color }), { color })}\n`);
  if (await confirm(io, 'Write this to the target?')) return;
  const what = goesBack ? 'have older versions become the latest' : 'promote a whole prefix';
  throw new RegistryError('usage_invalid', `nothing was written: say --yes to ${what}, or answer y at a terminal`);
}
