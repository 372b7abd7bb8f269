import { isPlimsollError } from '@plimsoll/errors';
import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';

/** Outcomes of mutations that a caller must expect; every other error is one of the whole request. */
const EXPECTED = {
  API_TOKEN_INVALID: 'API_TOKEN_INVALID',
  API_TOKEN_NOT_FOUND: 'API_TOKEN_NOT_FOUND',
  CLUSTER_NAME_INVALID: 'CLUSTER_NAME_INVALID',
  CLUSTER_NOT_ACTIVE: 'CLUSTER_NOT_ACTIVE',
  CLUSTER_NOT_FOUND: 'CLUSTER_NOT_FOUND',
  ENROLLMENT_TOKEN_INVALID: 'ENROLLMENT_TOKEN_INVALID',
  ENROLLMENT_TOKEN_NOT_FOUND: 'ENROLLMENT_TOKEN_NOT_FOUND',
  LABELS_INVALID: 'LABELS_INVALID',
  ROLE_EXCEEDS_CALLER: 'ROLE_EXCEEDS_CALLER',
} as const;
export type UserErrorCode = keyof typeof EXPECTED;

registerEnumType(EXPECTED, { name: 'UserErrorCode', description: 'Why a mutation changed nothing.' });

@ObjectType({ description: 'Why a mutation changed nothing.' })
export class UserError {
  @Field(() => EXPECTED, { description: 'Stable; for programs.' })
  readonly code!: UserErrorCode;

  @Field(() => [String], { nullable: true, description: 'Path of the argument that is to blame.' })
  readonly field!: readonly string[] | null;

  @Field(() => String, { description: 'For people.' })
  readonly message!: string;

  @Field(() => String, { description: 'What to do next.' })
  readonly hint!: string;
}

const FIELDS: Readonly<Record<UserErrorCode, readonly string[] | null>> = {
  API_TOKEN_INVALID: ['input'],
  API_TOKEN_NOT_FOUND: ['id'],
  CLUSTER_NAME_INVALID: ['name'],
  CLUSTER_NOT_ACTIVE: ['id'],
  CLUSTER_NOT_FOUND: ['id'],
  ENROLLMENT_TOKEN_INVALID: ['input'],
  ENROLLMENT_TOKEN_NOT_FOUND: ['id'],
  LABELS_INVALID: ['labels'],
  ROLE_EXCEEDS_CALLER: ['input', 'role'],
};

const isExpected = (code: string): code is UserErrorCode => Object.hasOwn(EXPECTED, code);

/** Runs a mutation: what it gives with no user errors, or the user error that it ended with. */
export async function outcomeOf<Payload extends object>(
  nothing: Payload,
  work: () => Promise<Payload>,
): Promise<Payload & { readonly userErrors: readonly UserError[] }> {
  try {
    return { ...(await work()), userErrors: [] };
  } catch (error) {
    if (!isPlimsollError(error) || !isExpected(error.code)) throw error;
    const { code, message, hint } = error;
    return { ...nothing, userErrors: [{ code, field: FIELDS[code], message, hint }] };
  }
}
