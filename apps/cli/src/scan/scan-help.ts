import { NEWEST_KUBERNETES } from './parse-scan-options.js';

export const SCAN_HELP = `plimsoll scan [PATH...] [options]

Judges Kubernetes manifests, or this host, without any server. Made for CI as well.

  PATH                      a file, a folder (*.yaml, *.yml, *.json in it and below), or - for the standard input
  --host DIR                judge the host whose / is mounted or was captured at DIR; / is this one
  --facts FILE|DIR          judge what was captured of a host: a kernel configuration (.gz too), a command line, the output
                            of sysctl -a, or a file that \`plimsoll capture\` made; may be repeated, each file is a node
  --framework ID            only the controls of a framework, and its requirements; may be repeated
  --control ID              only this control: an id, an alias, or a reference such as kubescape:C-0057; may be repeated
  --kubernetes-version X.Y  the version the objects are meant for; default ${NEWEST_KUBERNETES}
  --complete                the manifests are the whole cluster: what is not in them does not exist
  --format table|json       default table
  --verdicts fail|all       all: what passed and what does not apply too; default fail
  --fail-on SEVERITY        exit 1 only for a fail of critical, high, medium or low and above; default low
  --fail-on-unknown         exit 1 for unknown verdicts of that severity as well

--framework and --control add up; without either, every control is asked.
Manifests are read exactly as kubectl reads them. Values of Secrets, ConfigMaps, environment variables and arguments
are taken away before anything is judged or printed.

Exit code: 0 nothing found; 1 something failed; 2 bad usage, something could not be read (the rest is judged and
printed all the same), or nothing was read at all.

Examples:
  plimsoll scan deploy/ --framework pss-restricted --kubernetes-version 1.34
  helm template chart | plimsoll scan - --format json --fail-on high
  plimsoll scan --host /
  plimsoll scan --facts /boot/config-6.12.0 --framework kspp
`;
