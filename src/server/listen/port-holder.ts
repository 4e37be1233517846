import { readdir, readFile, readlink } from 'node:fs/promises';
import { isIPv4 } from 'node:net';

/**
 * The number of the other process that listens on a port of this machine, in the way of who wants to listen there on `host`; undefined
 * where the system does not say: only Linux does, and only of processes of the same user. Looks at all of them, so it is for errors.
 */
export async function portHolder(port: number, host: string): Promise<number | undefined> {
  const sockets = new Set((await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((table) => listeners(table, { port, host })))).flat());
  if (sockets.size === 0) return undefined;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  for (const pid of pids) if (await hasOpen(pid, sockets)) return Number(pid);
  return undefined;
}

const LISTENS = '0A';

/** The sockets of a table that listen on the port, as `/proc/PID/fd` names them. */
async function listeners(table: string, { port, host }: { readonly port: number; readonly host: string }): Promise<readonly string[]> {
  const text = await readFile(table, 'utf8').catch(() => '');
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/));
  return rows
    .filter(([, local = '', , state]) => {
      const [address = '', number = ''] = local.split(':');
      return state === LISTENS && Number.parseInt(number, 16) === port && isInTheWay(address, host);
    })
    .map((columns) => `socket:[${columns[9]}]`);
}

/** Whether a listener at an address, as the tables write it, leaves no room for one at `host`. Of names it may be. */
function isInTheWay(address: string, host: string): boolean {
  return /^0+$/.test(address) || host === '0.0.0.0' || !isIPv4(host) || address.toLowerCase() === hexOf(host);
}

/** Of `127.0.0.1`: `0100007f`. */
function hexOf(address: string): string {
  return Buffer.from(address.split('.').map(Number).toReversed()).toString('hex');
}

// Whatever ends meanwhile, or is another user's, has nothing open.
async function hasOpen(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const open = await readdir(folder).catch(() => []);
  const targets = await Promise.all(open.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  return targets.some((target) => sockets.has(target));
}
