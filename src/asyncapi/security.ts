import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import { isSameJson } from './change-words.ts';
import type { Matched } from './match.ts';
import type { AsyncApiModel } from './model.ts';

/** The schemes that one item of `security` asks for, written out as 3.x has them in place; without those that lead nowhere. */
export function schemesOf({ securitySchemes, major }: AsyncApiModel, item: JsonValue): readonly JsonObject[] {
  if (!isJsonObject(item)) return [];
  const { $ref, type } = item;
  if (typeof type === 'string') return [item];
  const named = typeof $ref === 'string' ? [[$ref.slice($ref.lastIndexOf('/') + 1), []] as const] : Object.entries(item);
  return named.flatMap(([name, scopes]) => {
    const scheme = Object.hasOwn(securitySchemes, name) ? securitySchemes[name] : undefined;
    if (!isJsonObject(scheme)) return [];
    const own = major === 2 ? withAvailableScopes(scheme) : scheme;
    return [Array.isArray(scopes) && scopes.length > 0 ? { ...own, scopes } : own];
  });
}

/** Whether two documents ask for the same, wherever they define it and whatever they say of it for people. */
export function isSameSecurity(models: Matched<AsyncApiModel>, { old, now }: Matched<{ readonly security: readonly JsonValue[] }>): boolean {
  return isSameJson(demands(models.old, old.security), demands(models.now, now.security));
}

function demands(model: AsyncApiModel, security: readonly JsonValue[]): JsonValue {
  return security.map((item) => {
    const schemes = schemesOf(model, item);
    return schemes.length === 0 ? [item] : schemes.map(({ description: _description, ...scheme }) => scheme);
  });
}

/** What 2.x calls the scopes of a flow is `availableScopes` in 3.x, since `scopes` are those that are needed there. */
function withAvailableScopes(scheme: JsonObject): JsonObject {
  const { flows } = scheme;
  if (!isJsonObject(flows)) return scheme;
  const renamed = Object.entries(flows).map(([name, flow]): readonly [string, JsonValue] => {
    if (!isJsonObject(flow) || !isJsonObject(flow['scopes'])) return [name, flow];
    const { scopes, ...rest } = flow;
    return [name, { ...rest, availableScopes: scopes }];
  });
  return { ...scheme, flows: Object.fromEntries(renamed) };
}
