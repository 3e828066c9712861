import pg from 'pg';

// bigint as a number: it would take a server centuries to leave what a number holds exactly.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });

// A named statement is parsed and planned once for each connection.
const query = async (name, text, values) => (await pool.query({ name, text, values })).rows;

const codes = { 23505: 'taken', 23503: 'recipient_not_found' };

/** The word for what the database refused because of the data, or undefined when it is a fault. */
export const refusal = (error) => codes[error.code];

export const migrate = () => pool.query(`
  CREATE TABLE IF NOT EXISTS users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    username text NOT NULL UNIQUE,
    email text NOT NULL UNIQUE,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE IF NOT EXISTS messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sender_id uuid NOT NULL REFERENCES users,
    recipient_id uuid NOT NULL REFERENCES users,
    content text NOT NULL,
    client_message_id uuid,
    created_at timestamptz NOT NULL DEFAULT now());
  CREATE INDEX IF NOT EXISTS messages_conversation
    ON messages (least(sender_id, recipient_id), greatest(sender_id, recipient_id), id);`);

export const ping = () => pool.query('SELECT 1');

export const addUser = async (username, email, hash) => (await query('add_user',
  'INSERT INTO users (username, email, password_hash) VALUES ($1, $2, $3) RETURNING id, username, email, created_at',
  [username, email, hash]))[0];

export const findUser = async (username) => (await query('find_user',
  'SELECT id, username, password_hash FROM users WHERE username = $1', [username]))[0];

export const getUser = async (id) => (await query('get_user',
  'SELECT id, username, email, created_at FROM users WHERE id = $1', [id]))[0];

export const addMessage = async (sender, recipient, content, clientMessageId) => (await query('add_message',
  `INSERT INTO messages (sender_id, recipient_id, content, client_message_id) VALUES ($1, $2, $3, $4)
   RETURNING id, created_at`, [sender, recipient, content, clientMessageId]))[0];

export const history = (user, peer, limit, before) => query('history',
  `SELECT m.id, m.sender_id, u.username AS sender_username, m.recipient_id, m.content, m.created_at, m.id AS seq,
     m.client_message_id
   FROM messages m JOIN users u ON u.id = m.sender_id
   WHERE least(m.sender_id, m.recipient_id) = least($1::uuid, $2::uuid)
     AND greatest(m.sender_id, m.recipient_id) = greatest($1::uuid, $2::uuid) AND m.id < $4
   ORDER BY m.id DESC LIMIT $3`, [user, peer, limit, before]);

export const close = () => pool.end();
