// A peer in a process of its own: some never come to an end on real schemas, and can only be killed.
import { Socket } from 'node:net';
import { loadPeer, PEERS, type PeerAnswer, type PeerRequest } from './peer.ts';

// json-schema-diff would fetch a `$ref` that it does not find.
Socket.prototype.connect = () => {
  throw new Error('a peer may not use the network');
};

const name = PEERS.find((peer) => peer === process.argv[2]) ?? 'sluice';
const peer = await loadPeer(name);
process.on('message', (request: PeerRequest) => void answer(request).then(send));
send({ kind: 'ready' });

async function answer({ writer, reader }: PeerRequest): Promise<PeerAnswer> {
  const start = performance.now();
  try {
    const contained = await peer(writer, reader);
    return { kind: 'answer', contained, durationMs: performance.now() - start };
  } catch (error) {
    return { kind: 'error', message: (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '' };
  }
}

function send(message: PeerAnswer): void {
  process.send?.(message);
}
