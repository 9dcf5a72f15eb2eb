import { useAnswer } from "../api/use-answer.ts";

/** Whether whoever looks may change files of the project: where the server asks for no token, anybody may. */
export function useMayWrite(): boolean {
  const session = useAnswer("/api/v1/session", {}).data;
  return session !== null && (!session.needed || session.scope === "write" || session.scope === "admin");
}
