using System.Text.Json.Nodes;
using System.Threading.Channels;

/// <summary>Each call once. Registers two users, lets them talk, and closes the account of the second.</summary>
internal sealed class Tour(ChatApi ann, ChatApi ben, Guid annId, Guid benId, CancellationToken cancellationToken)
{
    public static async Task RunAsync(
        Uri server, string first, string second, string password, CancellationToken cancellationToken)
    {
        using var annSession = await Session.RegisterAsync(
            server, first, $"{first}@example.com", password, cancellationToken);
        using var benSession = await Session.RegisterAsync(
            server, second, $"{second}@example.com", password, cancellationToken);
        var (ann, ben) = (new ChatApi(annSession), new ChatApi(benSession));
        var annId = (await ann.MeAsync(cancellationToken)).Id;
        var benId = (await ann.FindUsersAsync(second, cancellationToken).FirstAsync(cancellationToken)).Id;
        var cursor = (await ann.SyncAsync(since: null, cancellationToken)).Cursor;

        var tour = new Tour(ann, ben, annId, benId, cancellationToken);
        var reply = await tour.UseRestAsync();
        await tour.UseSocketsAsync(reply, cursor, password);
        var closed = await ann.UserAsync(benId, cancellationToken);
        Print("closed", closed.Username.StartsWith("deleted-", StringComparison.Ordinal) ? "yes" : "no");
    }

    private async Task<Message> UseRestAsync()
    {
        var draft = new JsonObject { ["draft"] = true };
        var hello = await ann.SendAsync(new(benId, "Hello!", Data: draft), cancellationToken);
        var order = new JsonObject { ["order"] = 17 };
        var reply = await ben.SendAsync(new(annId, "It is order 17.", hello.Id, order), cancellationToken);
        Print("reply", reply.Content, reply.Data?["order"]);
        hello = await ann.EditAsync(hello.Id, "Hello, Ben!", data: null, cancellationToken);
        Print("edited", hello.Content, hello.Data?.ToJsonString() ?? "no data");
        order["order"] = 18;
        await ben.EditAsync(reply.Id, "It is order 18.", order, cancellationToken);
        reply = await ben.EditAsync(reply.Id, "It is order 18!", cancellationToken);
        Print("edited", reply.Content, reply.Data?["order"]);

        var slip = await ann.SendAsync(new(benId, "Oops."), cancellationToken);
        await ann.DeleteAsync(slip.Id, cancellationToken);
        slip = await ann.MessageAsync(slip.Id, cancellationToken);
        Print("deleted", slip.DeletedAt is null ? "no" : "yes");
        await ben.ReactAsync(hello.Id, "👍", cancellationToken);
        await ben.ReactAsync(hello.Id, "❤️", cancellationToken);
        await ben.UnreactAsync(hello.Id, "❤️", cancellationToken);
        hello = await ann.MessageAsync(hello.Id, cancellationToken);
        Print("reactions", [.. hello.Reactions.Select(one => $"{one.Emoji} {one.UserIds.Count}")]);

        Print("history", await JoinAsync(ann.HistoryAsync(benId, cancellationToken)));
        var around = await ann.AroundAsync(benId, reply.Id, limit: 2, cancellationToken);
        Print("around", await JoinAsync(around.ToAsyncEnumerable()));
        Print("search", await JoinAsync(ann.SearchAsync("order", benId, cancellationToken)));
        Print("unread", (await ann.UnreadAsync(cancellationToken)).Messages);
        await ann.MarkReadAsync(benId, reply.Id, cancellationToken);
        Print("unread", (await ann.UnreadAsync(cancellationToken)).Messages);
        var row = await ann.ArrangeAsync(benId, archived: true, muted: true, pinned: true, cancellationToken);
        Print("arranged", Flags(row.Archived, row.Muted, row.Pinned));
        Print("list", await NamesAsync(ann.ConversationsAsync(archived: false, cancellationToken)));
        Print("archive", await NamesAsync(ann.ConversationsAsync(archived: true, cancellationToken)));

        await ann.BlockAsync(benId, cancellationToken);
        Print("blocks", await NamesAsync(ann.BlocksAsync(cancellationToken)));
        try
        {
            await ben.SendAsync(new(annId, "This one is refused."), cancellationToken);
        }
        catch (Problem problem)
        {
            Print("refused", problem.Code);
        }

        await ann.UnblockAsync(benId, cancellationToken);
        Print("blocks", await NamesAsync(ann.BlocksAsync(cancellationToken)));
        var lines = await ann.ExportAsync(cancellationToken).ToListAsync(cancellationToken);
        Print("export", [.. lines.Select(line => line["type"])]);
        return reply;
    }

