// The methods of the WebSocket API, from the received frame to the answer.
import { toJsonText, type Json, type JsonObject } from '../../codegen/load/json.js';
import { documentedAnswer } from './answers.js';
import type { AskedRefusals } from './asked-refusals.js';
import type { Method, MethodDocument } from './async-document.js';
import type { Connection } from './connection.js';
import type { SpecDocument } from './document.js';
import { parseExactJson, parseNumbersAsText } from './exact-json.js';
import type { createLimits } from './limits.js';
import { checkSymbol, refusalOf, type Params } from './parameters.js';
import { Refusal } from './refusal.js';
import { checkRules } from './rules.js';
import { accountOf, checkTimestamp, verify, type Account } from './security.js';
import type { SocketFaults } from './socket-faults.js';
import type { Service } from './sockets.js';
import type { State } from './state.js';

interface Options {
  readonly accounts: readonly Account[];
  readonly now: () => number;
  readonly faults: SocketFaults;
  readonly violations: string[];
  readonly rest: {
    readonly state: State;
    readonly limits: ReturnType<typeof createLimits>;
    readonly document: SpecDocument;
    readonly asked: AskedRefusals;
  };
}

/** What a connection is logged on with. */
interface Session {
  account: Account;
  authorizedSince: number;
}

export function createWebSocketApi(document: MethodDocument, { accounts, now, faults, violations, rest }: Options) {
  const { validate, operations, logon, keyTypes, unsigned } = document;
  const { state, limits } = rest;
  const handlers = state.handlersOf(document);
  const sessions = new Map<Connection, Session>();

  /** Checks who calls, unless the session says so already. */
  function authenticate(method: Method, sent: ReadonlyMap<string, string>, session: Session | undefined): Account {
    const key = sent.get('apiKey');
    if (key === undefined && !session) throw new Refusal(-1102, 'apiKey');
    const account = key === undefined ? session!.account : accountOf(accounts, key);
    if (method.id === logon && !keyTypes.includes(account.verify.kind)) throw new Refusal(-4056);
    if (!method.signed) return account;
    checkTimestamp(sent, now(), rest.document);
    const signature = sent.get('signature');
    if (signature !== undefined) verify(signedText(sent), signature, account);
    else if (account !== session?.account) throw new Refusal(-1102, 'signature');
    return account;
  }

  /** The text that a signature is over: values as the frame holds them. */
  const signedText = (sent: ReadonlyMap<string, string>) =>
    [...sent]
      .filter(([name]) => !unsigned.includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join('&');

  /** Checks and executes a request: its result. */
  function execute(connection: Connection, frame: JsonObject, text: string): Json {
    if (typeof frame['method'] !== 'string') throw new Refusal(-1102, 'method');
    const method = operations.get(frame['method']);
    if (!method) throw new Refusal(-1020);
    const { params = {} } = frame;
    if (!isObject(params)) throw new Refusal(-1102, 'params');
    const sent = textsOf((parseNumbersAsText(text) as JsonObject)['params'] as JsonObject | undefined);
    limits.weigh(method, sent, {});
    const session = sessions.get(connection);
    const account = method.keyed ? authenticate(method, sent, session) : undefined;
    const fault = validate(method.request, withPlainId(frame));
    if (fault) throw refusalOf(fault, 'params');
    if (sent.has('symbol')) checkSymbol(sent.get('symbol')!);
    checkRules(method.rules, (name) => sent.get(name));
    rest.asked.check(method);
    const result = act(connection, method, params, account);
    limits.countOrders(method, {});
    return result;
  }

  function act(connection: Connection, method: Method, params: Params, account: Account | undefined): Json {
    const ofSession = sessionHandlers[method.id];
    if (ofSession) return ofSession(connection, account);
    const documented = () => documentedAnswer(method, params['symbol'] !== undefined, document);
    return handlers[method.id]?.(params, documented) ?? documented();
  }

  const sessionHandlers: { [operationId: string]: (connection: Connection, account?: Account) => Json } = {
    [logon](connection, account) {
      sessions.set(connection, { account: account!, authorizedSince: now() });
      return sessionOf(connection);
    },
    sessionStatus: sessionOf,
    sessionLogout(connection) {
      sessions.delete(connection);
      return sessionOf(connection);
    },
  };

  function sessionOf(connection: Connection): JsonObject {
    const session = sessions.get(connection);
    return {
      apiKey: session?.account.apiKey ?? null,
      authorizedSince: session?.authorizedSince ?? null,
      connectedSince: connection.openedAt,
      returnRateLimits: connection.returnRateLimits,
      serverTime: now(),
    };
  }

  /** The limits that a method counts towards. */
  function rateLimits(method: Method | undefined): JsonObject[] {
    const counted = document.limits.filter(
      ({ rateLimitType }) => rateLimitType !== 'ORDERS' || Object.keys(method?.orderWeight ?? {}).length > 0,
    );
    return counted.map((limit) => {
      const { rateLimitType, interval, intervalNum } = limit as { [name: string]: string };
      const count = limits.used(
        rateLimitType as 'REQUEST_WEIGHT' | 'ORDERS',
        `${intervalNum}${interval![0]!.toLowerCase()}`,
      );
      const least = rateLimitType === 'ORDERS' ? Infinity : limits.weightLimit;
      return { ...limit, limit: Math.min(limit['limit'] as number, least), count };
    });
  }

  function answer(connection: Connection, text: string): JsonObject {
    const frame = frameOf(text);
    const id = frame?.['id'] ?? null;
    const method = operations.get(String(frame?.['method']));
    const told = (body: JsonObject): JsonObject => {
      const own = isObject(frame?.['params']) ? frame['params']['returnRateLimits'] : undefined;
      return (own ?? connection.returnRateLimits) ? { id, ...body, rateLimits: rateLimits(method) } : { id, ...body };
    };
    const refused = (error: Refusal, status: number) => told({ status, error: rest.document.errorBody(error) });
    try {
      try {
        if (!frame) throw new Refusal(-1013);
        return checked(told({ status: 200, result: execute(connection, frame, text) }), method!.response);
      } catch (error) {
        // 401 is left to sessions that were ended
        if (error instanceof Refusal)
          return checked(refused(error, error.status === 401 ? 400 : error.status), document.refusal);
        throw error;
      }
    } catch (error) {
      violations.push((error as Error).message);
      return refused(new Refusal(-1000), 500);
    }
  }

  /** Nothing if the frame holds no object with a usable id. */
  function frameOf(text: string): JsonObject | undefined {
    try {
      const frame = parseExactJson(text);
      if (!isObject(frame)) return undefined;
      const { id = null } = frame;
      return id === null || ['string', 'bigint'].includes(typeof id) || Number.isInteger(id) ? frame : undefined;
    } catch {
      return undefined;
    }
  }

  function checked(value: JsonObject, schema: JsonObject): JsonObject {
    const fault = validate(schema, withPlainId(value));
    if (fault) throw new Error(`an answer breaks its schema: ${fault.instancePath} ${fault.message}`);
    return value;
  }

  const service: Service = {
    closed: (connection) => void sessions.delete(connection),
    received(connection, text) {
      const reply = toJsonText(answer(connection, text));
      const { route } = connection;
      if (faults.take(route, 'noAnswer', ({ method }) => method === undefined || method === frameOf(text)?.['method']))
        return;
      if (faults.take(route, 'dropAfterRequest')) connection.drop();
      else connection.write(reply);
    },
  };

  return {
    service,
    /** Logs all sessions off and says so. */
    revokeSessions(): void {
      for (const connection of sessions.keys()) connection.write(toJsonText(document.revocation));
      sessions.clear();
    },
  };
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The schema of ids takes any integer, but ajv no bigint. */
const withPlainId = (frame: JsonObject): JsonObject =>
  typeof frame['id'] === 'bigint' ? { ...frame, id: String(frame['id']) } : frame;

/** Parameters as the text stands for them: strings without quotes, numbers with all their digits. */
function textsOf(params: JsonObject = {}): Map<string, string> {
  return new Map(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? value : toJsonText(value)]),
  );
}
