import { Goodbye_Reason, type Goodbye, type Hello } from '@plimsoll/link-contract';
import { goodbye } from '../plan/answers.js';
import { isStateRoot } from '../plan/hello.js';

/** The goodbye for a hello whose parts contradict each other: what it says could not be compared with anything. */
export function refuseHello(hello: Hello, random: () => number): Goodbye | undefined {
  if (isStateRoot(hello.stateRoot, hello.roots)) return undefined;
  const pause = 30_000 + Math.round(random() * 30_000);
  return goodbye(Goodbye_Reason.PROTOCOL, 'the state root is not the one over the roots of the hello', pause);
}
