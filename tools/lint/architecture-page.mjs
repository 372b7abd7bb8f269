// Renders docs/architecture.md from the import law: the table and the way of a fact.
import { LAW, OWNERS } from './import-law.mjs';

const WAY = `host files   Kubernetes API   manifests
        \\         |         /
         probes -> collectors            trim, redact
                     |
               agent-runtime             digest, diff, two lanes
                     |
                link-client
   ==== one outbound gRPC stream a cluster, mTLS ====
                link-server
                     |
                  ingest                 authorize, validate, commit, ack
                     |
  store  <-----------+----> queue        facts, generations; a hint
    |                         |
    +----> evaluation <-------+          derive, judge, tally, roll up
    |          |
    +<---------+                         findings, tallies, posture: intervals
    |
  posture (read model) -> graphql -> people, dashboards`;

export function architecturePage() {
  const rows = Object.entries(LAW).map(([name, { folder, meaning, may }]) => {
    const allowed = may.length > 20 ? 'any library' : may.length > 0 ? may.join(', ') : 'none';
    return `| \`${folder}\` | ${name} | ${meaning} | ${allowed} |`;
  });
  const owners = Object.entries(OWNERS).map(([module, names]) => `| \`${module}\` | ${names.join(', ')} |`);
  return `<!-- Generated from tools/lint/import-law.mjs by \`npm run generate\`; do not edit. -->

# Architecture

A fact moves through the tree once, left to right; stages never import each other, they meet in tables and jobs.

\`\`\`text
${WAY}
\`\`\`

## What may import what

The linter enforces this table (\`npm run check\`), and a test plants a violation of each row.

| folder | package | meaning | may import (of ours) |
|---|---|---|---|
${rows.join('\n')}

Tests, benches and tools may import anything and are imported by nothing. \`model\` and the catalogue are pure: no I/O, no
clock, no randomness. Only \`probes\` reads the audited host.

## One heavy dependency, one owner

| dependency | owner |
|---|---|
${owners.join('\n')}
`;
}
