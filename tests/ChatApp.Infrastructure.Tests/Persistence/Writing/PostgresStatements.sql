-- FindCommit
SELECT 1 FROM user_events WHERE user_id = $1 AND number = $2 AND commit_id = $3;

-- Conversations.Insert
INSERT INTO conversations (id, first_user_id, second_user_id, last_seq, last_message_id, revision, last_at, sent_by_first) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8);

-- Conversations.Update
WITH changed AS (
    UPDATE conversations t SET last_seq = n.last_seq, last_message_id = n.last_message_id, revision = n.revision, last_at = n.last_at, sent_by_first = n.sent_by_first
    FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS n(id, last_seq_before, last_message_id_before, revision_before, last_seq, last_message_id, revision, last_at, sent_by_first)
    WHERE t.id = n.id AND t.last_seq = n.last_seq_before AND t.last_message_id IS NOT DISTINCT FROM n.last_message_id_before AND t.revision = n.revision_before
    RETURNING 1)
SELECT CASE WHEN count(*) = cardinality($1) THEN 0
    ELSE ('another node was first with ' || cardinality($1) - count(*)
        || ' rows, the batch is decided again')::int END
FROM changed;

-- InsertConversations
INSERT INTO conversations (id, first_user_id, second_user_id, last_seq, last_message_id, revision, last_at, sent_by_first) SELECT asked.* FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS asked(id, first_user_id, second_user_id, last_seq, last_message_id, revision, last_at, sent_by_first) JOIN users first ON first.id = asked.first_user_id AND first.closed_at IS NULL
JOIN users second ON second.id = asked.second_user_id AND second.closed_at IS NULL
ORDER BY first.id, second.id
ON CONFLICT (first_user_id, second_user_id) DO NOTHING;

-- InsertMembers
INSERT INTO conversation_members (conversation_id, user_id, read_seq, read_sent_by_first, shown_read_seq, delivered_seq, archived, muted, pinned, listed_minute, blocked_at, blocked_by_peer_at, announced_revision) SELECT asked.* FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS asked(conversation_id, user_id, read_seq, read_sent_by_first, shown_read_seq, delivered_seq, archived, muted, pinned, listed_minute, blocked_at, blocked_by_peer_at, announced_revision) JOIN conversations c ON c.id = asked.conversation_id;

-- Members.Insert
INSERT INTO conversation_members (conversation_id, user_id, read_seq, read_sent_by_first, shown_read_seq, delivered_seq, archived, muted, pinned, listed_minute, blocked_at, blocked_by_peer_at, announced_revision) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- Members.Update
WITH changed AS (
    UPDATE conversation_members t SET read_seq = n.read_seq, read_sent_by_first = n.read_sent_by_first, shown_read_seq = n.shown_read_seq, delivered_seq = n.delivered_seq, archived = n.archived, muted = n.muted, pinned = n.pinned, listed_minute = n.listed_minute, blocked_at = n.blocked_at, blocked_by_peer_at = n.blocked_by_peer_at, announced_revision = n.announced_revision
    FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24) AS n(conversation_id, user_id, read_seq_before, read_sent_by_first_before, shown_read_seq_before, delivered_seq_before, archived_before, muted_before, pinned_before, listed_minute_before, blocked_at_before, blocked_by_peer_at_before, announced_revision_before, read_seq, read_sent_by_first, shown_read_seq, delivered_seq, archived, muted, pinned, listed_minute, blocked_at, blocked_by_peer_at, announced_revision)
    WHERE t.conversation_id = n.conversation_id AND t.user_id = n.user_id AND t.read_seq = n.read_seq_before AND t.read_sent_by_first = n.read_sent_by_first_before AND t.shown_read_seq IS NOT DISTINCT FROM n.shown_read_seq_before AND t.delivered_seq = n.delivered_seq_before AND t.archived = n.archived_before AND t.muted = n.muted_before AND t.pinned = n.pinned_before AND t.listed_minute IS NOT DISTINCT FROM n.listed_minute_before AND t.blocked_at IS NOT DISTINCT FROM n.blocked_at_before AND t.blocked_by_peer_at IS NOT DISTINCT FROM n.blocked_by_peer_at_before AND t.announced_revision = n.announced_revision_before
    RETURNING 1)
SELECT CASE WHEN count(*) = cardinality($1) THEN 0
    ELSE ('another node was first with ' || cardinality($1) - count(*)
        || ' rows, the batch is decided again')::int END
FROM changed;

-- SelectById
SELECT c.id, c.first_user_id, c.second_user_id, first.username, second.username, c.id FROM unnest($1) AS asked(id) JOIN conversations c ON c.id = asked.id
JOIN users first ON first.id = c.first_user_id JOIN users second ON second.id = c.second_user_id;

