// Reads a query string, or a form body, exactly as it was received.
import { Refusal } from './refusal.js';

/** What RFC 3986 (3.4) allows in a query, without `+`, which forms read as a blank. */
const LEGAL = /^(?:[A-Za-z0-9\-._~!$'()*,;:@/?=&]|%[0-9A-Fa-f]{2})*$/;

/** Parameters by name, percent-decoded. */
export function readQuery(text: string): Map<string, string> {
  const found = new Map<string, string>();
  if (text === '') return found;
  if (!LEGAL.test(text)) throw new Refusal(-1100);
  for (const pair of text.split('&')) {
    const end = pair.indexOf('=');
    const name = decode(end < 0 ? pair : pair.slice(0, end));
    const value = end < 0 ? '' : decode(pair.slice(end + 1));
    if (name === '') throw new Refusal(-1100);
    if (value === '') throw new Refusal(-1105, name);
    if (found.has(name)) throw new Refusal(-1101);
    found.set(name, value);
  }
  return found;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(-1100); // bytes that are not UTF-8
  }
}
