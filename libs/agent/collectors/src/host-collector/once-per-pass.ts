import type { HostFiles, ListLimits, ReadLimits } from '@plimsoll/probes';

type Limits = ReadLimits & ListLimits;
type Call = (path: string, limits?: Limits) => Promise<unknown>;

/** Of most questions the path says it all. */
function keyOf(path: string, limits: Limits | undefined): string {
  if (limits === undefined) return path;
  const { maxBytes = '', whenLonger = '', maxEntries = '' } = limits;
  return `${path}\0${maxBytes} ${whenLonger} ${maxEntries}`;
}

/** The same answers, each asked for once: a pass over all sources reads no file twice, and sees one state of it. */
function remembered<Asked extends Call>(call: Asked): Asked {
  const answers = new Map<string, Promise<unknown>>();
  const asked = (path: string, limits?: Limits): Promise<unknown> => {
    const key = keyOf(path, limits);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = call(path, limits);
    answers.set(key, answer);
    return answer;
  };
  // The answers are those of the call itself, so they have its types.
  return asked as Asked;
}

const PASSES = new WeakSet<HostFiles>();

/**
 * A host whose files are read at most once, for as long as the returned object is kept: one pass. A pass within a pass
 * is the same one.
 */
export function oncePerPass(host: HostFiles): HostFiles {
  if (PASSES.has(host)) return host;
  const pass: HostFiles = {
    root: host.root,
    readText: remembered(host.readText),
    readBytes: remembered(host.readBytes),
    readLink: remembered(host.readLink),
    list: remembered(host.list),
    stat: remembered(host.stat),
    isLiveProcfs: remembered(host.isLiveProcfs),
  };
  PASSES.add(pass);
  return pass;
}

/** What several sources make of a host is made once a pass; outside of a pass each time. */
export function madeOncePerPass<Reader extends { readonly host: HostFiles }, Made>(
  make: (reader: Reader) => Promise<Made>,
): typeof make {
  const made = new WeakMap<HostFiles, Promise<Made>>();
  return (reader) => {
    const known = made.get(reader.host);
    if (known !== undefined) return known;
    const making = make(reader);
    if (PASSES.has(reader.host)) made.set(reader.host, making);
    return making;
  };
}
