// Each call once. Registers two users, lets them talk, and closes the account of the second:
//
//   CHATAPP_PASSWORD='battery staple' node tour.mjs http://localhost:8000 ann ben

import { ChatApi } from './api.mjs';
import { Client } from './connection.mjs';
import { Session } from './session.mjs';

/** @import { ChatEvent, Message } from './api.mjs' */

/** @param {ChatEvent} event */
function describe(event) {
  switch (event.type) {
    case 'ready': return 'connected';
    case 'message': return `message ${event.seq}: ${event.content}`;
    case 'message_edited': return `edited ${event.seq}: ${event.content}`;
    case 'message_deleted': return `deleted ${event.seq}`;
    case 'reaction_added': return `reaction ${event.emoji}`;
    case 'reaction_removed': return `no reaction ${event.emoji}`;
    case 'read': return `read up to ${event.seq}`;
    case 'delivered': return `delivered up to ${event.seq}`;
    case 'conversation_updated': return `conversation ${flags(event)}`;
    case 'user_updated': return `user '${event.display_name}'`;
    case 'typing': return 'typing';
    case 'presence': return event.online ? 'online' : `last seen ${event.last_seen_at}`;
    case 'cursor_lost': return 'events were missed';
  }
}

const flags = (row) => ['archived', 'muted', 'pinned'].filter((name) => row[name]).join(' ');

/** @template T @param {AsyncIterable<T>} items @returns {Promise<T[]>} */
async function all(items) {
  const list = [];
  for await (const item of items) list.push(item);
  return list;
}

/** @param {Message[]} messages */
const contents = (messages) => messages.map((message) => message.content).join(' | ');

/** @param {ChatApi} ann @param {ChatApi} ben @param {string} annId @param {string} benId */
async function useRest(ann, ben, annId, benId) {
  let hello = await ann.send(benId, 'Hello!', { data: { draft: true } });
  let reply = await ben.send(annId, 'It is order 17.', { replyToId: hello.id, data: { order: 17 } });
  console.log('reply:', reply.content, reply.data.order);
  hello = await ann.edit(hello.id, 'Hello, Ben!', null);
  console.log('edited:', hello.content, hello.data ?? 'no data');
  await ben.edit(reply.id, 'It is order 18.', { order: 18 });
  reply = await ben.edit(reply.id, 'It is order 18!');
  console.log('edited:', reply.content, reply.data.order);

  const slip = await ann.send(benId, 'Oops.');
  await ann.delete(slip.id);
  console.log('deleted:', (await ann.message(slip.id)).deleted_at ? 'yes' : 'no');
  await ben.react(hello.id, '👍');
  await ben.react(hello.id, '❤️');
  await ben.unreact(hello.id, '❤️');
  const { reactions } = await ann.message(hello.id);
  console.log('reactions:', ...reactions.map((one) => `${one.emoji} ${one.user_ids.length}`));

  console.log('history:', contents(await all(ann.history(benId))));
  console.log('around:', contents(await ann.around(benId, reply.id, 2)));
  console.log('search:', contents(await all(ann.search('order', benId))));
  console.log('unread:', (await ann.unread()).messages);
  await ann.markRead(benId, reply.id);
  console.log('unread:', (await ann.unread()).messages);
  console.log('arranged:', flags(await ann.arrange(benId, { archived: true, muted: true, pinned: true })));
  console.log('list:', ...(await all(ann.conversations())).map((row) => row.username));
  console.log('archive:', ...(await all(ann.conversations(true))).map((row) => row.username));

  await ann.block(benId);
  console.log('blocks:', ...(await all(ann.blocks())).map((user) => user.username));
  await ben.send(annId, 'This one is refused.').catch((problem) => console.log('refused:', problem.code));
  await ann.unblock(benId);
  console.log('blocks:', ...(await all(ann.blocks())).map((user) => user.username));
  console.log('export:', ...(await all(ann.export())).map((line) => line.type));
  return reply;
}

/** A client, and a wait for its next event of a type, or of any. @param {ChatApi} api @param {string} cursor */
function connect(api, cursor) {
  const inbox = [];
  let wake = () => {};
  const client = new Client(
    api.session,
    (event) => {
      inbox.push(event);
      wake();
    },
    console.error,
    cursor);

  /** @param {string} [type] @returns {Promise<any>} */
  async function expect(type) {
    const ends = AbortSignal.timeout(30_000);
    for (;;) {
      const event = inbox.shift();
      if (event && (!type || event.type === type)) {
        console.log(`${api.session.username}:`, describe(event));
        return event;
      }

      if (!event) {
        await new Promise((resolve, reject) => {
          wake = () => resolve(undefined);
          ends.onabort = () => reject(ends.reason);
        });
      }
    }
  }

  client.run().catch((problem) => console.error(problem.message));
  return { client, expect };
}

/** @param {ChatApi} ann @param {ChatApi} ben @param {string} annId @param {string} benId @param {Message} reply */
async function useSockets(ann, ben, annId, benId, reply, cursor, password) {
  const missed = (await ann.sync(cursor)).events;
  const { client: anns, expect: annSees } = connect(ann, cursor);
  await annSees('ready');
  for (const _ of missed) await annSees(); // what has happened since that cursor comes first
  const { client: bens, expect: benSees } = connect(ben, (await ben.sync()).cursor);
  await benSees('ready');
  await annSees('presence');

  bens.showTyping(annId);
  await annSees('typing');
  anns.send(benId, 'By the socket.', { replyToId: reply.id, data: { order: 18 } });
  await annSees('message'); // her own copy: it is stored
  const message = await benSees('message');
  bens.markDelivered(annId, message.id);
  await annSees('delivered');
  await ann.rename('Ann the First');
  await annSees('user_updated');
  await benSees('user_updated');

  await bens.close(); // with the account his session ends
  await ben.closeAccount(password);
  await annSees('user_updated');
  await anns.close();
}

async function main(base, first, second) {
  const password = process.env.CHATAPP_PASSWORD;
  const [ann, ben] = await Promise.all([first, second].map(async (name) =>
    new ChatApi(await Session.register(base, name, `${name}@example.com`, password))));
  const { id: annId } = await ann.me();
  const [{ id: benId }] = await all(ann.findUsers(second));
  const { cursor } = await ann.sync();
  const reply = await useRest(ann, ben, annId, benId);
  await useSockets(ann, ben, annId, benId, reply, cursor, password);
  console.log('closed:', (await ann.user(benId)).username.startsWith('deleted-') ? 'yes' : 'no');
}

try {
  const [base, first, second] = process.argv.slice(2);
  await main(base, first, second);
  process.exit(0);
} catch (problem) {
  console.error(problem.message);
  process.exit(1);
}
