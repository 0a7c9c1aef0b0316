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
const parseExactly = (text: string, keys: readonly string[]) => new ExactParser(text, keys).parse();

class ExactParser {
  readonly #text: string;
  /** Integers under them become strings, however short. */
  readonly #keys: readonly string[];
  #at = 0;

  constructor(text: string, keys: readonly string[]) {
    this.#text = text;
    this.#keys = keys;
  }

  parse(): unknown {
    const result = this.#value(false);
    this.#skip();
    return this.#at === this.#text.length ? result : this.#fail();
  }

  #fail(): never {
    throw new SyntaxError(`unexpected text at position ${this.#at}`);
  }

  #skip(): void {
    while (this.#at < this.#text.length && ' \t\r\n'.includes(this.#text[this.#at]!)) this.#at++;
  }

  #take(mark: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== mark) return false;
    this.#at++;
    return true;
  }

  #value(isId: boolean): unknown {
    if (this.#take('{')) return this.#object();
    if (this.#take('[')) return this.#array();
    return this.#text[this.#at] === '"' ? this.#string() : this.#scalar(isId);
  }

  #object(): object {
    const result: { [key: string]: unknown } = {};
    if (this.#take('}')) return result;
    do {
      this.#skip();
      if (this.#text[this.#at] !== '"') this.#fail();
      const key = this.#string();
      if (!this.#take(':')) this.#fail();
      const value = this.#value(this.#keys.includes(key));
      // An own property, whatever its name: `__proto__` must not reach the prototype.
      if (key === '__proto__')
        Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true });
      else result[key] = value;
    } while (this.#take(','));
    return this.#take('}') ? result : this.#fail();
  }

  #array(): unknown[] {
    const result: unknown[] = [];
    if (this.#take(']')) return result;
    do result.push(this.#value(false));
    while (this.#take(','));
    return this.#take(']') ? result : this.#fail();
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at++;
    let isPlain = true;
    while (this.#at < text.length && text[this.#at] !== '"') {
      if (text[this.#at] === '\\') isPlain = false;
      this.#at += text[this.#at] === '\\' ? 2 : 1;
    }
    if (this.#at >= text.length) this.#fail();
    this.#at++;
    return isPlain ? text.slice(start + 1, this.#at - 1) : (JSON.parse(text.slice(start, this.#at)) as string);
  }

  #scalar(isId: boolean): unknown {
    const word = this.#match(WORD);
    if (word) return JSON.parse(word[0]);
    const [digits, fraction, exponent] = this.#match(NUMBER) ?? this.#fail();
    const isInteger = fraction === undefined && exponent === undefined;
    const value = Number(digits);
    return isInteger && (isId || !Number.isSafeInteger(value)) ? digits : value;
  }

  /** What stands here, if it matches the sticky pattern. */
  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text) ?? undefined;
    this.#at += match?.[0].length ?? 0;
    return match;
  }
}
