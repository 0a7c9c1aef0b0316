// `securitySchemes` of type oauth2, with `x-oauth` for what OpenAPI has no words for.
import type { JsonObject } from '../load/json.js';
import type { OAuthModel } from './model.js';
import { present, type Reader } from './reader.js';

/** The one scheme of type oauth2, if there is one. */
export function oauthOf(reader: Reader, components: JsonObject): OAuthModel | undefined {
  const schemes = reader.maps(components, 'securitySchemes').filter(([, { type }]) => type === 'oauth2');
  if (schemes.length > 1) reader.fail(schemes[1]![1], 'there is a scheme of type oauth2 already');
  const [scheme] = schemes;
  if (!scheme) return undefined;
  reader.known(scheme[1], 'type description flows', 'a scheme of type oauth2');
  const flows = reader.object(scheme[1], 'flows');
  reader.known(flows, 'authorizationCode', 'flows');
  const flow = reader.object(flows, 'authorizationCode');
  reader.known(flow, 'authorizationUrl tokenUrl refreshUrl scopes x-oauth', 'authorizationCode');
  const url = (key: string) => {
    const text = reader.text(flow, key);
    return text.startsWith('https:') && URL.canParse(text)
      ? text
      : reader.fail(flow, `${key} must be an https URL`, key);
  };
  const scopes = reader.object(flow, 'scopes');
  return {
    authorizationUrl: url('authorizationUrl'),
    tokenUrl: url('tokenUrl'),
    refreshUrl: url('refreshUrl'),
    scopes: Object.fromEntries(Object.keys(scopes).map((scope) => [scope, reader.text(scopes, scope)])),
    ...detailsOf(reader, flow),
  };
}

/** `x-oauth`. */
function detailsOf(reader: Reader, flow: JsonObject) {
  const node = reader.object(flow, 'x-oauth');
  reader.known(node, 'pkce scopeSeparator tokenParametersIn parameters answer note', 'x-oauth');
  const parameters = reader.object(node, 'parameters');
  reader.known(parameters, 'authorize exchange refresh', 'parameters of x-oauth');
  return {
    pkce: reader.word(node, 'pkce', ['S256']),
    scopeSeparator: reader.text(node, 'scopeSeparator'),
    tokenParametersIn: reader.word(node, 'tokenParametersIn', ['query']),
    parameters: {
      authorize: reader.texts(parameters, 'authorize'),
      exchange: reader.texts(parameters, 'exchange'),
      refresh: reader.texts(parameters, 'refresh'),
    },
    answer: reader.texts(node, 'answer'),
    ...present({ note: reader.optionalText(node, 'note') }),
  };
}
