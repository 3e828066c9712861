using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace ChatApp.LoadTest.Plans;

/// <summary>SEARCH goes down an index; SCAN reads everything, be it the table or the whole of an index.</summary>
internal sealed partial class SqlitePlans(string connectionString) : QueryPlans(new SqliteConnection(connectionString))
{
    private const int ParentColumn = 1;
    private const int DetailColumn = 3;

    public override ReadQuery Search => ReadQuery.SqliteSearch;

    protected override string Prefix => "EXPLAIN QUERY PLAN";

    public override bool IsScan(string line) =>
        Scan().Match(line) is { Success: true } scan && ReadQuery.LargeTables.Contains(scan.Groups[1].Value);

    protected override string Line(DbDataReader reader) =>
        (Convert.ToInt32(reader[ParentColumn], CultureInfo.InvariantCulture) == 0 ? "" : "  ")
            + reader.GetString(DetailColumn);

    [GeneratedRegex(@"\bSCAN (\w+)")]
    private static partial Regex Scan();
}
