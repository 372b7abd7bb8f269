import { Readable } from 'node:stream';
import type { FactFeed, PassOutcome } from '@plimsoll/agent-runtime';
import { kubeFact } from '@plimsoll/collectors';
import { SOURCE_IDS, type Fact, type SourceId } from '@plimsoll/model';
import { readManifests, type ManifestProblem } from '@plimsoll/probes';

const KUBE_SOURCES: readonly SourceId[] = SOURCE_IDS.filter((source) => source.startsWith('kube/'));

/**
 * A folder of manifests as the objects of a cluster: one pass reads all of it and feeds every `kube/*` source. A
 * document that cannot be read might be any object, so nothing ends by such a pass; nor by one that found nothing.
 */
export function manifestFeed(folder: string, everySeconds: number): FactFeed {
  return {
    units: KUBE_SOURCES.map((source) => ({ source, partition: '' })),
    everySeconds,
    collect: (emit, signal) => collectFolder(folder, emit, signal),
  };
}

async function collectFolder(
  folder: string,
  emit: (fact: Fact) => void,
  signal: AbortSignal,
): Promise<PassOutcome> {
  const problems: ManifestProblem[] = [];
  let objects = 0;
  for await (const read of readManifests([folder], Readable.from([]))) {
    if (signal.aborted) return { complete: false, reason: 'io', detail: 'the agent stops' };
    if ('problem' in read) {
      problems.push(read.problem);
      continue;
    }
    objects += 1;
    const fact = kubeFact(read.manifest.object);
    if (fact) emit(fact);
  }
  return outcome(folder, objects, problems);
}

function outcome(folder: string, objects: number, problems: readonly ManifestProblem[]): PassOutcome {
  const [first] = problems;
  if (first) {
    const where = first.line > 0 ? `${first.file}:${first.line}` : first.file;
    return {
      complete: false,
      reason: 'invalid',
      detail: `${problems.length} unreadable, the first at ${where}: ${first.error.message}`,
    };
  }
  if (objects === 0) return { complete: false, reason: 'not-mounted', detail: `no manifest in ${folder}` };
  return { complete: true };
}
