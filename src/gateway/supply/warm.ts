import { createPacer } from '../../core/pacing.ts';
import type { Catalogue, CatalogueSubject, ValidatorOptions } from './catalogue.ts';
import type { RouteConfig } from '../config/config.ts';
import { validatorOptions } from '../judge/judge.ts';

/**
 * Make the validators that events will ask for, before they do: one after the other, with room for events in between. Ends early
 * when `isCurrent` says that there is a newer catalogue. What cannot be compiled is told to whoever sends an event of it.
 */
export async function warm(catalogue: Catalogue, routes: readonly RouteConfig[], isCurrent: () => boolean): Promise<void> {
  const pacer = createPacer();
  for (const subject of catalogue.subjects) {
    for (const version of subject.versions) {
      for (const choice of choicesOf(subject, routes)) {
        await pacer.breathe();
        if (!isCurrent()) return;
        try {
          const validator = subject.validator(version, choice);
          for (const _ of validator.prepare?.() ?? []) {
            await pacer.breathe();
            if (!isCurrent()) return;
          }
          validator.validate(null, { maxFindings: 0 });
        } catch {
          // An event of it gets the error, and the log the reason.
        }
      }
    }
  }
}

function choicesOf(subject: CatalogueSubject, routes: readonly RouteConfig[]): ValidatorOptions[] {
  const choices = routes.map(({ source, undeclared, showValues }) =>
    validatorOptions(subject, { registryUrl: undefined, undeclared, showValues, isDeclaredByProfile: source.kind === 'cloudevents' }),
  );
  return [...new Map(choices.map((choice) => [JSON.stringify(choice), choice])).values()];
}
