// What is taken out of records, and what is left to the byte.
import { describe, expect, test } from 'vitest';
import type { HttpRequest, Network, WebSocketEvents } from '../../src/network.js';
import type { Notice } from '../../src/notices.js';
import { createRecorder, createRedactor, recordedNetwork, type TrafficRecord } from '../../src/traffic.js';
import { createVirtualTime } from '../support/virtual-time.js';

const KEY = 'api-key-of-64';
const LISTEN_KEY = 'L'.repeat(20) + '-_'.repeat(10);
const NO_KEY = 'a'.repeat(39);

describe('a URL', () => {
  test.each([
    ['https://host/path?symbol=A&signature=abc', 'https://host/path?symbol=A&signature=***'],
    ['/path?signature=abc&symbol=A', '/path?signature=***&symbol=A'],
    ['/path?listenKey=abc#top', '/path?listenKey=***#top'],
    ['/path?apiKey=abc', '/path?apiKey=***'],
    ['/path?a=1&amp;signature=abc', '/path?a=1&amp;signature=***'],
    ['"/path?signature=abc"', '"/path?signature=***"'],
    ["'/path?signature=abc'", "'/path?signature=***'"],
    ['</path?signature=abc>', '</path?signature=***>'],
    ['/path?signature=abc end', '/path?signature=*** end'],
    ['/path?signature=abc\\n', '/path?signature=***\\n'],
    ['/path?signature=', '/path?signature='],
    ['/path?mysignature=abc', '/path?mysignature=abc'],
    ['/path?signature2=abc', '/path?signature2=abc'],
    ['/path?a=signature=abc', '/path?a=signature=abc'],
    [`wss://host/ws/${LISTEN_KEY}`, 'wss://host/ws/***'],
    [`wss://host/ws/${LISTEN_KEY}/a`, 'wss://host/ws/***/a'],
    [`wss://host/ws/${LISTEN_KEY}/${LISTEN_KEY}`, 'wss://host/ws/***/***'],
    [`wss://host/ws/${LISTEN_KEY}?a=1`, 'wss://host/ws/***?a=1'],
    [`wss://host/ws/${LISTEN_KEY}#a`, 'wss://host/ws/***#a'],
    [`wss://host/ws/${LISTEN_KEY}&a`, 'wss://host/ws/***&a'],
    [`wss://host/stream?streams=${LISTEN_KEY}`, 'wss://host/stream?streams=***'],
    [`wss://host/stream?a=1&streams=${LISTEN_KEY}/b`, 'wss://host/stream?a=1&streams=***/b'],
    [`wss://host/stream?streams=a/${LISTEN_KEY}`, 'wss://host/stream?streams=a/***'],
    [`wss://host/ws/${NO_KEY}`, `wss://host/ws/${NO_KEY}`],
    [`wss://host/ws?other=${LISTEN_KEY}`, `wss://host/ws?other=${LISTEN_KEY}`],
    [`wss://host/ws/${LISTEN_KEY}@trade`, `wss://host/ws/${LISTEN_KEY}@trade`],
    [`https://host/${KEY}/a?b=${KEY}`, 'https://host/***/a?b=***'],
  ])('%s', (url, shown) => {
    expect(createRedactor([KEY]).url(url)).toBe(shown);
  });
});

describe('a text', () => {
  test.each([
    ['{"apiKey":"abc","a":1}', '{"apiKey":"***","a":1}'],
    ['{"signature" : "abc"}', '{"signature" : "***"}'],
    ['{"listenKey":\n"abc"}', '{"listenKey":\n"***"}'],
    ['"{\\"apiKey\\":\\"abc\\",\\"a\\":1}"', '"{\\"apiKey\\":\\"***\\",\\"a\\":1}"'],
    ['{"signature":""}', '{"signature":""}'],
    ['{"signature":7}', '{"signature":7}'],
    ['{"mysignature":"abc"}', '{"mysignature":"abc"}'],
    ['{"signature2":"abc"}', '{"signature2":"abc"}'],
    [`{"stream":"${LISTEN_KEY}","data":{}}`, '{"stream":"***","data":{}}'],
    [`{"stream" : "${LISTEN_KEY}"}`, '{"stream" : "***"}'],
    [`[{"stream":"${LISTEN_KEY}"},{"stream":"${LISTEN_KEY}"}]`, '[{"stream":"***"},{"stream":"***"}]'],
    [`{"stream":"${NO_KEY}"}`, `{"stream":"${NO_KEY}"}`],
    [`{"stream":"${LISTEN_KEY}@trade"}`, `{"stream":"${LISTEN_KEY}@trade"}`],
    [`{"other":"${LISTEN_KEY}"}`, `{"other":"${LISTEN_KEY}"}`],
    [`${KEY} and ${KEY}`, '*** and ***'],
    ['text', 'text'],
  ])('%s', (text, shown) => {
    expect(createRedactor([KEY]).text(text)).toBe(shown);
  });
});

