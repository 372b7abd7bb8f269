import { once } from 'node:events';
import { Agent, get } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { KUBE_COLLECTORS } from '@plimsoll/collectors/kube';
import { benchErrors } from '../errors.js';

const LIMIT = 500;
/** As many as the agent lists at once. */
const AT_ONCE = 3;

export interface RawList {
  readonly bytes: number;
}

/** The floor: the same kinds, a page of 500 after the other, three kinds at once, the bodies thrown away. */
export async function rawList(url: string, ca: string, token: string): Promise<RawList> {
  const agent = new Agent({ ca, keepAlive: true });
  const paths = KUBE_COLLECTORS.map(({ group, versions, reads: [{ resource }] }) =>
    group === '' ? `/api/v1/${resource}` : `/apis/${group}/${versions[0] ?? 'v1'}/${resource}`,
  ).values();
  let bytes = 0;
  const work = async (): Promise<void> => {
    for (const path of paths)
      for (let next: string | undefined = ''; next !== undefined;) {
        const query = new URLSearchParams({
          limit: String(LIMIT),
          ...(next === '' ? {} : { continue: next }),
        });
        const page = await readPage(new URL(`${path}?${query.toString()}`, url), agent, token);
        bytes += page.bytes;
        next = page.next;
      }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  agent.destroy();
  return { bytes };
}

// Only the head of a page is looked at, where the token for the next one is.
async function readPage(url: URL, agent: Agent, token: string) {
  const outgoing = get(url, { agent, headers: { authorization: `Bearer ${token}` } });
  const [answer]: IncomingMessage[] = await once(outgoing, 'response');
  if (answer?.statusCode !== 200)
    throw benchErrors.error(
      'BENCH_PROGRAM_FAILED',
      `${url.pathname} was answered with ${answer?.statusCode}`,
    );
  let [bytes, head] = [0, ''];
  for await (const chunk of answer) {
    if (head.length < 4_096) head += String(chunk).slice(0, 4_096);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, next: /"continue":"([^"]+)"/.exec(head.split('"items"')[0] ?? '')?.[1] };
}
