// The function behind the gate: reads a request to its end and answers, and does nothing else, so that its cost is small.
import { createServer, type AddressInfo } from 'node:net';
import { RequestReader } from './request-reader.ts';

const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok');

const server = createServer({ noDelay: true }, (socket) => {
  const reader = new RequestReader();
  socket.on('data', (chunk) => {
    for (let whole = reader.take(chunk); whole > 0; whole -= 1) socket.write(ANSWER);
  });
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
