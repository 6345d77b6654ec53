// What is used of the peers: their folder is not there when types are checked.

export interface Casl {
  AbilityBuilder: new (
    ability: unknown,
  ) => {
    can(action: string, subject: string, conditions?: object): void;
    cannot(action: string, subject: string, conditions?: object): void;
    build(): CaslAbility;
  };
  createMongoAbility: unknown;
  subject(type: string, of: object): object;
}
export interface CaslAbility {
  can(action: string, subject: string | object): boolean;
}

export interface Casbin {
  newModelFromString(text: string): object;
  StringAdapter: new (policy: string) => object;
  newEnforcer(model: object, adapter: object): Promise<CasbinEnforcer>;
  newCachedEnforcer(model: object, adapter: object): Promise<CasbinEnforcer>;
}
export interface CasbinEnforcer {
  enforceSync(...asked: readonly unknown[]): boolean;
  enforce(...asked: readonly unknown[]): Promise<boolean>;
  addFunction(name: string, fn: (...args: never[]) => unknown): Promise<void>;
  removePolicy(...rule: readonly string[]): Promise<boolean>;
}

export interface AccessControlModule {
  AccessControl: new (grants?: object) => AccessControl;
}
interface AccessControl {
  grant(role: string): {
    action(name: string, resource: string, attributes: string[]): { where(condition: unknown): void };
  };
  tryCan(role: string | string[], context?: object): { do(action: string, resource: string): { granted: boolean } };
}

export interface EasyRbac {
  default: { create(roles: object): { can(role: string, operation: string, params?: object): Promise<boolean> } };
}

export interface Cedar {
  preparsePolicySet(id: string, policies: object): unknown;
  isAuthorized(call: object): { type: string; response?: { decision: 'allow' | 'deny' } };
  statefulIsAuthorized(call: object): { type: string; response?: { decision: 'allow' | 'deny' } };
}
