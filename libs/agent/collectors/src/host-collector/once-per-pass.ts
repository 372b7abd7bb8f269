import type { HostFiles } from '@plimsoll/probes';

type Call = (path: string, ...limits: readonly object[]) => Promise<unknown>;

/** The same answers, each asked for once: a pass over all sources reads no file twice, and sees one state of it. */
function remembered<Asked extends Call>(call: Asked): Asked {
  const answers = new Map<string, Promise<unknown>>();
  const asked = (path: string, ...limits: readonly object[]): Promise<unknown> => {
    const key = `${path}\0${JSON.stringify(limits)}`;
    const known = answers.get(key) ?? call(path, ...limits);
    answers.set(key, known);
    return known;
  };
  // The answers are those of the call itself, so they have its types.
  return asked as Asked;
}

/** A host whose files are read at most once, for as long as the returned object is kept: one pass. */
export const oncePerPass = (host: HostFiles): HostFiles => ({
  root: host.root,
  readText: remembered(host.readText),
  readBytes: remembered(host.readBytes),
  readLink: remembered(host.readLink),
  list: remembered(host.list),
  stat: remembered(host.stat),
  isLiveProcfs: remembered(host.isLiveProcfs),
});
