// What is used of the peers: their folder is not there when types are checked.

export interface FlagdCoreModule {
  FlagdCore: new (
    storage: undefined,
    logger: object,
  ) => {
    setConfigurations(document: string): unknown;
    resolveBooleanEvaluation(key: string, fallback: boolean, context: object): { value: boolean };
  };
}

export interface GrowthBookModule {
  GrowthBookClient: new (
    options: object,
  ) => {
    initSync(options: { payload: object }): unknown;
    isOn(key: string, context: { attributes: object }): boolean;
  };
}

export interface UnleashClientModule {
  default: new (
    repository: object,
    strategies: readonly object[],
  ) => { isEnabled(name: string, context: object, fallback: () => boolean): boolean };
}

export interface UnleashStrategiesModule {
  defaultStrategies: readonly object[];
}

export interface LaunchDarklyModule {
  init(
    key: string,
    options: object,
  ): {
    waitForInitialization(options: { timeout: number }): Promise<unknown>;
    boolVariation(key: string, context: object, fallback: boolean): Promise<boolean>;
    close(): void;
  };
  integrations: { FileDataSourceFactory: new (options: object) => { getFactory(): object } };
  basicLogger(options: { level: string }): object;
}

export interface ConfigCatModule {
  PollingMode: { ManualPoll: number };
  getClient(
    key: string,
    mode: number,
    options: object,
  ): {
    forceRefreshAsync(): Promise<unknown>;
    getValueAsync(key: string, fallback: boolean, user: object): Promise<boolean>;
    snapshot(): { getValue(key: string, fallback: boolean, user: object): boolean };
    dispose(): void;
  };
  createConsoleLogger(level: number): object;
}

export interface OpenFeatureModule {
  OpenFeature: {
    setProviderAndWait(provider: object): Promise<void>;
    getClient(): { getBooleanValue(key: string, fallback: boolean, context: object): Promise<boolean> };
    close(): Promise<void>;
  };
}
