import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Target } from '../identity/authorization/decision.ts';
import type { Operation } from '../identity/authorization/operations.ts';
import type { Principal } from '../identity/principal.ts';

/** One operation of the API, as data: what it takes, what right it needs, what it answers with. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/projects/:project/environments`. */
  readonly path: string;
  /** The right a caller needs; `public`: none, and no token. */
  readonly operation: Operation | 'public';
  /** The right a caller needs in the environment's parent as well: whoever merges pushes there, whoever copies reads there. */
  readonly parentOperation?: Operation;
  /** Rights that the handler asks for by itself, in some cases. */
  readonly furtherOperations?: readonly Operation[];
  /** How the caller says who they are: an access token, or for git an API token as a password. */
  readonly credentials?: 'bearer' | 'basic';
  /** What the right must cover; by default what the path names. */
  readonly target?: (parameters: PathParameters) => Promise<Target>;
  readonly summary: string;
  readonly parameters?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Largest body in bytes, where it is not the API's own limit. */
  readonly bodyLimitBytes?: number;
  /** How the body arrives; JSON unless it says otherwise. */
  readonly bodyForm?: 'json' | 'text' | 'stream';
  /** HTTP status of the answer that is not an error, and what it holds. */
  readonly status: number;
  readonly answer: string;
  readonly answerType?: string;
  readonly handle: (call: Call) => unknown;
}

export type PathParameters = Readonly<Record<string, string>>;

/** A request that passed its checks. */
export interface Call<Parameters = unknown, Query = unknown, Body = unknown> {
  readonly parameters: Parameters;
  readonly query: Query;
  readonly body: Body;
  /** Who asks. Throws on a public route, where nobody said. */
  readonly principal: Principal;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Fires when the server closes. */
  readonly closing: AbortSignal;
}

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

interface Declaration<Parameters, Query, Body>
  extends Omit<Route, 'parameters' | 'query' | 'body' | 'handle'> {
  readonly parameters?: Parameters;
  readonly query?: Query;
  readonly body?: Body;
  readonly handle: (call: Call<Output<Parameters>, Output<Query>, Output<Body>>) => unknown;
}

/** Declares a route whose handler gets what its schemas let through. */
export function route<
  Parameters extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(declaration: Declaration<Parameters, Query, Body>): Route {
  // Safe: the server calls `handle` only with what these very schemas put out.
  return declaration as unknown as Route;
}
