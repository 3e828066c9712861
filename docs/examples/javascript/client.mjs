// Talks with one person, line by line, for as long as you like:
//
//   CHATAPP_PASSWORD='battery staple' node client.mjs http://localhost:8000 bob alice
//
// Node before version 22 needs the package ws (npm install). tour.mjs shows all calls.

import { createInterface } from 'node:readline';
import { ChatApi } from './api.mjs';
import { Client } from './connection.mjs';
import { Session } from './session.mjs';

/** @import { ChatEvent } from './api.mjs' */

/** Shows messages, with their edits and deletions, and ignores the other events. @param {ChatEvent} event */
function show(event) {
  switch (event.type) {
    case 'message':
    case 'message_edited': {
      const edited = event.type === 'message_edited' ? ' (edited)' : '';
      if (!event.deleted_at) console.log(`${event.sender_username}${edited}: ${event.content}`);
      break;
    }
    case 'message_deleted':
      console.log(`${event.sender_username} has deleted a message.`);
      break;
  }
}

async function main(base, username, peer) {
  const session = await Session.logIn(base, username, process.env.CHATAPP_PASSWORD);
  const { value: other } = await new ChatApi(session).findUsers(peer).next();
  if (other?.username.toLowerCase() !== peer.toLowerCase()) throw new Error(`There is no user ${peer}.`);

  const client = new Client(session, show, console.error);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => client.send(other.id, line));
  const running = client.run();
  const typed = new Promise((resolve) => { lines.on('close', resolve); }).then(() => client.close());
  const second = new Promise((resolve) => { setTimeout(resolve, 1_000); });
  await Promise.race([running, typed.then(() => Promise.race([running, second]))]);
}

try {
  const [base, username, peer] = process.argv.slice(2);
  await main(base, username, peer);
  process.exit(0);
} catch (problem) {
  console.error(problem.cause ? `The server cannot be reached: ${problem.cause.message}` : problem.message);
  process.exit(1);
}
