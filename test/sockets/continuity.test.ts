// Connections of one feed become one sequence: what is done to them, and what is handed out.
import { describe, expect, test } from 'vitest';
import type { Connection } from '../../src/sockets/connection.js';
import { createContinuity } from '../../src/sockets/continuity.js';
import { createVirtualTime } from '../support/virtual-time.js';

interface Event {
  readonly id: number;
}

/**
 * Acts out a script over connections A, B and C: `begin A`, `accept A`, `A 1` (an event with that id), `damage A`, `lose A`,
 * `interrupt A`, `switch B`, `switch B quietly`, `settle`, `forget`. Returns ids and gaps in their order, blank by blank.
 *
 * @param hasSequence Whether ids are known to grow by one.
 */
function play(script: string, hasSequence: boolean): string {
  const connections = new Map(['A', 'B', 'C'].map((name) => [name, { name } as unknown as Connection]));
  const said: string[] = [];
  const feed = createContinuity({
    time: createVirtualTime(),
    keyOf: (event) => (event as Event).id,
    follows: hasSequence ? (event, last) => (event as Event).id === (last as Event).id + 1 : undefined,
    deliver: (event) => said.push(String((event as Event).id)),
    gap: () => said.push('gap'),
  });
  for (const step of script.split(', ')) {
    const [verb = '', object = '', manner] = step.split(' ');
    const sender = connections.get(verb);
    const connection = connections.get(object)!;
    if (sender) feed.receive({ id: Number(object) }, sender);
    else if (verb === 'begin') feed.begin(connection);
    else if (verb === 'accept') feed.accept(connection);
    else if (verb === 'damage') feed.damage(connection, 'damaged');
    else if (verb === 'lose') feed.lose(connection, 'lost');
    else if (verb === 'interrupt') feed.interrupt(connection, 'refused');
    else if (verb === 'switch') feed.switchTo(connection, manner === 'quietly', 'replaced');
    else if (verb === 'settle') feed.settle();
    else if (verb === 'forget') feed.forgetEchoes();
    else throw new Error(`no such step: ${step}`);
  }
  return said.join(' ');
}

const ON_A = 'begin A, accept A';
const BESIDE = `${ON_A}, A 1, begin B, accept B`;

type Row = readonly [behaviour: string, given: string, want: string];

const ONE_CONNECTION: readonly Row[] = [
  ['events are handed out in order', `${ON_A}, A 1, A 2, A 3`, '1 2 3'],
  ['a repetition is handed out once', `${ON_A}, A 1, A 2, A 1, A 2, A 3`, '1 2 3'],
  ['events before the acceptance count', 'begin A, A 1, accept A, A 2', '1 2'],
  ['a loss before anything was handed out or accepted is none', 'begin A, lose A, begin B, accept B, B 5', '5'],
  ['a loss after the acceptance is a gap, told as the next one accepts', `${ON_A}, lose A, begin B, accept B`, 'gap'],
  ['a loss after an event without acceptance is a gap', 'begin A, A 1, lose A, begin B, B 3', '1 gap 3'],
  [
    'the gap comes before an event that comes before the acceptance',
    `${ON_A}, A 1, lose A, begin B, B 3, accept B`,
    '1 gap 3',
  ],
  [
    'a gap survives the loss of the next connection',
    `${ON_A}, A 1, lose A, begin B, lose B, begin C, accept C`,
    '1 gap',
  ],
  [
    'two losses without an event between them are one gap',
    `${ON_A}, A 1, lose A, begin B, lose B, begin C, C 9`,
    '1 gap 9',
  ],
  [
    'two losses with an event between them are two',
    `${ON_A}, A 1, lose A, begin B, B 5, lose B, begin C, C 9`,
    '1 gap 5 gap 9',
  ],
  [
    'what was handed out before the loss is not handed out again',
    `${ON_A}, A 1, A 2, lose A, begin B, accept B, B 2, B 3`,
    '1 2 gap 3',
  ],
  ['a message that cannot be read is a gap before the next event', `${ON_A}, A 1, damage A, A 3`, '1 gap 3'],
  ['one before the acceptance is none', 'begin A, damage A, accept A, A 3', '3'],
  [
    'a refusal is told at once, and again as the feed goes on',
    `${ON_A}, A 1, interrupt A, begin B, accept B, B 9`,
    '1 gap gap 9',
  ],
  [
    'a refusal that is repeated is told once',
    `${ON_A}, A 1, interrupt A, interrupt A, begin B, accept B, B 9`,
    '1 gap gap 9',
  ],
  ['a connection that is gone says nothing more', `${ON_A}, A 1, lose A, A 2, begin B, accept B, B 3`, '1 gap 3'],
];

