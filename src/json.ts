// JSON text to values, no digit lost.

/** An integer of 16 or more digits where a value may stand: possibly beyond 2^53 − 1. */
const LONG_INTEGER = /[:[,]\s*-?\d{16}|^\s*-?\d{16}/;
const WORD = /true|false|null/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;

/** Finds integers under the given keys. A quote before a key cannot stand inside a string, so this needs no parser. */
export function idPattern(keys: readonly string[]): RegExp {
  return new RegExp(`("(?:${keys.join('|')})"\\s*:\\s*)(-?\\d+)(?=\\s*[,}])`, 'g');
}

/**
 * Parses JSON. Integers under the keys of the pattern become strings; so does any other integer that a double cannot
 * hold exactly.
 *
 * @throws {SyntaxError} The text is not JSON.
 */
export function parseJson(text: string, ids?: { readonly keys: readonly string[]; readonly pattern: RegExp }): unknown {
  if (ids && text.includes('\\u')) return parseExactly(text, ids.keys);
  const quoted = ids ? text.replace(ids.pattern, '$1"$2"') : text;
  return LONG_INTEGER.test(quoted) ? parseExactly(quoted, ids?.keys ?? []) : JSON.parse(quoted);
}

/**
 * Parses the text of a message: integers that a double cannot hold exactly become strings. Unlike JSON it lets control
 * characters stand in strings, as the functions that scan messages do.
 *
 * @throws {SyntaxError} The text is not JSON.
 */
export function parseMessage(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return parseExactly(text, []);
  }
}

/** The slow way, for the rare text with a long integer or an escaped key: a parser that keeps all digits. */
function parseExactly(text: string, keys: readonly string[]): unknown {
  let at = 0;
  const fail = (): never => {
    throw new SyntaxError(`unexpected text at position ${at}`);
  };
  const skip = () => {
    while (at < text.length && ' \t\r\n'.includes(text[at]!)) at++;
  };
  const take = (mark: string) => {
    skip();
    if (text[at] !== mark) return false;
    at++;
    return true;
  };

  function string(): string {
    const start = at++;
    let isPlain = true;
    while (at < text.length && text[at] !== '"') {
      if (text[at] === '\\') isPlain = false;
      at += text[at] === '\\' ? 2 : 1;
    }
    if (at >= text.length) fail();
    at++;
    return isPlain ? text.slice(start + 1, at - 1) : (JSON.parse(text.slice(start, at)) as string);
  }

  function number(isId: boolean): number | string {
    NUMBER.lastIndex = at;
    const match = NUMBER.exec(text) ?? fail();
    at += match[0].length;
    const isInteger = match[1] === undefined && match[2] === undefined;
    const value = Number(match[0]);
    return isInteger && (isId || !Number.isSafeInteger(value)) ? match[0] : value;
  }

  function object(): object {
    const result = {};
    if (take('}')) return result;
    do {
      skip();
      if (text[at] !== '"') fail();
      const key = string();
      if (!take(':')) fail();
      const item = value(keys.includes(key));
      // An own property, whatever its name: `__proto__` must not reach the prototype.
      if (key === '__proto__')
        Object.defineProperty(result, key, { value: item, enumerable: true, configurable: true, writable: true });
      else (result as { [key: string]: unknown })[key] = item;
    } while (take(','));
    if (!take('}')) fail();
    return result;
  }

  function array(): unknown[] {
    const result: unknown[] = [];
    if (take(']')) return result;
    do result.push(value(false));
    while (take(','));
    if (!take(']')) fail();
    return result;
  }

  function scalar(isId: boolean): unknown {
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0];
    if (word === undefined) return number(isId);
    at += word.length;
    return JSON.parse(word);
  }

  function value(isId: boolean): unknown {
    skip();
    switch (text[at]) {
      case '{':
        at++;
        return object();
      case '[':
        at++;
        return array();
      case '"':
        return string();
      default:
        return scalar(isId);
    }
  }

  const result = value(false);
  skip();
  return at === text.length ? result : fail();
}