-- SelectOfMessages
SELECT c.id, c.first_user_id, c.second_user_id, first.username, second.username, m.id FROM unnest($1) AS asked(id)
JOIN messages m ON m.id = asked.id JOIN conversations c ON c.id = m.conversation_id
JOIN users first ON first.id = c.first_user_id JOIN users second ON second.id = c.second_user_id;

-- SelectPairs
SELECT c.id, c.first_user_id, c.second_user_id, first.username, second.username FROM unnest($1, $2) AS asked(first_user_id, second_user_id)
JOIN conversations c ON c.first_user_id = asked.first_user_id AND c.second_user_id = asked.second_user_id
JOIN users first ON first.id = c.first_user_id JOIN users second ON second.id = c.second_user_id;

-- ConfirmPositions
SELECT CASE WHEN count(*) = cardinality($1) THEN 0
    ELSE ('another node was first with ' || cardinality($1) - count(*)
        || ' rows, the batch is decided again')::int END
FROM unnest($1, $2, $3) AS n(id, conversation_id, seq)
JOIN messages t ON t.id = n.id AND t.conversation_id = n.conversation_id AND t.seq = n.seq;

-- Events.Insert
INSERT INTO user_events (user_id, number, kind, conversation_id, seq, actor_id, payload, commit_id) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8);

-- LimitIdleTime
SET LOCAL idle_in_transaction_session_timeout = '3s';

-- LockConversations
SELECT t.id, t.first_user_id, t.second_user_id, t.last_seq, t.last_message_id, t.revision, t.last_at, t.sent_by_first FROM conversations t WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE;

-- LockStreams
SELECT t.user_id, t.head, t.is_closed FROM user_streams t WHERE user_id = ANY($1) ORDER BY user_id FOR NO KEY UPDATE;

-- Messages.Insert
INSERT INTO messages (id, conversation_id, seq, sender_id, recipient_id, created_at, client_message_id, reply_to_id, sent_by_first, content, data, edited_at, deleted_at, first_content_hash, reactions) SELECT *, NULL, NULL, NULL, '' FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- Messages.Update
WITH changed AS (
    UPDATE messages t SET content = n.content, data = n.data, edited_at = n.edited_at, deleted_at = n.deleted_at, first_content_hash = n.first_content_hash, reactions = n.reactions
    FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS n(id, edited_at_before, deleted_at_before, reactions_before, content, data, edited_at, deleted_at, first_content_hash, reactions)
    WHERE t.id = n.id AND t.edited_at IS NOT DISTINCT FROM n.edited_at_before AND t.deleted_at IS NOT DISTINCT FROM n.deleted_at_before AND t.reactions IS NOT DISTINCT FROM n.reactions_before
    RETURNING 1)
SELECT CASE WHEN count(*) = cardinality($1) THEN 0
    ELSE ('another node was first with ' || cardinality($1) - count(*)
        || ' rows, the batch is decided again')::int END
FROM changed;

-- SelectMembers
SELECT t.conversation_id, t.user_id, t.read_seq, t.read_sent_by_first, t.shown_read_seq, t.delivered_seq, t.archived, t.muted, t.pinned, t.listed_minute, t.blocked_at, t.blocked_by_peer_at, t.announced_revision FROM conversation_members t WHERE conversation_id = ANY($1);

-- SelectMessages
SELECT t.id, t.conversation_id, t.seq, t.sender_id, t.recipient_id, t.created_at, t.client_message_id, t.reply_to_id, t.sent_by_first, t.content, t.data, t.edited_at, t.deleted_at, t.first_content_hash, t.reactions FROM messages t WHERE id = ANY($1);

-- SelectPositions
SELECT id, conversation_id, seq, sent_by_first FROM messages WHERE id = ANY($1);

-- SelectRepeats
SELECT t.id, t.conversation_id, t.seq, t.sender_id, t.recipient_id, t.created_at, t.client_message_id, t.reply_to_id, t.sent_by_first, t.content, t.data, t.edited_at, t.deleted_at, t.first_content_hash, t.reactions FROM unnest($1, $2) AS asked(sender_id, client_message_id)
JOIN messages t ON t.sender_id = asked.sender_id AND t.client_message_id = asked.client_message_id;

-- Streams.Insert
INSERT INTO user_streams (user_id, head, is_closed) SELECT * FROM unnest($1, $2, $3);

-- Streams.Update
WITH changed AS (
    UPDATE user_streams t SET head = n.head, is_closed = n.is_closed
    FROM unnest($1, $2, $3, $4, $5) AS n(user_id, head_before, is_closed_before, head, is_closed)
    WHERE t.user_id = n.user_id AND t.head = n.head_before AND t.is_closed = n.is_closed_before
    RETURNING 1)
SELECT CASE WHEN count(*) = cardinality($1) THEN 0
    ELSE ('another node was first with ' || cardinality($1) - count(*)
        || ' rows, the batch is decided again')::int END
FROM changed;
