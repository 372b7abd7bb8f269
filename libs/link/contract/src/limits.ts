const MEBIBYTE = 1024 * 1024;

/** The limits of the link, DESIGN section 6 "Skew"; both sides hold to them. Bytes, counts and milliseconds. */
export const LINK_LIMITS = {
  /** One fact's canonical body. A larger one is rejected by name. */
  bodyBytes: 2 * MEBIBYTE,
  /** What a batch aims at, of uncompressed FactChanges; a larger fact travels alone. */
  batchBytes: MEBIBYTE,
  /** One frame, and the FactChanges that a batch inflates to. More ends the stream. */
  messageBytes: 4 * MEBIBYTE,
  /** Changes in one batch. Bounds the objects that few bytes can make. */
  batchChanges: 10_000,
  /** Ends of epochs in one batch. */
  batchEpochs: 1_000,
  /** Entries of one list in a frame: subjects, buckets, roots. */
  listEntries: 65_536,
  /** The window that a centre grants unless it has reasons for another. */
  credits: { bytes: 8 * MEBIBYTE, facts: 2_000 },
  heartbeatMs: 30_000,
  /** Heartbeats that may be missed before the other side counts as gone. */
  missedHeartbeats: 3,
  helloMs: 10_000,
  /** One request of the enrolment service. */
  enrollmentBytes: 64 * 1024,
  tokenCharacters: 512,
  certificateBytes: 4 * 1024,
  clusterNameCharacters: 253,
  clusterLabels: 64,
  labelNameCharacters: 317,
  labelValueCharacters: 253,
  /** Life of a challenge's nonce. */
  nonceMs: 60_000,
  /** Difference of clocks beyond which enrolment and renewal are refused. */
  clockSkewMs: 5 * 60_000,
  /** An expired certificate may still renew for this long. */
  renewalGraceMs: 30 * 24 * 3_600_000,
} as const;
