// Talks with one person, line by line, for as long as you like:
//
//   CHATAPP_PASSWORD='battery staple' dotnet run --project docs/examples/csharp http://localhost:8000 bob alice
//
// With "tour" before the address it makes each call once: see Tour.cs.

using var stop = new CancellationTokenSource();
try
{
    var password = Environment.GetEnvironmentVariable("CHATAPP_PASSWORD") ?? "";
    if (args is ["tour", var address, var first, var second])
    {
        await Tour.RunAsync(new Uri(address), first, second, password, stop.Token);
        return 0;
    }

    var (server, username, peer) = (new Uri(args[0]), args[1], args[2]);
    using var session = await Session.LogInAsync(server, username, password, stop.Token);
    var other = await new ChatApi(session).FindUsersAsync(peer, stop.Token).FirstOrDefaultAsync(stop.Token);
    if (other is null || !peer.Equals(other.Username, StringComparison.OrdinalIgnoreCase))
    {
        await Console.Error.WriteLineAsync($"There is no user {peer}.");
        return 1;
    }

    using var client = new Client(session, Show, Console.Error.WriteLine);
    var running = client.RunAsync(stop.Token);
    var typing = Task.Run(() => TypeAsync(client, other.Id));
    await await Task.WhenAny(running, typing);
    await stop.CancelAsync();
    await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    if (client.IsIdle)
    {
        return 0;
    }

    await Console.Error.WriteLineAsync("Not everything was sent: the server does not answer.");
}
catch (Problem problem)
{
    await Console.Error.WriteLineAsync(problem.Message);
}
catch (HttpRequestException exception)
{
    await Console.Error.WriteLineAsync($"The server cannot be reached: {exception.Message}");
}

return 1;

// Shows messages, with their edits and deletions, and ignores the other events.
static void Show(ChatEvent chatEvent)
{
    switch (chatEvent)
    {
        case MessageSent { Message: { DeletedAt: null } message }:
            Console.WriteLine($"{message.SenderUsername}: {message.Content}");
            break;
        case MessageEdited { Message: { DeletedAt: null } message }:
            Console.WriteLine($"{message.SenderUsername} (edited): {message.Content}");
            break;
        case MessageDeleted { Message: var message }:
            Console.WriteLine($"{message.SenderUsername} has deleted a message.");
            break;
    }
}

async Task TypeAsync(Client client, Guid recipientId)
{
    while (await Console.In.ReadLineAsync(stop.Token) is { } line)
    {
        await client.SendAsync(new(recipientId, line), stop.Token);
    }

    for (var tries = 0; !client.IsIdle && tries < 100; tries++)
    {
        await Task.Delay(100, stop.Token);
    }
}
