// Evaluates `x-param-rules`. What is doubtful, or depends on the account, is not refused here.
import type { Rule } from './document.js';
import { Refusal } from './refusal.js';

/** Text of a parameter, or nothing if it was not sent. */
type Sent = (name: string) => string | undefined;

export function checkRules(rules: readonly Rule[], sent: Sent): void {
  for (const rule of rules) {
    if (rule.doubtful || rule.whenAccount || !applies(rule, sent)) continue;
    for (const name of rule.require ?? []) if (!isSent(name, sent)) throw new Refusal(-1102, nameOf(name));
    for (const name of rule.forbid ?? []) if (isSent(name, sent)) throw new Refusal(-1106, nameOf(name));
    const choices = rule.requireOneOf ?? [];
    if (choices.length > 0 && !choices.some((choice) => choice.every((name) => isSent(name, sent)))) {
      throw new Refusal(-1102, ...choices.slice(0, 2).map((choice) => nameOf(choice[0]!)));
    }
  }
}

/** All parameters of `when` have one of their values; `*` is any. */
function applies({ when = {} }: Rule, sent: Sent): boolean {
  return Object.entries(when).every(([name, values]) => {
    const text = sent(name);
    return text !== undefined && values.some((value) => value === '*' || `${value as string | boolean}` === text);
  });
}

/** `name`, or `name=value` for that value only. */
function isSent(wanted: string, sent: Sent): boolean {
  const [name, value] = wanted.split('=');
  const text = sent(name!);
  return text !== undefined && (value === undefined || text === value);
}

const nameOf = (wanted: string) => wanted.split('=')[0]!;
