using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Plans;

namespace ChatApp.LoadTest.Commands;

/// <summary>
/// Shows the plans of the reads that grow with the data, and fails when one reads a large table from end to end.
/// </summary>
internal static class PlansCommand
{
    public static ExitCode Run(Arguments arguments)
    {
        var target = DatabaseTarget.From(arguments);
        arguments.RejectUnknown();

        using QueryPlans plans = target.Postgres is { } postgres
            ? new PostgresPlans(postgres)
            : new SqlitePlans(target.Sqlite!);
        plans.Open();
        var exit = ExitCode.Passed;
        foreach (var query in ReadQuery.All.Append(plans.Search))
        {
            Console.WriteLine($"== {query.Name}");
            foreach (var line in plans.Explain(query))
            {
                var scan = plans.IsScan(line);
                Console.WriteLine(line + (scan ? "    <== reads the whole table" : ""));
                exit = scan ? ExitCode.Failed : exit;
            }

            Console.WriteLine();
        }

        Console.WriteLine(
            exit == ExitCode.Passed
                ? "No sequential scan of a large table."
                : "A large table is read from end to end.");
        return exit;
    }
}
