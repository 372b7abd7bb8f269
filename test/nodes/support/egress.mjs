// The way out of the pod's network: what connects to the port is carried to a socket of the machine.
import { createServer, connect } from 'node:net';

const [port, socket] = process.argv.slice(2);
createServer((inside) => {
  const outside = connect(socket);
  const end = () => {
    inside.destroy();
    outside.destroy();
  };
  for (const stream of [inside, outside]) stream.on('error', end).on('close', end);
  inside.pipe(outside).pipe(inside);
}).listen(Number(port), '127.0.0.1');
