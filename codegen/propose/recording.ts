// What is recorded every night: all streams and calls that need no account, with the parameters of their examples.
import { readFileSync } from 'node:fs';
import type { Model, OperationModel, StreamModel } from '../model/model.js';
import { Refusal, type Run } from './commands.js';

/** Names of streams and calls, as `record` takes them. */
export interface Plan {
  readonly streams: readonly string[];
  readonly calls: readonly string[];
}

/** All that can be recorded without a key. */
export const planOf = ({ streams, operations }: Model): Plan => ({
  streams: [...new Set(streams.flatMap(namesOf))],
  calls: operations
    .filter(
      ({ method, auth, retry, deprecated }) => method === 'GET' && auth === 'none' && retry === 'safe' && !deprecated,
    )
    .flatMap(callOf),
});

/** Every form of a stream's name, with the example of each parameter; none where a parameter has no example. */
function namesOf({ patterns, params }: StreamModel): string[] {
  return patterns.flatMap(({ pattern }) => {
    const missing = params.some(({ name, example }) => example === undefined && pattern.includes(`{${name}}`));
    if (missing) return [];
    const filled = params.reduce((name, { name: param, example = '', lowerCase }) => {
      return name.replace(`{${param}}`, lowerCase ? example.toLowerCase() : example);
    }, pattern);
    return [filled];
  });
}

/** A call with the parameters of its example; what asks for a range in the past is left out where it may be. */
function callOf({ id, params, requestExample = {}, pagination }: OperationModel): string[] {
  const range = new Set([
    pagination?.params.from,
    pagination?.params.to,
    pagination?.params.id,
    pagination?.params.page,
  ]);
  const given = params.filter(
    ({ name, required }) => requestExample[name] !== undefined && (required || !range.has(name)),
  );
  if (params.some(({ name, required }) => required && requestExample[name] === undefined)) return [];
  const texts = given.map(({ name }) => {
    const value = requestExample[name];
    return `--${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`;
  });
  return [[id, ...texts].join(' ')];
}

/** Records to a file. What has to be known of a recording that cannot be trusted is thrown. */
export function recordTo(file: string, plan: Plan, duration: string, run: Run): void {
  const flags = [
    ...plan.streams.flatMap((name) => ['--stream', name]),
    ...plan.calls.flatMap((call) => ['--call', call]),
  ];
  const { status, stderr } = run('npm', 'run', '-s', 'cli', '--', 'record', '--for', duration, '--out', file, ...flags);
  checkRecording(file);
  if (status === 2) throw new Refusal(`record: ${stderr}`);
}

/** Fails unless a recording holds answers and events, none of them refused because of the place of the caller. */
export function checkRecording(file: string): void {
  const lines = readRecords(file);
  const received = lines.filter(({ direction }) => direction === 'received');
  const refused = received.find(({ status }) => status === 451);
  if (refused) {
    throw new Refusal(
      `${refused.source} answered 451: the exchange does not serve this place. Nothing can be said about the spec; ` +
        'run it in a region that is served (repository variable LIVE_RUNNER).',
    );
  }
  const answers = received.filter(({ status }) => status !== undefined && status < 400);
  const frames = received.filter(({ status }) => status === undefined);
  if (answers.length === 0) throw new Refusal('no call was answered: nothing can be said about the spec');
  if (frames.length === 0) throw new Refusal('no stream sent anything: nothing can be said about the spec');
}

interface RecordLine {
  readonly source: string;
  readonly direction: string;
  readonly status?: number;
}

function readRecords(file: string): RecordLine[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Refusal('nothing was recorded');
  }
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as RecordLine]));
}
