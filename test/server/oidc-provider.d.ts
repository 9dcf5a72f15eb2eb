// What the tests use of it; its own types would bring those of a web framework along.
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  interface Account {
    readonly accountId: string;
    claims(): object;
  }

  export class Provider {
    constructor(
      issuer: string,
      configuration: { readonly findAccount: (context: unknown, id: string) => Account } & Record<string, unknown>,
    );
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  }
}
