// The one source of the import law (docs/architecture.md is rendered from it, .oxlintrc.json too). A row names the
// packages of a group, what they mean, and which of our packages they may import.

/** Groups of packages, in the order in which a fact flows. */
const KIT = ['errors', 'runtime', 'yaml'];
const CATALOG = ['engine', 'controls', 'frameworks'];
const LINK = ['link-contract', 'link-certificates', 'link-client', 'link-server'];
const AGENT = ['probes', 'collectors', 'agent-runtime'];
const LIBRARIES = [
  ...KIT,
  'model',
  ...CATALOG,
  ...LINK,
  ...AGENT,
  'store',
  'queue',
  'identity',
  'posture',
  'ingest',
  'evaluation',
  'graphql',
];
export const APPS = ['server', 'agent', 'cli'];
export const TOOLS = ['fleet', 'bench', 'testbed'];
export const PACKAGES = [...LIBRARIES, ...APPS, ...TOOLS];

const CORE = ['model', ...KIT];
const CENTRE = ['store', 'queue', 'identity', 'posture'];

/** package -> { folder, meaning, may, instead }: `instead` is what the linter's message proposes. */
export const LAW = {
  errors: { folder: 'libs/kit/errors', meaning: 'one error class, its codes and kinds', may: [] },
  runtime: {
    folder: 'libs/kit/runtime',
    meaning: 'configuration, lifecycle, logs, metrics',
    may: ['errors'],
  },
  yaml: { folder: 'libs/kit/yaml', meaning: 'the YAML reader that agrees with kubectl', may: ['errors'] },
  model: {
    folder: 'libs/model',
    meaning: 'facts, subjects, sources, digests, posture arithmetic',
    may: ['errors'],
    pure: true,
  },
  engine: {
    folder: 'libs/catalog/engine',
    meaning: 'derive and judge',
    may: ['errors', 'model'],
    pure: true,
  },
  controls: {
    folder: 'libs/catalog/controls',
    meaning: 'the controls and their tables',
    may: ['errors', 'model', 'engine'],
    pure: true,
  },
  frameworks: {
    folder: 'libs/catalog/frameworks',
    meaning: 'standards: requirement to controls',
    may: ['errors', 'model', 'engine', 'controls'],
    pure: true,
  },
  'link-contract': { folder: 'libs/link/contract', meaning: 'the generated wire contract', may: CORE },
  'link-certificates': {
    folder: 'libs/link/certificates',
    meaning: 'authority, signing requests, pins',
    may: CORE,
  },
  'link-client': {
    folder: 'libs/link/client',
    meaning: "the agent's end of the stream",
    may: [...CORE, 'link-contract', 'link-certificates'],
  },
  'link-server': {
    folder: 'libs/link/server',
    meaning: "the centre's end of the stream",
    may: [...CORE, 'link-contract', 'link-certificates'],
  },
  probes: {
    folder: 'libs/agent/probes',
    meaning: 'the audited host, manifests and the Kubernetes API, and nothing else',
    may: [...CORE, ...LINK],
  },
  collectors: {
    folder: 'libs/agent/collectors',
    meaning: 'a folder a source: what it reads, what it emits',
    may: [...CORE, ...LINK, 'probes'],
  },
  'agent-runtime': {
    folder: 'libs/agent/runtime',
    meaning: 'cadence, digests, diff, resync',
    may: [...CORE, ...LINK, 'collectors'],
  },
  store: { folder: 'libs/central/store', meaning: 'Postgres: schema, migrations, tenancy', may: CORE },
  queue: { folder: 'libs/central/queue', meaning: 'jobs, behind one typed adapter', may: CORE },
  identity: {
    folder: 'libs/central/identity',
    meaning: 'organizations, principals, tokens, enrolment',
    may: [...CORE, 'store', 'queue'],
  },
  posture: {
    folder: 'libs/central/posture',
    meaning: 'the read model',
    may: [...CORE, ...CATALOG, 'store', 'queue'],
  },
  ingest: {
    folder: 'libs/central/ingest',
    meaning: 'stage: from the stream to the store',
    may: [...CORE, ...CENTRE, ...LINK],
  },
  evaluation: {
    folder: 'libs/central/evaluation',
    meaning: 'stage: from facts to posture',
    may: [...CORE, ...CENTRE, ...CATALOG],
  },
  graphql: {
    folder: 'libs/central/graphql',
    meaning: 'stage: the API',
    may: [...CORE, ...CENTRE, ...CATALOG],
  },
  server: { folder: 'apps/server', meaning: 'gateway, worker, api, all, migrate', may: LIBRARIES },
  agent: { folder: 'apps/agent', meaning: 'role node or cluster', may: LIBRARIES },
  cli: { folder: 'apps/cli', meaning: 'the command `plimsoll`', may: LIBRARIES },
  fleet: { folder: 'tools/fleet', meaning: 'generated clusters, the demo', may: PACKAGES },
  bench: { folder: 'tools/bench', meaning: 'named benchmarks and their floors', may: PACKAGES },
  testbed: {
    folder: 'tools/testbed',
    meaning: 'a real Kubernetes API server, built and started',
    may: PACKAGES,
  },
};

/** A heavy package has one owner. */
export const OWNERS = {
  typeorm: ['store'],
  pg: ['store', 'queue'],
  'pg-copy-streams': ['store'],
  bullmq: ['queue'],
  '@grpc/grpc-js': ['link-contract', 'link-client', 'link-server'],
  '@bufbuild/protobuf': ['link-contract', 'link-client', 'link-server'],
  '@peculiar/x509': ['link-certificates'],
  'js-yaml': ['yaml'],
  'smol-toml': ['collectors'],
  graphql: ['graphql'],
  mercurius: ['graphql'],
  'graphql-ws': ['graphql'],
  ws: ['graphql'],
  pino: ['runtime'],
  'prom-client': ['runtime'],
  // The Kubernetes API is talked to by probes alone, on Node's own HTTPS; whoever adds a client adds it there.
  '@kubernetes/client-node': ['probes'],
  undici: ['probes'],
};

/** Of Node's own modules, those that read the audited host: only probes may (an agent's own state is the link client's). */
export const HOST_FILES = {
  modules: ['node:fs', 'node:fs/promises', 'fs', 'fs/promises'],
  forbiddenIn: ['collectors', 'agent-runtime'],
};

/** What a pure package may not name. */
export const IMPURE_GLOBALS = [
  'Date',
  'process',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'fetch',
  'performance',
  'crypto',
  'Buffer',
];

/** Of the globals that a pure package may name, what gives another answer each time. */
export const IMPURE_PROPERTIES = [{ object: 'Math', property: 'random' }];

export const forbiddenFor = (name) =>
  PACKAGES.filter((other) => other !== name && !LAW[name].may.includes(other));
