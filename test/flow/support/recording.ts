import { LINK_METHODS, unpackChanges } from '@plimsoll/link-contract';
import type { ConnectRequest, ConnectResponse } from '@plimsoll/link-contract';
import type { EnrollmentHandler, StreamHandler } from '@plimsoll/link-server';

/** What crossed the link, after TLS and decompression: the readable text of every frame, both ways. */
export interface Recording {
  readonly frames: Buffer[];
  readonly changes: { readonly subjectKey: string; readonly source: string }[];
}

export const newRecording = (): Recording => ({ frames: [], changes: [] });

/** A handler that writes down what it is handed and answers, and does what the other does. */
export function recordedStreams(handler: StreamHandler, recording: Recording): StreamHandler {
  return {
    open: async (peer, hello, push) => {
      recordRequest(recording, {
        $typeName: 'plimsoll.link.v1.ConnectRequest',
        sequence: 1n,
        frame: { case: 'hello', value: hello },
      });
      const opened = await handler.open(peer, hello, (frame) => {
        recordResponse(recording, frame);
        push(frame);
      });
      if ('refused' in opened) return opened;
      return {
        welcome: opened.welcome,
        receive: async (frames) => {
          for (const frame of frames) recordRequest(recording, frame);
          const answers = await opened.receive(frames);
          for (const answer of answers) recordResponse(recording, answer);
          return answers;
        },
        closed: (reason) => opened.closed(reason),
      };
    },
  };
}

export function recordedEnrollment(handler: EnrollmentHandler, recording: Recording): EnrollmentHandler {
  return {
    enroll: (enrollment, caller, issue) => {
      const { token: _, ...told } = enrollment;
      recording.frames.push(Buffer.from(JSON.stringify(told)));
      return handler.enroll(enrollment, caller, issue);
    },
    renew: (renewal, caller, issue) => handler.renew(renewal, caller, issue),
  };
}

function recordRequest({ frames, changes }: Recording, request: ConnectRequest): void {
  frames.push(LINK_METHODS.connect.requestSerialize(request));
  if (request.frame.case !== 'facts') return;
  for (const change of unpackChanges(request.frame.value)) {
    changes.push({ subjectKey: change.subjectKey, source: change.source });
    frames.push(Buffer.from(change.subjectKey));
    if (change.change.case === 'body') frames.push(Buffer.from(change.change.value));
  }
}

function recordResponse({ frames }: Recording, response: ConnectResponse): void {
  frames.push(LINK_METHODS.connect.responseSerialize(response));
}
