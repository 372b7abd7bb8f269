import type { Readable } from 'node:stream';

/** The lines of a stream as they arrive; one that is cut off at the end is not handed out. */
export async function* lines(stream: Readable): AsyncGenerator<string, void> {
  let rest = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    const parts = (rest + String(chunk)).split('\n');
    rest = parts.pop() ?? '';
    yield* parts.filter((line) => line !== '');
  }
}
