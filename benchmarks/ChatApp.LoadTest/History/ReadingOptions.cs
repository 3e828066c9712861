using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Http;
using ChatApp.LoadTest.Rest;

namespace ChatApp.LoadTest.History;

/// <summary>
/// Whose pages to read: of the user that is named, or of two new ones after one has written to the other.
/// </summary>
internal sealed record ReadingOptions(string? Username, string Password, Guid PeerId, int Messages)
{
    public static ReadingOptions From(Arguments arguments) => arguments.Text("user") is { } user
        ? new ReadingOptions(user, arguments.Required("password"), arguments.RequiredId("peer"), 0)
        : new ReadingOptions(null, "", default, arguments.Number("messages", 5000, 1, 1_000_000));

    public async Task<ReadingUser> UserAsync(ServerAddress server, ChatApi api, int connections, CancellationToken stop)
    {
        if (Username is not null)
        {
            var login = await api.LoginAsync(Username, Password, stop);
            return new ReadingUser(api, login.AccessToken, PeerId);
        }

        var users = await new UserPool(api, null).TakeAsync(2, TimeSpan.FromMinutes(5), stop);
        Console.Error.WriteLine($"Sending {Messages} messages to have something to read...");
        var user = new ReadingUser(api, users[0].Token!, users[1].Id);
        await FillAsync(server, user, connections, stop);
        return user;
    }

    private async Task FillAsync(ServerAddress server, ReadingUser user, int connections, CancellationToken stop)
    {
        var left = Messages;
        const string Content = "One of many messages of a load test, to be read page by page.";
        var json = $$"""{"recipient_id":"{{user.PeerId:D}}","content":"{{Content}}"}""";
        var request = HttpRequest.Post(server, "/api/v1/messages/dm", user.Token, json);
        await HttpLoop.RunAsync(server, connections, async (_, connection) =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var answer = await connection.CallAsync(request, stop);
                if (answer.Status != 201)
                {
                    throw new LoadTestException($"A message was answered {answer.Status}.");
                }
            }
        }, stop);
    }
}
