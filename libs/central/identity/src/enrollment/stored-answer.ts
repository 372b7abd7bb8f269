import type { Credentials } from './agent.js';

/** The answer to the last renewal, kept until the state that it gave is used. */
export interface StoredAnswer {
  readonly credentials: Credentials;
  readonly nextPublicKeyDigest: Uint8Array;
}

const LENGTHS = { key: 32, secret: 32, head: 32 + 32 + 8 + 8 } as const;

/** Key digest (32), join secret (32), counter (8), expiry in ms (8), certificate. */
export function writeAnswer(answer: StoredAnswer): Buffer {
  const numbers = Buffer.alloc(16);
  numbers.writeBigUInt64BE(answer.credentials.joinState.counter, 0);
  numbers.writeBigInt64BE(BigInt(answer.credentials.notAfterMs), 8);
  const { joinState, certificate } = answer.credentials;
  return Buffer.concat([answer.nextPublicKeyDigest, joinState.secret, numbers, certificate]);
}

export function readAnswer(bytes: Buffer): StoredAnswer {
  const secretEnd = LENGTHS.key + LENGTHS.secret;
  return {
    nextPublicKeyDigest: new Uint8Array(bytes.subarray(0, LENGTHS.key)),
    credentials: {
      joinState: {
        counter: bytes.readBigUInt64BE(secretEnd),
        secret: new Uint8Array(bytes.subarray(LENGTHS.key, secretEnd)),
      },
      notAfterMs: Number(bytes.readBigInt64BE(secretEnd + 8)),
      certificate: new Uint8Array(bytes.subarray(LENGTHS.head)),
    },
  };
}
