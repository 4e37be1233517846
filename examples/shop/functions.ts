import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, startNode, type Service } from './program.ts';
import { FUNCTIONS, type FunctionName } from './routes.ts';
import type { Workspace } from './workspace.ts';

const FILES: Readonly<Record<FunctionName, string>> = {
  mail: 'accounts/src/mail.js',
  payments: 'payments/src/payments.js',
  warehouse: 'warehouse/src/warehouse.js',
  shipping: 'shipping/src/shipping.js',
  alert: 'sensors/src/alert.js',
};

/** A line that a function wrote: what it did with an event, or which event it sent. */
export interface Line {
  readonly id?: string;
  readonly type: string;
  readonly key?: string;
  readonly failed?: boolean;
  readonly sent?: string;
  readonly part?: number;
  readonly currency?: string;
  readonly alert?: boolean;
}

/** The functions, each a process with a journal. */
export interface Functions {
  readonly addresses: Readonly<Record<FunctionName, string>>;
  /** Start it from a build, in place of the one that runs. */
  deploy(name: FunctionName, build: string): Promise<void>;
  /** What it has written so far. */
  journal(name: FunctionName): readonly Line[];
  stop(): Promise<void>;
}

export interface FunctionsOptions {
  readonly folder: string;
  readonly workspace: Workspace;
  /** The gateways that functions send to. */
  readonly gates: () => readonly string[];
}

/** Choose their addresses; nothing runs until it is deployed. */
export async function prepareFunctions({ folder, workspace, gates }: FunctionsOptions): Promise<Functions> {
  const ports = await freePorts(FUNCTIONS.length);
  const portOf = (name: FunctionName): string => String(ports[FUNCTIONS.indexOf(name)]);
  const fileOf = (name: FunctionName): string => join(folder, `${name}.ndjson`);
  const running = new Map<FunctionName, Service>();
  return {
    addresses: Object.fromEntries(FUNCTIONS.map((name) => [name, `http://127.0.0.1:${portOf(name)}/`])) as Record<FunctionName, string>,
    deploy: async (name, build) => {
      await running.get(name)?.stop();
      const env = { PORT: portOf(name), JOURNAL: fileOf(name), GATES: gates().join(' ') };
      running.set(name, await startNode([workspace.built(build, FILES[name])], folder, env, join(folder, `${name}.log`)));
    },
    journal: (name) => readLines(fileOf(name)),
    stop: async () => {
      for (const service of running.values()) await service.stop();
    },
  };
}

function readLines(file: string): readonly Line[] {
  if (!existsSync(file)) return [];
  // A function may be writing: what is behind the last line break is no line yet.
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Line);
}
