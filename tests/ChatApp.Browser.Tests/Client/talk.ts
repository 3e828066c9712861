// A small program on a client that is generated from the OpenAPI document: two users register, one writes to the other,
// who finds the message.
// ApiDescriptionTests generates api.d.ts, checks the types and runs it: node talk.ts ADDRESS SUFFIX.

import createClient from 'openapi-fetch';
import type { components, operations, paths } from './api.d.ts';

declare const process: { argv: string[] };

type Message = components['schemas']['MessageDto'];
type SendBody = operations['sendMessage']['requestBody']['content']['application/json'];

const [baseUrl, suffix] = process.argv.slice(2);
const password = 'correct horse battery staple';

async function register(name: string) {
  const api = createClient<paths>({ baseUrl });
  const username = `${name}_${suffix}`;
  const { data: account, error } = await api.POST('/api/v1/auth/register', {
    body: { username, email: `${username}@users.example`, password },
  });
  if (!account) {
    throw new Error(`${error.code}: ${error.detail}`);
  }

  const { data: session } = await api.POST('/api/v1/auth/login', { body: { username, password } });
  api.use({
    onRequest: ({ request }) => request.headers.set('Authorization', `Bearer ${session!.access_token}`),
  });
  return { api, id: account.id, day: account.created_at.slice(0, 10) };
}

const alice = await register('alice');
const bob = await register('bob');
const before = await bob.api.GET('/api/v1/sync', {});

const body: SendBody = { recipient_id: bob.id, content: 'Hello, Bob' };
const sent = await alice.api.POST('/api/v1/messages/dm', { body });
const params = { path: { user_id: alice.id }, query: { limit: 10 } };
const history = await bob.api.GET('/api/v1/messages/dm/{user_id}', { params });
const found: Message | undefined = history.data?.find((message) => message.id === sent.data?.id);

const sync = await bob.api.GET('/api/v1/sync', { params: { query: { since: before.data?.cursor } } });
const events = sync.data?.events.map((event) => ('content' in event ? event.content : event.type));

const nobody = await alice.api.GET('/api/v1/users/{user_id}', { params: { path: { user_id: sent.data!.id } } });

// Data are any object; in an edit null removes them.
const path = { id: sent.data!.id };
void (() => alice.api.POST('/api/v1/messages/dm', { body: { ...body, data: { at: [1, { b: 'c' }] } } }));
void (() => alice.api.PATCH('/api/v1/messages/{id}', { params: { path }, body: { content: '', data: { a: 1 } } }));
void (() => alice.api.PATCH('/api/v1/messages/{id}', { params: { path }, body: { content: '', data: null } }));
// @ts-expect-error data are no list
void (() => alice.api.POST('/api/v1/messages/dm', { body: { ...body, data: 'a' } }));

// What the document does not allow does not compile: were one of these right, the check of types would fail.
// @ts-expect-error the name of a member is wrong
void (() => alice.api.POST('/api/v1/messages/dm', { body: { recipient: bob.id, content: '' } }));
// @ts-expect-error there is no such call
void (() => alice.api.GET('/api/v1/messages/dm', {}));
// @ts-expect-error this call has no such code
void (() => nobody.error?.code === 'username_taken');
// @ts-expect-error seq is a number
void ((message: Message): string => message.seq);

console.log(`${found?.seq} ${found?.content}, ${events}, ${nobody.error?.code}, ${alice.day.length}`);
