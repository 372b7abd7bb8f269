import { create } from '@bufbuild/protobuf';
import { ConnectResponseSchema, Goodbye_Reason, GoodbyeSchema } from '@plimsoll/link-contract';
import type { ConnectResponse, Goodbye } from '@plimsoll/link-contract';

/** Milliseconds: agents of a drained gateway come back spread over this span, not all at once. */
const SPREAD = { min: 500, max: 5_000 };
/** After a protocol fault the same agent will fault again: it is not to hammer. */
const FAULT_PAUSE = { min: 30_000, max: 60_000 };

type Random = () => number;

export const goodbyeFrame = (goodbye: Goodbye): ConnectResponse =>
  create(ConnectResponseSchema, { frame: { case: 'goodbye', value: goodbye } });

export const shutdownGoodbye = (random: Random): Goodbye =>
  goodbye(Goodbye_Reason.SHUTDOWN, 'this gateway stops', between(SPREAD, random));

export const overloadedGoodbye = (random: Random): Goodbye =>
  goodbye(
    Goodbye_Reason.OVERLOADED,
    'this gateway holds as many streams as it may',
    between(FAULT_PAUSE, random),
  );

export const protocolGoodbye = (detail: string, random: Random): Goodbye =>
  goodbye(Goodbye_Reason.PROTOCOL, detail, between(FAULT_PAUSE, random));

export const silentGoodbye = (random: Random): Goodbye =>
  goodbye(Goodbye_Reason.SILENT, 'nothing was heard for three heartbeats', between(SPREAD, random));

export const expiredGoodbye = (random: Random): Goodbye =>
  goodbye(Goodbye_Reason.RENEWED, 'the certificate of this stream has expired', between(SPREAD, random));

const goodbye = (reason: Goodbye_Reason, detail: string, retryAfterMs: number): Goodbye =>
  create(GoodbyeSchema, { reason, detail, retryAfterMs });

const between = ({ min, max }: typeof SPREAD, random: Random): number =>
  Math.round(min + (max - min) * random());
