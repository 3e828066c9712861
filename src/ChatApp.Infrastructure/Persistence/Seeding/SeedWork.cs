using ChatApp.Application.Maintenance.Seeding;

namespace ChatApp.Infrastructure.Persistence.Seeding;

/// <summary>Writes a plan into the tables, in the order in which they refer to each other.</summary>
internal sealed class SeedWork(
    SeedPlan plan, ISeedDatabase database, IProgress<SeedProgress> progress, CancellationToken cancellationToken)
{
    private const int RowsPerReport = 1_000;

    private const int ContentLength = 64;
    private const string Words =
        "The ferry leaves at seven, so let us meet at the old harbour before six and bring the maps, a lamp and "
        + "something warm to drink for the way over to the islands and back again tomorrow.";

    private static readonly short Sent = new MessageSentKind().Number;

    private readonly long[] _heads = [plan.Main.Head, .. new long[plan.Users.Count - 1]];

    public void Run()
    {
        WriteUsers();
        WriteConversations();
        WriteMembers();
        WriteMessages();
        WriteEvents();
        WriteHeads();
        progress.Report(new SeedProgress("commit", 0));
        database.Commit();
    }

    private void WriteUsers()
    {
        using var rows = database.Write(
            "users", "id", "username", "username_key", "email", "email_key", "password_hash", "display_name",
            "is_active", "created_at");
        foreach (var id in Watched("users", plan.Users.Skip(1)))
        {
            var name = SeedNames.Of(id);
            rows.StartRow();
            rows.Id(id);
            rows.Text(name);
            rows.Text(name);
            rows.Text($"{name}@example.com");
            rows.Text($"{name}@example.com");
            rows.Text(plan.Main.PasswordHash);
            rows.Text(name);
            rows.Flag(true);
            rows.Time(plan.Start);
        }

        rows.Complete();
    }

    private void WriteConversations()
    {
        using var rows = database.Write(
            "conversations",
            "id", "first_user_id", "second_user_id", "last_seq", "sent_by_first", "last_at", "last_message_id",
            "revision");
        foreach (var conversation in Watched("conversations", plan.Conversations))
        {
            rows.StartRow();
            rows.Id(conversation.Id);
            rows.Id(plan.Users[conversation.First]);
            rows.Id(plan.Users[conversation.Second]);
            rows.Number(conversation.LastSeq);
            rows.Number(conversation.SentByFirst);
            rows.Time(conversation.LastAt);
            rows.Id(conversation.LastMessageId);
            rows.Number(0);
        }

        rows.Complete();
    }

    private void WriteMembers()
    {
        using var rows = database.Write(
            "conversation_members",
            "conversation_id", "user_id", "read_seq", "read_sent_by_first", "delivered_seq", "archived", "muted",
            "pinned", "listed_minute");
        foreach (var conversation in Watched("conversation_members", plan.Conversations))
        {
            foreach (var user in new[] { conversation.First, conversation.Second }.Distinct())
            {
                rows.StartRow();
                rows.Id(conversation.Id);
                rows.Id(plan.Users[user]);
                rows.Number(conversation.ReadSeq);
                rows.Number(conversation.ReadSentByFirst);
                rows.Number(conversation.ReadSeq);
                rows.Flag(false);
                rows.Flag(false);
                rows.Flag(false);
                rows.Time(Member.MinuteOf(conversation.LastAt));
            }
        }

        rows.Complete();
    }

    private void WriteMessages()
    {
        using var rows = database.Write(
            "messages",
            "conversation_id", "seq", "id", "sender_id", "recipient_id", "content", "created_at", "client_message_id",
            "sent_by_first");
        var random = new Random(1);
        foreach (var message in Watched("messages", plan.Messages()))
        {
            rows.StartRow();
            rows.Id(message.Conversation.Id);
            rows.Number(message.Seq);
            rows.Id(message.Id);
            rows.Id(plan.Users[message.Sender]);
            rows.Id(plan.Users[message.Recipient]);
            rows.Text(Words.Substring(random.Next(Words.Length - ContentLength), ContentLength));
            rows.Time(message.CreatedAt);
            rows.Id(Guid.CreateVersion7(message.CreatedAt));
            rows.Number(message.SentByFirst);
        }

        rows.Complete();
    }

    /// <summary>One event for each of the two users of each message, numbered without a gap.</summary>
    private void WriteEvents()
    {
        using var rows = database.Write(
            "user_events", "user_id", "number", "kind", "conversation_id", "seq", "actor_id");
        foreach (var message in Watched("user_events", plan.Messages()))
        {
            WriteEvent(rows, message.Conversation.First, message);
            WriteEvent(rows, message.Conversation.Second, message);
        }

        rows.Complete();
    }

    private void WriteHeads()
    {
        database.SetHead(plan.Main.Id, _heads[SeedPlan.MainUser]);
        using var rows = database.Write("user_streams", "user_id", "head", "floor");
        for (var user = 1; user < _heads.Length; user++)
        {
            rows.StartRow();
            rows.Id(plan.Users[user]);
            rows.Number(_heads[user]);
            rows.Number(0);
        }

        rows.Complete();
    }

    private void WriteEvent(IRowWriter rows, int user, SeedMessage message)
    {
        rows.StartRow();
        rows.Id(plan.Users[user]);
        rows.Number(++_heads[user]);
        rows.SmallNumber(Sent);
        rows.Id(message.Conversation.Id);
        rows.Number(message.Seq);
        rows.Id(null);
    }

    private IEnumerable<T> Watched<T>(string table, IEnumerable<T> items)
    {
        var count = 0L;
        foreach (var item in items)
        {
            if (count % RowsPerReport == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress.Report(new SeedProgress(table, count));
            }

            count++;
            yield return item;
        }
    }
}