    private async Task UseSocketsAsync(Message reply, string cursor, string password)
    {
        var missed = (await ann.SyncAsync(cursor, cancellationToken)).Events;
        await using var anns = new Device(ann.Session, cursor);
        await anns.ExpectAsync<Ready>();
        foreach (var _ in missed)
        {
            await anns.ExpectAsync<ChatEvent>(); // what has happened since that cursor comes first
        }

        await using (var bens = new Device(ben.Session, (await ben.SyncAsync(since: null, cancellationToken)).Cursor))
        {
            await bens.ExpectAsync<Ready>();
            await anns.ExpectAsync<Presence>();
            await bens.Client.ShowTypingAsync(annId, cancellationToken);
            await anns.ExpectAsync<Typing>();
            var data = new JsonObject { ["order"] = 18 };
            await anns.Client.SendAsync(new(benId, "By the socket.", reply.Id, data), cancellationToken);
            await anns.ExpectAsync<MessageSent>(); // her own copy: it is stored
            var message = (await bens.ExpectAsync<MessageSent>()).Message;
            await bens.Client.MarkDeliveredAsync(annId, message.Id, cancellationToken);
            await anns.ExpectAsync<DeliveredUpTo>();
            await ann.RenameAsync("Ann the First", cancellationToken);
            await anns.ExpectAsync<UserUpdated>();
            await bens.ExpectAsync<UserUpdated>();
        }

        // With the account his session ends.
        await ben.CloseAccountAsync(password, eraseMessages: false, cancellationToken);
        await anns.ExpectAsync<UserUpdated>();
    }

    private static string Describe(ChatEvent chatEvent) => chatEvent switch
    {
        Ready => "connected",
        MessageSent { Message: var message } => $"message {message.Seq}: {message.Content}",
        MessageEdited { Message: var message } => $"edited {message.Seq}: {message.Content}",
        MessageDeleted { Message: var message } => $"deleted {message.Seq}",
        ReactionAdded reaction => $"reaction {reaction.Emoji}",
        ReactionRemoved reaction => $"no reaction {reaction.Emoji}",
        ReadUpTo mark => $"read up to {mark.Seq}",
        DeliveredUpTo mark => $"delivered up to {mark.Seq}",
        ConversationUpdated row => $"conversation {Flags(row.Archived, row.Muted, row.Pinned)}",
        UserUpdated user => $"user '{user.DisplayName}'",
        Typing => "typing",
        Presence presence => presence.Online ? "online" : $"last seen {presence.LastSeenAt}",
        _ => "events were missed",
    };

    private static string Flags(bool archived, bool muted, bool pinned) =>
        string.Join(' ', new[] { archived ? "archived" : "", muted ? "muted" : "", pinned ? "pinned" : "" }
            .Where(name => name.Length > 0));

    private async Task<string> JoinAsync(IAsyncEnumerable<Message> messages) =>
        string.Join(" | ", await messages.Select(message => message.Content).ToListAsync(cancellationToken));

    private async Task<string> NamesAsync(IAsyncEnumerable<Conversation> rows) =>
        string.Join(' ', await rows.Select(row => row.Username).ToListAsync(cancellationToken));

    private async Task<string> NamesAsync(IAsyncEnumerable<User> users) =>
        string.Join(' ', await users.Select(user => user.Username).ToListAsync(cancellationToken));

    private static void Print(string name, params object?[] values) =>
        Console.WriteLine($"{name}: {string.Join(' ', values)}");

    /// <summary>A client that runs, with the events that nobody has looked at.</summary>
    private sealed class Device : IAsyncDisposable
    {
        private readonly Channel<ChatEvent> _inbox = Channel.CreateUnbounded<ChatEvent>();
        private readonly CancellationTokenSource _stop = new();
        private readonly string _username;
        private readonly Task _running;

        public Device(Session session, string cursor)
        {
            _username = session.Username;
            Client = new(session, one => _inbox.Writer.TryWrite(one), Console.Error.WriteLine, cursor);
            _running = Client.RunAsync(_stop.Token);
        }

        public Client Client { get; }

        /// <summary>Waits for the next event of a kind, and drops those before it.</summary>
        public async Task<T> ExpectAsync<T>()
            where T : ChatEvent
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (true)
            {
                if (await _inbox.Reader.ReadAsync(patience.Token) is T expected)
                {
                    Print(_username, Describe(expected));
                    return expected;
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Client.Dispose();
            _stop.Dispose();
        }
    }
}
