import { examples, type CommandGroup } from '../command.ts';

/** What a person does about kept events; each in a file of `cli/events/`. */
export const command: CommandGroup = {
  declare(declared) {
    examples(declared, [
      ['sluice events list', 'what is held, parked or dead'],
      ['sluice events why 13', 'what is wrong with it, and what each version says'],
      ['sluice events rejudge --type com.shop.order.placed', 'how many of what is held would pass now?'],
      ['sluice events replay --type com.shop.order.placed', 'deliver them'],
    ]);
  },

  group: [
    { name: 'list', summary: 'list what is held, parked or dead, by filter', load: () => import('../events/list.ts') },
    { name: 'show', summary: 'show one event, with the values of people hidden', load: () => import('../events/show.ts') },
    { name: 'why', summary: 'say why an event is where it is', load: () => import('../events/why.ts') },
    { name: 'rejudge', summary: 'say how many would pass now, under a version or under a schema file', load: () => import('../events/rejudge.ts') },
    { name: 'replay', summary: 'deliver events again, or at last', load: () => import('../events/replay.ts') },
    { name: 'discard', summary: 'take events away that nobody needs any more', load: () => import('../events/discard.ts') },
    { name: 'erase', summary: 'forget everything of a key, an event or a subject, whatever its state', load: () => import('../events/erase.ts') },
  ],
};