const TWO_CONNECTIONS: readonly Row[] = [
  ['the older one is heard until the newer one takes over', `${BESIDE}, A 2, B 2, A 3, switch B, B 3, B 4`, '1 2 3 4'],
  ['what only the newer one has shown comes as it takes over', `${BESIDE}, A 2, B 2, B 3, switch B`, '1 2 3'],
  ['a repetition on the newer one is none', `${BESIDE}, A 2, B 2, B 2, B 3, B 3, switch B, B 3, B 4`, '1 2 3 4'],
  ['an echo after the switch is not handed out', `${BESIDE}, A 2, A 3, B 2, switch B, B 3, B 4`, '1 2 3 4'],
  [
    'the newer one lags behind: its late events are known',
    `${BESIDE}, A 2, A 3, A 4, switch B quietly, B 3, B 4, B 5`,
    '1 2 3 4 5',
  ],
  [
    'echoes are known over a second rotation',
    `${BESIDE}, A 2, A 3, switch B quietly, begin C, accept C, C 3, B 3, C 4, switch C, C 5`,
    '1 2 3 4 5',
  ],
  ['the older one is late after the switch: still in order', `${BESIDE}, switch B quietly, A 2, B 2, B 3`, '1 2 3'],
  [
    'an event that the newer one has before a common one is missing',
    `${BESIDE}, B 2, B 3, A 3, switch B, B 4`,
    '1 3 gap 4',
  ],
  ['the loss of the newer one changes nothing', `${BESIDE}, B 2, lose B, A 2, A 3`, '1 2 3'],
  [
    'the loss of the older one: the newer one goes on with what both have shown',
    `${BESIDE}, A 2, B 2, B 3, lose A, B 4`,
    '1 2 3 4',
  ],
  ['the loss of both is one gap', `${BESIDE}, lose A, lose B, begin C, accept C, C 9`, '1 gap 9'],
  [
    'an unreadable message on the newer one is a gap once it has taken over',
    `${BESIDE}, A 2, B 2, damage B, B 4, switch B`,
    '1 2 gap 4',
  ],
  ['one before a common event is none', `${BESIDE}, damage B, A 2, B 2, B 3, switch B`, '1 2 3'],
  ['the newer one is accepted first: it takes over at once', 'begin A, begin B, B 1, accept B, B 2, A 9', '1 2'],
  ['an event of the older one is as good as its acceptance', 'begin A, A 1, begin B, accept B, A 2', '1 2'],
];

const WITHOUT_SEQUENCE: readonly Row[] = [
  ['silence on both proves that nothing is missing', `${BESIDE}, switch B quietly, B 2`, '1 2'],
  ['no silence and no common event: a gap before the next', `${BESIDE}, switch B, B 5`, '1 gap 5'],
  ['or when the time for proof is over', `${BESIDE}, switch B, settle, B 5`, '1 gap 5'],
  ['an echo in time proves it', `${BESIDE}, switch B, B 1, settle, B 2`, '1 2'],
  [
    'a stalled older one: what the newer one has shown comes after a gap',
    `${BESIDE}, B 10, B 11, switch B`,
    '1 gap 10 11',
  ],
  ['also one that answers pings', `${BESIDE}, B 10, switch B quietly`, '1 gap 10'],
  ['the older one is lost, the newer one has shown nothing: a gap', `${BESIDE}, lose A, B 3`, '1 gap 3'],
  [
    'the older one is lost before the newer one was accepted: a gap',
    `${ON_A}, A 1, begin B, lose A, accept B, B 3`,
    '1 gap 3',
  ],
  [
    'a gap before a late event of the older one says nothing of what comes after it',
    `${BESIDE}, switch B, damage A, A 3, B 5`,
    '1 gap 3 gap 5',
  ],
  [
    'silence of a newer one that has accepted nothing proves nothing',
    `${ON_A}, A 1, begin B, switch B quietly, B 3`,
    '1 gap 3',
  ],
];

