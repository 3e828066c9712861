// Talks with one person, line by line, for as long as you like:
//
//   CHATAPP_PASSWORD='battery staple' dotnet run --project docs/examples/csharp http://localhost:8000 bob alice

var (server, username, peer) = (new Uri(args[0]), args[1], args[2]);
using var stop = new CancellationTokenSource();
try
{
    var password = Environment.GetEnvironmentVariable("CHATAPP_PASSWORD") ?? "";
    using var session = await Session.LogInAsync(server, username, password, stop.Token);
    var (found, _) = await session.CallAsync(HttpMethod.Get, $"users?search={Uri.EscapeDataString(peer)}", stop.Token);
    var other = found.AsArray().FirstOrDefault(
        user => peer.Equals((string?)user!["username"], StringComparison.OrdinalIgnoreCase));
    if (other is null)
    {
        await Console.Error.WriteLineAsync($"There is no user {peer}.");
        return 1;
    }

    using var client = new Client(
        session,
        show: message => Console.WriteLine($"{message["sender_username"]}: {message["content"]}"),
        tell: Console.Error.WriteLine);
    var running = client.RunAsync(stop.Token);
    var typing = Task.Run(() => TypeAsync(client, (string)other["id"]!));
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

async Task TypeAsync(Client client, string recipient)
{
    while (await Console.In.ReadLineAsync(stop.Token) is { } line)
    {
        await client.SendAsync(recipient, line, stop.Token);
    }

    for (var tries = 0; !client.IsIdle && tries < 100; tries++)
    {
        await Task.Delay(100, stop.Token);
    }
}
