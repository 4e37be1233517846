import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A proxy in a process that is not ours. */
export interface ForeignProxy {
  readonly port: number;
  processes(): Promise<readonly number[]>;
  /** Processor time of all its processes so far, in microseconds. */
  cpuUs(): Promise<number>;
  stop(): Promise<void>;
}

/** Whether this machine has nginx. */
export function hasNginx(): boolean {
  return spawnSync('nginx', ['-v'], { stdio: 'ignore' }).status === 0;
}

/** nginx with one worker, which passes everything on and looks at nothing: what a proxy costs that is written in C. */
export async function startNginx(target: string): Promise<ForeignProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-nginx-'));
  const port = await freePort();
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port, target));
  const master = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], { stdio: 'ignore' });
  await listening(port, master);
  const processes = (): Promise<number[]> => familyOf(master.pid ?? 0);
  return {
    port,
    processes,
    cpuUs: async () => (await Promise.all((await processes()).map(cpuUsOf))).reduce((sum, one) => sum + one, 0),
    async stop() {
      const closed = once(master, 'close');
      master.kill('SIGQUIT');
      await closed;
      await rm(folder, { recursive: true });
    },
  };
}

function configuration(folder: string, port: number, target: string): string {
  const { host } = new URL(target);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${join(folder, name)};`);
  return `daemon off;
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
events { worker_connections 1024; }
http {
${paths.join('\n')}
  access_log off;
  keepalive_requests 100000000;
  client_body_buffer_size 64k;
  upstream function { server ${host}; keepalive 128; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://function; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(port: number, master: ChildProcess): Promise<void> {
  while (master.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'close').then(() => false)]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('nginx did not start');
}

async function familyOf(pid: number): Promise<number[]> {
  const children: string[] = [];
  for (const task of await readdir(`/proc/${pid}/task`)) children.push(await readFile(`/proc/${pid}/task/${task}/children`, 'utf8'));
  return [pid, ...children.join(' ').split(' ').filter(Boolean).map(Number)];
}

// /proc/PID/stat: the name may hold anything but ends at the last parenthesis; utime and stime are in hundredths of a second.
async function cpuUsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
