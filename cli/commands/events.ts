import { examples, type CommandModule } from '../command.ts';
import { discardEvents } from '../events/discard.ts';
import { eraseEvents } from '../events/erase.ts';
import { listEvents } from '../events/list.ts';
import { rejudgeEvents } from '../events/rejudge.ts';
import { replayEvents } from '../events/replay.ts';
import { showEvent } from '../events/show.ts';
import { explainEvent } from '../events/why.ts';
import { EXIT } from '../exit-code.ts';

/** What a person does about kept events; each in a file of `cli/events/`. */
export const command: CommandModule = {
  declare(declared) {
    examples(declared, [
      ['sluice events list', 'what is held, parked or dead'],
      ['sluice events why 13', 'what is wrong with it, and what each version says'],
      ['sluice events rejudge --type com.shop.order.placed', 'how many of what is held would pass now?'],
      ['sluice events replay --type com.shop.order.placed', 'deliver them'],
    ]);
  },

  group: [
    { name: 'list', summary: 'list what is held, parked or dead, by filter', command: listEvents },
    { name: 'show', summary: 'show one event, with the values of people hidden', command: showEvent },
    { name: 'why', summary: 'say why an event is where it is', command: explainEvent },
    { name: 'rejudge', summary: 'say how many would pass now, under a version or under a schema file', command: rejudgeEvents },
    { name: 'replay', summary: 'deliver events again, or at last', command: replayEvents },
    { name: 'discard', summary: 'take events away that nobody needs any more', command: discardEvents },
    { name: 'erase', summary: 'forget everything of a key, an event or a subject, whatever its state', command: eraseEvents },
  ],

  hasFindings: true,

  run: async () => EXIT.usage,
};