describe('a listenKey', () => {
  test('is hidden everywhere once an answer has given it', () => {
    const redactor = createRedactor([undefined]);
    expect(redactor.text('["listen-key"]')).toBe('["listen-key"]');
    redactor.text('{"listenKey":"listen-key"}');
    expect(redactor.text('["listen-key"]')).toBe('["***"]');
    expect(redactor.url('wss://host/listen-key')).toBe('wss://host/***');
  });

  test('other fields teach nothing', () => {
    const redactor = createRedactor([]);
    redactor.text('{"signature":"some-text"}');
    expect(redactor.text('["some-text"]')).toBe('["some-text"]');
  });

  test.each<[string, string]>([
    ['seven77', '["seven77"]'],
    ['eight888', '["***"]'],
  ])('%s may be an ordinary word: %s', (word, shown) => {
    expect(createRedactor([word]).text(`["${word}"]`)).toBe(shown);
  });
});

describe('a recorder', () => {
  const time = createVirtualTime(Date.parse('2026-11-25T12:00:00.007Z'));

  test('hands over what was said, without secrets, and when', () => {
    const records: TrafficRecord[] = [];
    const record = createRecorder(
      (one) => void records.push(one),
      createRedactor([KEY]),
      () => {},
      time,
    );
    record({ source: `/path?signature=abc`, direction: 'received', method: 'GET', status: 200, text: `"${KEY}"` });
    expect(records).toEqual([
      {
        time: '2026-11-25T12:00:00.007Z',
        source: '/path?signature=***',
        direction: 'received',
        method: 'GET',
        status: 200,
        text: '"***"',
      },
    ]);
  });

  test('tells of a hook that fails', () => {
    const notices: Notice[] = [];
    const error = new Error('the disk is full');
    const fail = () => {
      throw error;
    };
    createRecorder(
      fail,
      undefined,
      (notice) => void notices.push(notice),
      time,
    )({ source: '', direction: 'sent', text: '' });
    expect(notices).toEqual([{ kind: 'error', place: 'onTraffic', error }]);
  });
});

describe('a recorded network', () => {
  const records: unknown[] = [];
  let events: WebSocketEvents | undefined;
  const done: string[] = [];
  const inner: Network = {
    async send({ prepare }) {
      const { target } = await prepare();
      if (target === '/cut') throw new Error('cut');
      return { status: 201, headers: {}, text: `answer to ${target}` };
    },
    open(_, given) {
      events = given;
      return {
        send: (text) => void done.push(`sent ${text}`),
        close: () => void done.push('closed'),
        terminate: () => void done.push('terminated'),
      };
    },
    close: async () => void done.push('network closed'),
  };
  const network = recordedNetwork(inner, (record) => void records.push(record));
  const requestOf = (target: string) =>
    ({ origin: 'https://host', method: 'POST', prepare: () => ({ target, headers: {} }) }) as unknown as HttpRequest;

  test('records a request as it is sent, and its answer', async () => {
    records.length = 0;
    expect(await network.send(requestOf('/a?b=1'))).toEqual({ status: 201, headers: {}, text: 'answer to /a?b=1' });
    expect(records).toEqual([
      { source: 'https://host/a?b=1', direction: 'sent', method: 'POST', text: '' },
      { source: 'https://host/a?b=1', direction: 'received', method: 'POST', status: 201, text: 'answer to /a?b=1' },
    ]);
  });

  test('records no answer where none came', async () => {
    records.length = 0;
    await expect(network.send(requestOf('/cut'))).rejects.toThrow('cut');
    expect(records).toHaveLength(1);
  });

  test('records frames both ways, and lets them through', async () => {
    records.length = 0;
    const heard: string[] = [];
    const link = network.open('wss://host', {
      message: (text: string) => void heard.push(text),
    } as unknown as WebSocketEvents);
    link.send('ask');
    events!.message('answer');
    link.close();
    link.terminate();
    await network.close();
    expect(records).toEqual([
      { source: 'wss://host', direction: 'sent', text: 'ask' },
      { source: 'wss://host', direction: 'received', text: 'answer' },
    ]);
    expect(heard).toEqual(['answer']);
    expect(done).toEqual(['sent ask', 'closed', 'terminated', 'network closed']);
  });
});
