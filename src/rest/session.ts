// REST calls of one API key: settings, clock and caller, made of the options.
import type { CallOperation } from '../calls.js';
import type { RestOptions } from '../options.js';
import type { RestFacts } from '../product.js';
import { createSettings, type OwnedSettings, type Platform } from '../settings.js';
import { createCaller } from './caller.js';

/** @param options Checked already. */
export function createSession(
  facts: RestFacts,
  options: RestOptions,
  platform: Platform,
): { readonly settings: OwnedSettings; readonly call: CallOperation } {
  const settings = createSettings(facts, options, platform, async (signal) => {
    const { serverTime } = (await callOnce(facts.serverTime, {}, { signal })) ?? {};
    return serverTime;
  });
  const callOnce = createCaller({ ...settings, repeats: 0 });
  return { settings, call: createCaller(settings) };
}
