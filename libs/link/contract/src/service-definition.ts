import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { DescMessage, DescMethod, MessageShape } from '@bufbuild/protobuf';
import type { MethodDefinition } from '@grpc/grpc-js';
import { plain } from './bytes.js';
import { EnrollmentService } from './generated/plimsoll/link/v1/enrollment_pb.js';
import { LinkService } from './generated/plimsoll/link/v1/link_pb.js';

type TypedMethod<Input extends DescMessage, Output extends DescMessage> = DescMethod & {
  readonly input: Input;
  readonly output: Output;
};

const codec = <Description extends DescMessage>(schema: Description) => ({
  serialize: (message: MessageShape<Description>): Buffer => {
    const bytes = toBinary(schema, message);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  },
  // An empty message is zero bytes and needs no reader.
  deserialize: (bytes: Buffer): MessageShape<Description> =>
    bytes.length === 0 ? create(schema) : fromBinary(schema, plain(bytes)),
});

/** What grpc-js wants to know of a method, from what protobuf-es knows of it. */
export function methodDefinition<Input extends DescMessage, Output extends DescMessage>(
  method: TypedMethod<Input, Output>,
): MethodDefinition<MessageShape<Input>, MessageShape<Output>> {
  const input = codec(method.input);
  const output = codec(method.output);
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    requestStream: method.methodKind === 'client_streaming' || method.methodKind === 'bidi_streaming',
    responseStream: method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming',
    requestSerialize: input.serialize,
    requestDeserialize: input.deserialize,
    responseSerialize: output.serialize,
    responseDeserialize: output.deserialize,
  };
}

export const ENROLLMENT_METHODS = {
  challenge: methodDefinition(EnrollmentService.method.challenge),
  enroll: methodDefinition(EnrollmentService.method.enroll),
  renew: methodDefinition(EnrollmentService.method.renew),
};

export const LINK_METHODS = { connect: methodDefinition(LinkService.method.connect) };
