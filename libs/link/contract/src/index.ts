export * from './generated/plimsoll/link/v1/enrollment_pb.js';
export * from './generated/plimsoll/link/v1/link_pb.js';
