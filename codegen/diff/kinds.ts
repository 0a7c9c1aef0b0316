// Every kind of change: what it asks of readers of the spec, of callers of the generated client, and what they must do.

/** How much a change asks for, as a step of the version. */
export type Level = 'none' | 'patch' | 'minor' | 'major';

interface KindRow {
  /** For readers of the spec, who call the exchange with software of their own. */
  readonly spec: Level;
  /** For callers of the generated client, which hides names and addresses of the wire. */
  readonly client: Level;
  /** What a caller must do. `{name}`, `{old}` and `{new}` are filled in. */
  readonly action: string;
}

const row = (spec: Level, client: Level, action: string): KindRow => ({ spec, client, action });

/** The rules of the comparison, one row a kind of change. */
export const kinds = {
  // Calls, streams, events and errors
  'call-added': row('minor', 'minor', 'Nothing to do; `{name}` can be called now.'),
  'call-removed': row('major', 'major', 'Stop calling `{name}`; it is gone.'),
  'call-renamed': row('major', 'major', 'Call it by its new name, `{new}`.'),
  'request-line-changed': row('major', 'patch', 'Send it as `{new}`; the client does.'),
  'authentication-raised': row('major', 'major', 'Call it with a key that may do this, and sign if `{new}` says so.'),
  'authentication-lowered': row('minor', 'minor', 'Nothing to do; less is asked of the key now.'),
  'stream-added': row('minor', 'minor', 'Nothing to do; `{name}` can be subscribed now.'),
  'stream-removed': row('major', 'major', 'Stop subscribing `{name}`; it is gone.'),
  'stream-moved': row('major', 'patch', 'Subscribe it as `{new}`; the client does.'),
  'stream-form-added': row('minor', 'patch', 'Nothing to do; the form `{new}` is taken too.'),
  'stream-list-changed': row('major', 'patch', 'Read {new} from a message; the client hands out single events.'),
  'stream-event-changed': row('major', 'major', 'Read `{new}` where `{old}` came.'),
  'event-added': row('minor', 'minor', 'Nothing to do; `{name}` may come now.'),
  'event-removed': row('major', 'major', 'Stop waiting for `{name}`; it no longer comes.'),
  'event-renamed': row('minor', 'major', 'Use the new name, `{new}`, for its type and its handler.'),
  'schema-renamed': row('minor', 'patch', 'Use the new name, `{new}`, in code that is generated from the spec.'),
  'exported-type-renamed': row('minor', 'major', 'Import `{new}` instead of `{old}`.'),
  'error-added': row('minor', 'minor', 'Nothing to do; `{name}` may be answered now.'),
  'error-removed': row('major', 'major', 'Stop telling `{name}` apart; it is no longer answered.'),
  'error-renamed': row('major', 'major', 'Compare with its new name, `{new}`.'),
  'error-outcome-uncertain': row(
    'minor',
    'minor',
    'Query the outcome before repeating the call; it may have been executed.',
  ),
  'error-outcome-known': row('patch', 'patch', 'Nothing to do; more is known of what it means for a repetition.'),

  // Requests
  'parameter-added': row('minor', 'minor', 'Nothing to do; `{name}` may be sent.'),
  'required-parameter-added': row('major', 'major', 'Send `{name}` with every call.'),
  'parameter-became-required': row('major', 'major', 'Send `{name}` with every call.'),
  'parameter-became-optional': row('minor', 'minor', 'Nothing to do; `{name}` may be left out.'),
  'parameter-removed': row('major', 'major', 'Stop sending `{name}`.'),
  'parameter-retyped': row('major', 'major', 'Send `{name}` as {new}.'),
  'parameter-widened': row('minor', 'minor', 'Nothing to do; `{name}` takes more than before.'),
  'parameter-form-changed': row('major', 'patch', 'Send `{name}` as {new}; the client does.'),
  'parameter-narrowed': row('major', 'major', 'Keep `{name}` within {new}.'),
  'parameter-value-added': row('minor', 'minor', 'Nothing to do; `{name}` takes {new} too.'),
  'parameter-value-removed': row('major', 'major', 'Stop sending {old} as `{name}`.'),
  'default-changed': row('minor', 'minor', 'Send `{name}` where the call relies on what is taken without it.'),
  'rule-added': row('major', 'major', 'Meet the rule: {new}.'),
  'rule-removed': row('minor', 'minor', 'Nothing to do; a rule is gone: {old}.'),
  'warning-changed': row('patch', 'patch', 'Look at the doubtful rule again; it warns at most.'),

  // Answers and events
  'field-added': row('minor', 'minor', 'Nothing to do; `{name}` may be read.'),
  'field-removed': row('major', 'major', 'Stop reading `{name}`.'),
  'retired-field-removed': row('patch', 'major', 'Stop reading `{name}`; it had been gone, its type is gone too.'),
  'field-retired': row('major', 'major', 'Stop reading `{name}`; it no longer comes.'),
  'optional-field-retired': row(
    'minor',
    'minor',
    'Stop reading `{name}`; it no longer comes, though it was never sure to.',
  ),
  'field-became-optional': row('major', 'major', 'Expect `{name}` to be absent.'),
  'field-became-required': row('minor', 'minor', 'Nothing to do; `{name}` always comes now.'),
  'field-retyped': row('major', 'major', 'Read `{name}` as {new}.'),
  'field-became-nullable': row('major', 'major', 'Expect null as `{name}`.'),
  'field-never-null': row('minor', 'minor', 'Nothing to do; `{name}` is never null now.'),
  'wire-form-added': row('patch', 'patch', 'Accept `{name}` in the form {new} too; the client does.'),
  'wire-form-removed': row('patch', 'patch', 'Nothing to do; `{name}` no longer comes in the form {old}.'),
  'bounds-changed': row('patch', 'patch', 'Nothing to do; what is known of `{name}` changed from {old} to {new}.'),
  'value-added': row('minor', 'minor', 'Nothing to do where unknown values are kept; {new} may come as `{name}`.'),
  'value-removed': row('patch', 'patch', 'Nothing to do; {old} no longer comes as `{name}`.'),
  'closed-value-added': row('major', 'major', 'Handle {new} as `{name}`; the list was closed.'),
  'values-opened': row('major', 'major', 'Expect unknown values as `{name}`.'),
  'values-closed': row('minor', 'minor', 'Nothing to do; `{name}` is one of {new} now.'),
  'option-added': row('minor', 'minor', 'Skip what is unknown; {new} may come here.'),
  'option-removed': row('major', 'major', 'Stop waiting for {old} here; it no longer comes.'),
  'shape-changed': row('major', 'major', 'Read the answer as {new}.'),
  'readable-name-changed': row('major', 'major', 'Read `{new}` instead of `{old}`.'),
  'wire-key-renamed': row('major', 'patch', 'Read the key `{new}` instead of `{old}`; the client does.'),

  // What calls cost and how they may be repeated
  'weight-changed': row('patch', 'patch', 'Reckon with {new} where requests are counted.'),
  'order-weight-changed': row('patch', 'patch', 'Reckon with {new} where orders are counted.'),
  'retry-riskier': row('minor', 'minor', 'Stop repeating it blindly; query the outcome first.'),
  'retry-safer': row('patch', 'patch', 'Nothing to do; it may be repeated more freely.'),
  'fact-changed': row('patch', 'patch', 'Nothing to do unless you use this fact yourself.'),
  'update-speed-changed': row('patch', 'patch', 'Expect messages at the new pace.'),

  // Base URLs and connections
  'server-added': row('minor', 'minor', 'Nothing to do; {new} can be used.'),
  'server-moved': row('major', 'patch', 'Connect to {new}; the client does, unless it was given URLs of your own.'),
  'server-removed': row(
    'major',
    'patch',
    'Connect to another base URL than {old}; the client does, unless it was given URLs of your own.',
  ),
  'environment-removed': row('major', 'major', 'Use another environment; `{name}` is gone.'),
  'connection-path-changed': row('major', 'patch', 'Connect at {new}; the client does.'),

  // Words
  deprecated: row('minor', 'minor', 'Plan to do without `{name}`.'),
  'deprecation-lifted': row('patch', 'patch', 'Nothing to do; `{name}` stays.'),
  'text-changed': row('patch', 'patch', 'Nothing to do; only words changed.'),
  'example-changed': row('patch', 'none', 'Nothing to do; only an example changed.'),
  'other-changed': row('patch', 'none', 'Nothing to do unless you read this part of the document.'),
} as const satisfies { readonly [kind: string]: KindRow };

/** Name of a kind of change. */
export type Kind = keyof typeof kinds;
