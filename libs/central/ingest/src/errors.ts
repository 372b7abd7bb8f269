import { defineErrors } from '@plimsoll/errors';

/** Of a whole stream: it ends. The codes of single facts are `rejectionRows`. */
export const ingestErrors = defineErrors({
  INGEST_PROTOCOL: {
    kind: 'invalid',
    hint: 'The frame breaks the contract of the stream; update the agent. Nothing of it was stored, it is sent again.',
  },
  INGEST_CONTENDED: {
    kind: 'unavailable',
    hint: 'Other writers of this cluster kept winning; nothing was acknowledged, the agent sends it again.',
  },
  INGEST_TOO_MANY_ENROLLMENTS: {
    kind: 'exhausted',
    hint: 'Too many enrolments came from one address; try again in a minute.',
    retryable: true,
  },
  INGEST_TOO_MANY_RENEWALS: {
    kind: 'exhausted',
    retryable: true,
    hint: 'The agent tries again by itself; if it goes on, look at its log for why it renews.',
  },
});

/** Why a single fact was not stored. It is counted by its claimed digest on both sides and the stream goes on. */
export const rejectionRows = {
  INGEST_FACT_TOO_LARGE: 'The body is over 2 MiB. Leave the subject out or make it smaller.',
  INGEST_FACT_SUBJECT: 'The subject key is no key of a subject, or longer than 1,024 bytes.',
  INGEST_FACT_SOURCE: 'The source is unknown to this version of the centre. Update the centre.',
  INGEST_FACT_PARTITION: 'The source does not have this partition.',
  INGEST_FACT_ENCODING: 'The body is not valid UTF-8.',
  INGEST_FACT_BODY: 'The body is not a fact: not JSON, or not of its shape.',
  INGEST_FACT_SHAPE: 'The shape of the body is not the shape of its source.',
  INGEST_FACT_DIGEST: 'The claimed digest is not the digest of subject, trim version and body.',
  INGEST_FACT_TRIM_VERSION: 'The trim version is not from 1 to 32767.',
} as const;

export type RejectionCode = keyof typeof rejectionRows;
