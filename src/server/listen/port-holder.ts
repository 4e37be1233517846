import { readdir, readFile, readlink } from 'node:fs/promises';

/**
 * The number of the process that listens on a port of this machine; undefined where the system does not say: only Linux does, and
 * only of processes of the same user. Looks at all of them, so it is for errors.
 */
export async function portHolder(port: number): Promise<number | undefined> {
  const sockets = new Set((await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((table) => listeners(table, port)))).flat());
  if (sockets.size === 0) return undefined;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) if (await hasOpen(pid, sockets)) return Number(pid);
  return undefined;
}

const LISTENS = '0A';

/** The sockets of a table that listen on the port, as `/proc/PID/fd` names them. */
async function listeners(table: string, port: number): Promise<readonly string[]> {
  const text = await readFile(table, 'utf8').catch(() => '');
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/));
  return rows
    .filter(([, local, , state]) => state === LISTENS && Number.parseInt(local?.split(':')[1] ?? '', 16) === port)
    .map((columns) => `socket:[${columns[9]}]`);
}

// Whatever ends meanwhile, or is another user's, has nothing open.
async function hasOpen(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const open = await readdir(folder).catch(() => []);
  const targets = await Promise.all(open.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  return targets.some((target) => sockets.has(target));
}
