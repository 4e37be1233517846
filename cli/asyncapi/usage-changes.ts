import type { ModelChange } from '../../src/asyncapi/change.ts';
import { compareModels } from '../../src/asyncapi/compare-models.ts';
import { labelsAfter } from '../../src/asyncapi/labels.ts';
import type { AsyncApiModel } from '../../src/asyncapi/model.ts';
import { appOf } from '../../src/asyncapi/subject-names.ts';
import { modelOfUsages } from '../../src/asyncapi/usage-model.ts';
import { readUsages, type Usage } from '../../src/asyncapi/usage.ts';
import type { PlannedContract } from './plan-import.ts';

/** What an import changes of what an application said of channels and operations before. */
export interface UsageChange {
  readonly application: string;
  /** Of the document that says it now. */
  readonly model: AsyncApiModel;
  readonly change: ModelChange;
}

interface Said {
  readonly model: AsyncApiModel;
  readonly old: Map<string, Usage>;
  readonly now: Map<string, Usage>;
}

/** Nothing for an application of which the registry knows nothing yet: there all is new. */
export function usageChanges(items: readonly Pick<PlannedContract, 'contract' | 'uses' | 'labelsBefore'>[]): readonly UsageChange[] {
  const byApplication = new Map<string, Said>();
  for (const { contract, uses, labelsBefore } of items) {
    if (contract.role !== 'payload') continue;
    const before = readUsages(labelsBefore);
    for (const use of uses) {
      const application = appOf(use.model);
      const said = byApplication.get(application) ?? { model: use.model, old: new Map(), now: new Map() };
      byApplication.set(application, said);
      const [old, now] = [before.get(application), readUsages(labelsAfter({}, use.model, use.contract)).get(application)];
      if (old !== undefined) said.old.set(contract.subject, old);
      if (now !== undefined) said.now.set(contract.subject, now);
    }
  }
  return [...byApplication].flatMap(([application, { model, old, now }]) => {
    if (old.size === 0) return [];
    const { changes } = compareModels(modelOfUsages(old), modelOfUsages(now, model));
    return changes.map((change) => ({ application, model, change }));
  });
}
