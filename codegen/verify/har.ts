// HAR files: what browsers and proxies write of the calls and sockets of a page.
import { isFields, NOWHERE, optionalText, SENT, timeOf, type Captured, type Fields } from './captured.js';

interface Har {
  readonly log: { readonly entries: readonly unknown[] };
}

/** Whether a JSON value is a HAR file. */
export const isHar = (value: unknown): value is Har =>
  isFields(value) && isFields(value['log']) && Array.isArray(value['log']['entries']);

/** Answers and WebSocket frames of a HAR file. */
export function* harEntries(file: string, { log }: Har): Generator<Captured> {
  for (const [index, entry] of log.entries.entries()) {
    if (!isFields(entry)) continue;
    const place = `${file}#log.entries[${index}]`;
    const frames = entry['_webSocketMessages'];
    if (Array.isArray(frames)) yield* framesOf(frames, place, optionalText(fieldsIn(entry, 'request')['url']));
    else yield answerOf(entry, place);
  }
}

function* framesOf(frames: readonly unknown[], place: string, source: string | undefined): Generator<Captured> {
  for (const [number, frame] of frames.filter(isFields).entries()) {
    yield {
      ...NOWHERE,
      place: `${place}._webSocketMessages[${number}]`,
      time: timeOf(frame['time']),
      source,
      direction: SENT.has(String(frame['type'])) ? 'sent' : 'received',
      text: String(frame['data']),
    };
  }
}

function answerOf(entry: Fields, place: string): Captured {
  const request = fieldsIn(entry, 'request');
  const response = fieldsIn(entry, 'response');
  const content = fieldsIn(response, 'content');
  const text = optionalText(content['text']) ?? '';
  return {
    place,
    time: timeOf(entry['startedDateTime']),
    source: optionalText(request['url']),
    direction: 'received',
    method: optionalText(request['method']),
    status: typeof response['status'] === 'number' ? response['status'] : undefined,
    text: content['encoding'] === 'base64' ? Buffer.from(text, 'base64').toString() : text,
  };
}

const fieldsIn = (value: Fields, key: string): Fields => {
  const inner = value[key];
  return isFields(inner) ? inner : {};
};
