using System.Diagnostics;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Seeding;

namespace ChatApp.LoadTest.Commands;

/// <summary>Fills a migrated database in minutes with what a server would take hours to be sent.</summary>
internal static class SeedCommand
{
    public static ExitCode Run(Arguments arguments)
    {
        var mainUser = arguments.Required("main-user");
        var messages = arguments.Number("messages", 1_000_000, 1, 100_000_000);
        var users = arguments.Number("users", 1000, 4, 1_000_000);
        var mainConversations = arguments.Number("main-conversations", 1000, 1, 1_000_000);
        var mainPercent = arguments.Number("main-percent", 20, 0, 90);
        var pairFile = arguments.Text("users-file");
        var pairs = arguments.Number("pairs", 50, 1, 5000);
        var password = pairFile is null ? "" : arguments.Required("password");
        var (label, target) = (arguments.Text("label"), DatabaseTarget.From(arguments));
        arguments.RejectUnknown();

        using ISeedDatabase database = target.Postgres is { } postgres
            ? new PostgresSeedDatabase(postgres)
            : new SqliteSeedDatabase(target.Sqlite!);
        var main = database.FindUser(mainUser)
            ?? throw new LoadTestException(
                $"There is no user '{mainUser}'. Register them over REST first; the seed is built around them.");

        var start = Stopwatch.GetTimestamp();
        var plan = new SeedPlan(main, users, mainConversations, mainPercent / 100.0, messages);
        var tables = new SeedTables(plan, database);
        Step("users", tables.WriteUsers);
        Step("conversations", tables.WriteConversations);
        Step("members", tables.WriteMembers);
        Step("messages", tables.WriteMessages);
        Step("user_events", tables.WriteEvents);
        Step("user_streams", tables.WriteHeads);
        Step("commit", database.Commit);
        new UserFile(pairFile).Write(plan.Pairs(pairs)
            .SelectMany(pair => new[] { plan.Users[pair.First], plan.Users[pair.Second] })
            .Select(id => new LoadUser(SeedTables.NameOf(id), password, id, null, default)));

        var report = new Report("seed", label);
        report.Add("messages", (long)messages);
        report.Add("users", (long)users);
        report.Add("conversations", (long)plan.Conversations.Count());
        report.Add("seconds", Stopwatch.GetElapsedTime(start).TotalSeconds);
        report.Add("user", main.Username);
        report.Add("peer", plan.Users[SeedPlan.MainPeer].ToString("D"));
        report.Add("password", "that of the user, for all seeded users too");
        report.Print();
        return ExitCode.Passed;
    }

    private static void Step(string name, Action write)
    {
        var start = Stopwatch.GetTimestamp();
        write();
        Console.Error.WriteLine($"{name}: {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
    }
}
