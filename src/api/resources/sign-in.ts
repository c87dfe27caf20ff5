import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { goTo, type SignInAnswer } from '../../identity/sign-in/sign-in-answer.ts';
import type { FormAction, PageRequest } from '../../identity/sign-in/sign-in-flow.ts';
import type { Rooms } from '../rooms.ts';
import { type Route, route } from '../route.ts';

const uidPath = z.object({
  uid: z.string().min(1).max(64).describe('The sign-in, as /oauth2/authorize began it'),
});

const forms: readonly (readonly [FormAction, string, string])[] = [
  ['login', '/signin/:uid', 'Name and password'],
  ['password', '/signin/:uid/password', 'A new password'],
  ['consent', '/signin/:uid/consent', 'Whether a program may act as the user'],
  ['outside', '/signin/:uid/outside', 'Go to the outside provider'],
];

/** The pages that people sign in with. */
export function signInRoutes({ signIn }: Rooms): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/signin/:uid',
      operation: 'public',
      bodyForm: 'text',
      summary: 'The sign-in page',
      parameters: uidPath,
      status: 200,
      answer: 'HTML',
      answerType: 'text/html',
      handle: async ({ parameters, request, reply }) =>
        send(reply, await signIn.show(asked(request, reply, parameters.uid))),
    }),
    ...outsideRoutes(signIn),
    ...forms.map(([action, path, what]) =>
      route({
        method: 'POST',
        path,
        operation: 'public',
        bodyForm: 'text',
        summary: `A form of the sign-in page: ${what}`,
        parameters: uidPath,
        status: 200,
        answer: 'HTML, or 303 to what comes next',
        answerType: 'text/html',
        handle: async ({ parameters, request, reply }) =>
          send(reply, await signIn.submit(action, asked(request, reply, parameters.uid))),
      }),
    ),
  ];
}

/** From the outside provider back here; it knows one address only, which leads to the sign-in that is meant. */
function outsideRoutes(signIn: Rooms['signIn']): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/signin/callback',
      operation: 'public',
      bodyForm: 'text',
      summary: 'Where the outside provider sends the browser back to',
      status: 303,
      answer: 'To the sign-in that `state` names, where its cookie is',
      answerType: 'text/html',
      handle: async ({ request, reply }) => {
        const query = queryOf(request);
        const [uid = ''] = (new URLSearchParams(query).get('state') ?? '').split('.');
        return send(reply, goTo(`/signin/${encodeURIComponent(uid)}/outside?${query}`));
      },
    }),
    route({
      method: 'GET',
      path: '/signin/:uid/outside',
      operation: 'public',
      bodyForm: 'text',
      summary: 'The way back from the outside provider',
      parameters: uidPath,
      status: 303,
      answer: 'To what comes next, or HTML that says why not',
      answerType: 'text/html',
      handle: async ({ parameters, request, reply }) =>
        send(reply, await signIn.comeBack(asked(request, reply, parameters.uid), queryOf(request))),
    }),
  ];
}

function queryOf({ raw }: FastifyRequest): string {
  return (raw.url ?? '').split('?').slice(1).join('?');
}

function asked(request: FastifyRequest, reply: FastifyReply, uid: string): PageRequest {
  const form = new Map(new URLSearchParams(typeof request.body === 'string' ? request.body : ''));
  return { request: request.raw, response: reply.raw, uid, form, address: request.ip };
}

function send(reply: FastifyReply, { status, headers, body }: SignInAnswer): FastifyReply {
  // As it is: serializers are for JSON.
  return reply.code(status).headers(headers).serializer(String).send(body);
}
