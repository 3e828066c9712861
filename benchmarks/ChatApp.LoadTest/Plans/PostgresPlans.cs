using System.Data.Common;
using System.Text.RegularExpressions;
using Npgsql;

namespace ChatApp.LoadTest.Plans;

internal sealed partial class PostgresPlans(string connectionString)
    : QueryPlans(new NpgsqlConnection(connectionString))
{
    public override ReadQuery Search => ReadQuery.PostgresSearch;

    protected override string Prefix => "EXPLAIN (ANALYZE, BUFFERS)";

    public override bool IsScan(string line) =>
        SequentialScan().Match(line) is { Success: true } scan && ReadQuery.LargeTables.Contains(scan.Groups[1].Value);

    protected override string Line(DbDataReader reader) => reader.GetString(0);

    [GeneratedRegex(@"Seq Scan on (\w+)")]
    private static partial Regex SequentialScan();
}
