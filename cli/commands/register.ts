import type { RegisterRequest } from '../../src/core/resources.ts';
import { parseSubject } from '../../src/core/subject.ts';
import { DIALECTS } from '../../src/core/version.ts';
import { collect, examples, oneOf, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { connect } from '../connect.ts';
import { consentOptions, readConsent, type ConsentFlags } from '../consent-flags.ts';
import { EXIT } from '../exit-code.ts';
import { chosenFormat, deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import { isRefusal } from '../refusal.ts';
import { failureJson } from '../report/failure.ts';
import { refusalText, registeredText } from '../report/register.ts';
import { refusalOutline, registeredOutline } from '../report/outline-register.ts';
import { readRegistration } from '../registration.ts';
import { withinFile } from '../schema-file.ts';
import { parseReference } from '../selector.ts';

interface Flags extends FindingsFlags, RegistryFlags, ConsentFlags {
  readonly subject: string;
  readonly reference: readonly string[];
  readonly dialect?: string;
  readonly semver?: string;
  readonly dryRun?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<file>', 'a JSON Schema file')
      .requiredOption('--subject <subject>', "the subject, for an event its CloudEvents type: 'com.shop.order.placed'")
      .option(
        '--reference <name=subject@n>',
        'what a $ref resolves to, before the project and files beside it are asked; may be repeated',
        collect,
        [],
      )
      .option('--dialect <dialect>', 'for a file without $schema (default: draft-2020-12)')
      .option('--semver <semver>', 'the number to give it, not below what the change asks for (default: that)')
      .option('--dry-run', 'say what would happen and store nothing');
    consentOptions(declared);
    registryOption(declared);
    findingsOptions(declared);
    examples(declared, [
      ['sluice register order.json --subject com.shop.order.placed', 'the next version, if it breaks nobody'],
      ['sluice register order.json --subject com.shop.order.placed --dry-run', 'what would happen'],
      ['sluice register order.json --subject com.shop.order.placed --allow-breaking --reason "v1 is gone"', 'start a new line'],
      ['sluice register order.json --subject com.shop.order.placed --reference money.json=com.shop.money@1', 'with a shared schema'],
    ]);
  },

  hasFindings: true,

  async run(io, [path = ''], flags) {
    const subject = parseSubject(flags.subject);
    const options = readOptions(flags);
    const { file, registry, ...content } = await readRegistration(io, path, { ...options, references: flags.reference.map(parseReference) });
    const client = await connect(io, flags, registry);
    try {
      const answer = await withinFile(file, () => client.register(subject, { ...content, ...options }));
      const latest = answer.existing === true && chosenFormat(io, flags) === 'text' ? (await client.getSubject(subject)).latest : undefined;
      // Whoever goes on would count on a version that no gate takes.
      const isRetired = answer.existing === true && answer.state === 'retired';
      await deliverFindings(io, flags, {
        json: answer,
        text: (style) => registeredText(answer, file, { ...style, latest }),
        outline: () => registeredOutline(answer, file, { passed: !isRetired }),
      });
      return isRetired ? EXIT.findings : EXIT.ok;
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      await deliverFindings(io, flags, {
        json: failureJson(thrown),
        text: (style) => refusalText(thrown, subject, file, style),
        outline: () => refusalOutline(thrown, subject, file),
      });
      return EXIT.findings;
    }
  },
};

function readOptions(flags: Flags): Omit<RegisterRequest, 'schema' | 'references'> {
  return {
    ...readConsent(flags),
    ...(flags.dialect === undefined ? {} : { dialect: oneOf('--dialect', DIALECTS, flags.dialect) }),
    ...(flags.semver === undefined ? {} : { semver: flags.semver }),
    ...(flags.dryRun === true ? { dryRun: true } : {}),
  };
}
