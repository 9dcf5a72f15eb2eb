import type { Place } from "./paths.ts";
import type { Source, SourceContext } from "./source.ts";
export function inspectSqlite(_place: Place, _context: SourceContext): Promise<Source> { throw new Error("todo"); }
