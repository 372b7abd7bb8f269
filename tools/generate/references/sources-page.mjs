// docs/sources.md: the registry of sources, and what each collector of a host reads with what privilege.
import { MARK, cell, table } from './markdown.mjs';

const INTRODUCTION = `# Sources

Where facts come from. An id is permanent: it is stored with every fact. A source is stale when nothing confirmed it for
its *oldest age*; what depends on it is then \`unknown: stale\`. Kinds under \`kube/\` are watched in a live
cluster, or read from manifests.`;

const KUBE_READS = `## What the cluster agent reads

In all namespaces, by the ClusterRole in \`deploy/rbac\`, which is generated from the same rows.`;

const READS = `## What the host collectors read

Only these paths, below the root of the host that was given, and only regular files. \`*\` stands for one name. No
collector needs a capability; *privilege* is the least that reads a path.`;

const PRIVILEGES = { 'any-uid': 'any user', 'gid-0': 'group 0', 'uid-0': 'user 0' };

export async function sourcesPage() {
  const { SOURCES } = await import('@plimsoll/model');
  const { HOST_COLLECTORS } = await import('@plimsoll/collectors');
  const sections = HOST_COLLECTORS.map(
    ({ source, reads }) =>
      `### ${source}\n\n${table(
        ['path', 'why', 'privilege'],
        reads.map(({ path, why, privilege }) => [
          `\`${path}\``,
          cell(why),
          PRIVILEGES[privilege] ?? privilege,
        ]),
      )}`,
  );
  const { KUBE_COLLECTORS } = await import('@plimsoll/collectors/kube');
  const kube = table(
    ['source', 'resource', 'verbs', 'versions', 'why'],
    KUBE_COLLECTORS.flatMap(({ source, versions, reads }) =>
      reads.map(({ resource, verbs, why }) => [
        `\`${source}\``,
        resource,
        verbs.join(', '),
        versions.join(', '),
        cell(why),
      ]),
    ),
  );
  return [MARK, INTRODUCTION, registry(SOURCES), KUBE_READS, kube, READS, ...sections].join('\n\n');
}

const registry = (sources) =>
  table(
    ['source', 'what', 'shape', 'partition', 'read', 'oldest age'],
    Object.entries(sources).map(([id, { meaning, shape, partitioned, freshness }]) => [
      `\`${id}\``,
      cell(meaning),
      shape,
      partitioned === 'node' ? 'one a node' : 'one',
      freshness.mode === 'watch' ? 'watched' : `every ${freshness.everySeconds} s`,
      `${freshness.maxAgeSeconds} s`,
    ]),
  );
