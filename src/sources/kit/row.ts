/** A value as a service's answer holds it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One record of a stream, as received: its keys become columns of the stream's raw table. */
export type Row = { readonly [column: string]: Json };
