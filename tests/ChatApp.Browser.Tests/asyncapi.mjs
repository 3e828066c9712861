// Reads an AsyncAPI document with the parser of the specification's authors and prints whatever it has to say, be it as
// small as a hint.
// Usage: node asyncapi.mjs FILE; ends with 1 when there is anything.

import { readFile } from 'node:fs/promises';
import { Parser } from '@asyncapi/parser';

const { document, diagnostics } = await new Parser().parse(await readFile(process.argv[2], 'utf8'));
for (const { code, message, path } of diagnostics) {
  console.log(`${path.join('.')}: ${message} (${code})`);
}

const count = (items) => items.all().length;
console.log(
  document
    ? `${count(document.allOperations())} operations, ${count(document.allMessages())} messages`
    : 'not a document');
process.exitCode = document && diagnostics.length === 0 ? 0 : 1;
