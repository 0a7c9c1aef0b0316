// Which names of a spec may become names of TypeScript: whatever else one is made of is refused, and never becomes code.
import { decoderName, parameterName } from './names.js';

/** Words that no variable of a module can be called. */
const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined var void while with yield'
  ).split(' '),
);
const LONGEST = 100;

const isShort = (name: string) => name.length > 0 && name.length <= LONGEST && name !== '__proto__';

/** Words that generated modules use for things of their own. */
const OWN_NAMES = new Set(
  (
    'build call errors events methods operations options params product subscribe marketStreams marketDecoders ' +
    'userDataDecoders userDataHandlerNames restMethods streamMethods streamBuilders webSocketMethods environments ' +
    'apiKeyHeader connections controlErrors httpErrors limitHeaders timing weightPools'
  ).split(' '),
);
const OWN_TYPES = new Set(
  (
    'Array Date Error EventDecoder ErrorName ErrorRow HttpErrorRow Map Method Object ' +
    'ObjectRow Operation ParameterRow Product Promise ReadonlyMap Record RestMethods Set Stream StreamBuilders ' +
    'StreamMethods String Number Boolean UserDataHandlers WebSocketMethods'
  ).split(' '),
);
/** Names of local variables of decoders, and of what decoders import. */
const DECODER_NAMES = /^(?:text|at|seen\d*|endAt|closes|(?:read|scan)[A-Z]\w*|\w+(?:Values|Fields))$/;

/** What can be wrong with a name; `undefined` if nothing is. */
type Rule = (name: string) => string | undefined;

/** Name of a call or a stream: it becomes a constant and a method. */
export const callRule: Rule = (name) => {
  if (!isShort(name) || !/^[a-z][A-Za-z\d]*$/.test(name))
    return `must be a name of letters and digits that begins with a lower-case letter, ${LONGEST} long at most`;
  return RESERVED.has(name) || OWN_NAMES.has(name) ? 'is a word that generated code needs for itself' : undefined;
};

/** Name of a schema: it becomes a type and, of an event, the constant of its decoder. */
export const schemaRule: Rule = (name) => {
  if (!isShort(name) || !/^[A-Z][A-Za-z\d]*$/.test(name))
    return `must be a name of letters and digits that begins with a capital, ${LONGEST} long at most`;
  if (RESERVED.has(decoderName(name))) return 'becomes a word that generated code needs for itself';
  return OWN_TYPES.has(name) ? 'is a type that generated code needs for itself' : undefined;
};

/** Name of a parameter that several calls share: it becomes a constant. */
export const sharedRule: Rule = (name) => callRule(parameterName(name));

/** Readable name of an event's key: it becomes a variable of a decoder. */
export const labelRule: Rule = (name) => {
  if (!isShort(name) || !/^[A-Za-z_$][\w$]*$/.test(name))
    return `must be a name as TypeScript has it, ${LONGEST} long at most`;
  return RESERVED.has(name) || DECODER_NAMES.test(name) ? 'is a word that generated code needs for itself' : undefined;
};

/** Name of a parameter: it becomes a property. */
export const parameterRule: Rule = (name) =>
  isShort(name) && /^[A-Za-z_$][\w$]*$/.test(name)
    ? undefined
    : `must be a name as TypeScript has it, ${LONGEST} long at most`;

/** Key of an object on the wire. */
export const keyRule: Rule = (name) =>
  isShort(name) && /^[\w$@.:/ -]+$/.test(name)
    ? undefined
    : `must be made of letters, digits, blanks and $ @ . : / - _, ${LONGEST} long at most`;

/** Name of what becomes a file or a key: a group, a route, a host, a file of components. */
export const groupRule: Rule = (name) =>
  isShort(name) && /^[A-Za-z\d][\w -]*$/.test(name)
    ? undefined
    : `must be made of letters, digits, blanks and -, ${LONGEST} long at most`;

/** Version of a spec: it stands in a comment of every generated file. */
export const versionRule: Rule = (version) =>
  isShort(version) && /^[\w.+-]+$/.test(version)
    ? undefined
    : `must be made of letters, digits and . + - _, ${LONGEST} long at most`;