const WITH_SEQUENCE: readonly Row[] = [
  ['the next number proves that nothing is missing', `${BESIDE}, switch B, B 2, B 3`, '1 2 3'],
  ['another number is a gap', `${BESIDE}, switch B, B 3`, '1 gap 3'],
  ['also where both were silent', `${BESIDE}, switch B quietly, B 3`, '1 gap 3'],
  ['but silence alone is none when the time for proof is over', `${BESIDE}, switch B quietly, settle, B 2`, '1 2'],
  ['a gap before a late event of the older one', `${BESIDE}, switch B, A 3, B 4`, '1 gap 3 4'],
  ['and another one after it', `${BESIDE}, switch B, A 3, B 5`, '1 gap 3 gap 5'],
  ['the older one is lost: the next number proves it', `${BESIDE}, lose A, B 2`, '1 2'],
  ['a stalled older one: the numbers say that some are missing', `${BESIDE}, B 10, switch B`, '1 gap 10'],
];

describe.each([false, true])('with a sequence: %s', (hasSequence) => {
  test.each([...ONE_CONNECTION, ...TWO_CONNECTIONS, ...(hasSequence ? WITH_SEQUENCE : WITHOUT_SEQUENCE)])(
    '%s',
    (_, given, want) => expect(play(given, hasSequence)).toBe(want),
  );
});

describe('whether a newer connection can take over', () => {
  test.each([
    ['there is none', ON_A, false, true],
    ['neither has anything to say', BESIDE, true, true],
    ['the newer one has accepted nothing', `${ON_A}, A 1, begin B`, true, false],
    ['something may be on its way over the older one', BESIDE, false, false],
    ['both have shown one event', `${BESIDE}, B 1`, false, true],
    ['the newer one has shown what does not follow', `${BESIDE}, B 9`, true, false],
    ['it has shown what follows', `${BESIDE}, B 2`, false, true],
  ])('%s', (_, given, isQuiet, want) => {
    const connections = new Map(['A', 'B'].map((name) => [name, { name } as unknown as Connection]));
    const feed = createContinuity({
      time: createVirtualTime(),
      keyOf: (event) => (event as Event).id,
      follows: (event, last) => (event as Event).id === (last as Event).id + 1,
      deliver() {},
      gap() {},
    });
    for (const step of given.split(', ')) {
      const [verb = '', object = ''] = step.split(' ');
      const sender = connections.get(verb);
      if (sender) feed.receive({ id: Number(object) }, sender);
      else if (verb === 'begin') feed.begin(connections.get(object)!);
      else feed.accept(connections.get(object)!);
    }
    expect(feed.canSwitch(isQuiet)).toBe(want);
  });
});

test('what the older connection shows after the switch and out of order is a gap', () => {
  const [a, b] = [{ name: 'A' }, { name: 'B' }] as unknown as [Connection, Connection];
  const said: (number | string)[] = [];
  const feed = createContinuity({
    time: createVirtualTime(),
    keyOf: (event) => (event as Event).id,
    precedes: (event, last) => (event as Event).id < (last as Event).id,
    deliver: (event) => said.push((event as Event).id),
    gap: ({ reason }) => said.push(reason),
  });
  feed.begin(a);
  feed.accept(a);
  feed.receive({ id: 2 }, a);
  feed.begin(b);
  feed.accept(b);
  feed.switchTo(b, true, 'replaced');
  for (const id of [1, 3]) feed.receive({ id }, a);
  expect(said).toEqual([2, 'an event came after later ones', 3]);
});

test('a gap says since when: the last event, or the beginning', async () => {
  const time = createVirtualTime();
  const start = time.now();
  const froms: number[] = [];
  const [a, b] = [{ name: 'A' }, { name: 'B' }] as unknown as [Connection, Connection];
  const feed = createContinuity({
    time,
    keyOf: (event) => (event as Event).id,
    deliver() {},
    gap: ({ from }) => froms.push(from - start),
  });
  feed.begin(a);
  feed.accept(a);
  await time.advance(100);
  feed.lose(a, 'lost');
  feed.begin(b);
  feed.receive({ id: 1 }, b);
  await time.advance(50);
  feed.lose(b, 'lost');
  feed.begin(a);
  feed.accept(a);
  expect(froms).toEqual([0, 100]);
});
