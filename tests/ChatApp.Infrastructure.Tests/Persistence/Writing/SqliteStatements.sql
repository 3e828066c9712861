-- FindCommit
SELECT 1 FROM user_events WHERE user_id = $1 AND number = $2 AND commit_id = $3;

-- Conversations.InsertSql
INSERT INTO conversations (id, first_user_id, second_user_id, last_seq, last_message_id, revision, last_at, sent_by_first) SELECT $1, $2, $3, $4, $5, $6, $7, $8;

-- Conversations.UpdateSql
UPDATE conversations SET last_seq = $5, last_message_id = $6, revision = $7, last_at = $8, sent_by_first = $9 WHERE id = $1 AND last_seq IS $2 AND last_message_id IS $3 AND revision IS $4;

-- InsertConversation
INSERT INTO conversations (id, first_user_id, second_user_id, last_seq, last_message_id, revision, last_at, sent_by_first) SELECT asked.* FROM (SELECT $1 AS id, $2 AS first_user_id, $3 AS second_user_id, $4 AS last_seq, $5 AS last_message_id, $6 AS revision, $7 AS last_at, $8 AS sent_by_first) AS asked JOIN users first ON first.id = asked.first_user_id AND first.closed_at IS NULL
JOIN users second ON second.id = asked.second_user_id AND second.closed_at IS NULL
WHERE true
ON CONFLICT (first_user_id, second_user_id) DO NOTHING;

-- Members.InsertSql
INSERT INTO conversation_members (conversation_id, user_id, read_seq, read_sent_by_first, shown_read_seq, delivered_seq, archived, muted, pinned, listed_minute, blocked_at, blocked_by_peer_at, announced_revision) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13;

-- Members.UpdateSql
UPDATE conversation_members SET read_seq = $14, read_sent_by_first = $15, shown_read_seq = $16, delivered_seq = $17, archived = $18, muted = $19, pinned = $20, listed_minute = $21, blocked_at = $22, blocked_by_peer_at = $23, announced_revision = $24 WHERE conversation_id = $1 AND user_id = $2 AND read_seq IS $3 AND read_sent_by_first IS $4 AND shown_read_seq IS $5 AND delivered_seq IS $6 AND archived IS $7 AND muted IS $8 AND pinned IS $9 AND listed_minute IS $10 AND blocked_at IS $11 AND blocked_by_peer_at IS $12 AND announced_revision IS $13;

-- SelectById
SELECT c.id, c.first_user_id, c.second_user_id, first.username, second.username FROM conversations c JOIN users first ON first.id = c.first_user_id JOIN users second ON second.id = c.second_user_id WHERE c.id = $1;

-- SelectOfMessage
SELECT c.id, c.first_user_id, c.second_user_id, first.username, second.username FROM messages m JOIN conversations c ON c.id = m.conversation_id
JOIN users first ON first.id = c.first_user_id JOIN users second ON second.id = c.second_user_id WHERE m.id = $1;

-- SelectPair
SELECT c.id, c.first_user_id, c.second_user_id, first.username, second.username FROM conversations c JOIN users first ON first.id = c.first_user_id JOIN users second ON second.id = c.second_user_id
WHERE c.first_user_id = $1 AND c.second_user_id = $2;

-- Events.InsertSql
INSERT INTO user_events (user_id, number, kind, conversation_id, seq, actor_id, payload, commit_id) SELECT $1, $2, $3, $4, $5, $6, $7, $8;

-- Messages.InsertSql
INSERT INTO messages (id, conversation_id, seq, sender_id, recipient_id, created_at, client_message_id, reply_to_id, sent_by_first, content, data, edited_at, deleted_at, first_content_hash, reactions) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, NULL, NULL, '';

-- Messages.UpdateSql
UPDATE messages SET content = $5, data = $6, edited_at = $7, deleted_at = $8, first_content_hash = $9, reactions = $10 WHERE id = $1 AND edited_at IS $2 AND deleted_at IS $3 AND reactions IS $4;

-- SelectConversation
SELECT t.id, t.first_user_id, t.second_user_id, t.last_seq, t.last_message_id, t.revision, t.last_at, t.sent_by_first FROM conversations t WHERE id = $1;

-- SelectMembers
SELECT t.conversation_id, t.user_id, t.read_seq, t.read_sent_by_first, t.shown_read_seq, t.delivered_seq, t.archived, t.muted, t.pinned, t.listed_minute, t.blocked_at, t.blocked_by_peer_at, t.announced_revision FROM conversation_members t WHERE conversation_id = $1;

-- SelectMessage
SELECT t.id, t.conversation_id, t.seq, t.sender_id, t.recipient_id, t.created_at, t.client_message_id, t.reply_to_id, t.sent_by_first, t.content, t.data, t.edited_at, t.deleted_at, t.first_content_hash, t.reactions FROM messages t WHERE id = $1;

-- SelectRepeat
SELECT t.id, t.conversation_id, t.seq, t.sender_id, t.recipient_id, t.created_at, t.client_message_id, t.reply_to_id, t.sent_by_first, t.content, t.data, t.edited_at, t.deleted_at, t.first_content_hash, t.reactions FROM messages t WHERE sender_id = $1 AND client_message_id = $2 AND client_message_id IS NOT NULL;

-- SelectStream
SELECT t.user_id, t.head, t.is_closed FROM user_streams t WHERE user_id = $1;

-- Streams.InsertSql
INSERT INTO user_streams (user_id, head, is_closed) SELECT $1, $2, $3;

-- Streams.UpdateSql
UPDATE user_streams SET head = $4, is_closed = $5 WHERE user_id = $1 AND head IS $2 AND is_closed IS $3;
