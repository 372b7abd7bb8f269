/** The tabs that GraphiQL opens with; a test runs each of them against the schema. */
export const SAVED_QUERIES: Readonly<Record<string, string>> = {
  Overview: `# Every cluster in every framework.
query Overview {
  organization {
    name
    asOf
    scores { framework score withScore withoutScore }
    clusters {
      cluster { name kind labels { key value } }
      postures {
        framework
        score
        noScoreReason
        coverage
        counts { pass fail unknown manual notApplicable }
        freshness { units stale notCollected }
      }
    }
  }
}
`,
  ClusterPosture: `# One cluster: the state of each requirement, and what would raise its score most.
query ClusterPosture($framework: ID! = "pss-restricted") {
  clusters(first: 1) {
    nodes {
      name
      posture(framework: $framework) {
        score
        coverage
        requirements { requirement title verdict reason controls }
      }
      improvements(framework: $framework, first: 3) {
        gain
        subjects
        remedy
        control { slug title }
      }
    }
  }
}
`,
  WorstFindings: `# The worst open findings with what was observed.
query WorstFindings {
  findings(first: 10, filter: { verdicts: [FAIL] }) {
    totalCount
    nodes {
      severity
      control { slug title remedy }
      cluster { name }
      subject { kind namespace name }
      evidence { path value wanted }
      firstOpenedAt
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  Health: `# Whether the agents are there, how fresh each source is, and what was refused.
query Health {
  clusters(first: 20) {
    nodes {
      name
      health {
        connected
        lastSeenAt
        agentVersion
        sources { source partition state freshness reason nextStep }
        rejectedFacts { subject source reason }
      }
    }
  }
}
`,
  AsOf: `# The same overview as it was known at an instant. Set asOf below, in the variables.
query AsOf($asOf: DateTime) {
  organization(asOf: $asOf) {
    asOf
    resolution
    clusters { cluster { name } postures { framework score coverage since cause } }
  }
}
`,
  EnrolCluster: `# A token for the next cluster, with the line to run there. Shown once.
mutation EnrolCluster {
  createEnrollmentToken(input: { description: "the next cluster" }) {
    command
    enrollmentToken { expiresAt }
    userErrors { code message hint }
  }
}
`,
};
