// Names of streams: the regular expression that an address with parameters stands for.
import type { StreamParamModel } from './model.js';

/** Source of an expression that matches every name of a stream, with a group for each parameter. */
export function nameForm(address: string, params: readonly StreamParamModel[]): string {
  const source = escaped(address).replace(/\{(\w+)\}/g, (_, name: string) => {
    const { values, prefix, required } = params.find((one) => one.name === name)!;
    const one = `(?<${name}>${values ? values.map(escaped).join('|') : '[^@!/\\s]+'})`;
    return required ? `${prefix}${one}` : `(?:${prefix}${one})?`;
  });
  return `^${source}$`;
}

const escaped = (text: string) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');

/** Whether a documented form is one that the address makes: each parameter in braces, or one of its values. */
export function isFormOf(pattern: string, address: string, params: readonly StreamParamModel[]): boolean {
  const forms = params.reduce<string[]>(
    (texts, { name, values = [], prefix, required }) => {
      const place = `{${name}}`;
      const all = [
        ...(prefix === '' ? [place] : []),
        ...values.map((value) => prefix + value),
        ...(required ? [] : ['']),
      ];
      return texts.flatMap((text) => all.map((value) => text.replace(place, () => value)));
    },
    [address],
  );
  return forms.includes(pattern);
}
