import { badPredicate, predicateTokens, reserved } from "./predicate-tokens.ts";
import type { PredicateOrigin, Token } from "./predicate-tokens.ts";

const deepest = 100;

/** How far the tokens of a condition are read. */
export interface Cursor {
  readonly text: string;
  readonly origin: PredicateOrigin;
  readonly tokens: readonly Token[];
  next: number;
  depth: number;
}

/** A cursor before the first token. @throws SmacError `USAGE_BAD_PREDICATE` */
export function openCursor(text: string, origin: PredicateOrigin): Cursor {
  return { text, origin, tokens: predicateTokens(text, origin), next: 0, depth: 0 };
}

/** The token that comes next; at the end the last one. */
export function peek(cursor: Cursor): Token {
  return cursor.tokens[Math.min(cursor.next, cursor.tokens.length - 1)] as Token;
}

/** The token that comes next, taken. */
export function take(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.next++;
  return token;
}

/** Takes the next token if it is that word; gives whether it was. */
export function takeWord(cursor: Cursor, word: string): boolean {
  const found = isWord(peek(cursor), word);
  if (found) cursor.next++;
  return found;
}

/** Takes the next token if it is that mark; gives whether it was. */
export function takeMark(cursor: Cursor, mark: string): boolean {
  const found = isMark(peek(cursor), mark);
  if (found) cursor.next++;
  return found;
}

/** Whether a token is that word. */
export function isWord(token: Token, word: string): boolean {
  return token.kind === "word" && token.value === word;
}

/** Whether a token is that mark. */
export function isMark(token: Token, mark: string): boolean {
  return token.kind === "mark" && token.value === mark;
}

/** The error at a token: what was expected there. */
export function fail(cursor: Cursor, token: Token, expected: string, hint?: string) {
  return badPredicate({ text: cursor.text, at: token.at, origin: cursor.origin }, expected, hint);
}

/** What to do about a word of SQL that may be meant as a column. */
export function wordHint(token: Token): string | undefined {
  if (token.kind !== "word" || !reserved.has(token.value)) return undefined;
  return `${token.value} is a word of SQL; if it is a column here, write "${token.written}"`;
}

/** Takes the parenthesis that closes, or says what was expected. */
export function close(cursor: Cursor, expected: string): void {
  const token = take(cursor);
  if (!isMark(token, ")")) throw fail(cursor, token, expected, wordHint(token));
}

/** Reads one level deeper; refuses a condition that is nested without end. */
export function deeper<T>(cursor: Cursor, read: () => T): T {
  if (++cursor.depth > deepest) throw fail(cursor, peek(cursor), `at most ${deepest} levels of nesting`);
  const result = read();
  cursor.depth--;
  return result;
}
