using System.Data.Common;

namespace ChatApp.LoadTest.Plans;

/// <summary>
/// Asks a database how it would read, at the middle of the largest conversation and of the longest stream.
/// </summary>
internal abstract class QueryPlans(DbConnection connection) : IDisposable
{
    private readonly Dictionary<string, object> _values = [];

    public void Open()
    {
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT c.id, m.id, s.user_id, s.head / 2, a.last_at, a.listed_minute,
                   (SELECT MIN(listed_minute) FROM conversation_members)
            FROM (SELECT id, last_seq FROM conversations ORDER BY last_seq DESC LIMIT 1) AS c
            JOIN messages AS m ON m.conversation_id = c.id AND m.seq = c.last_seq / 2
            CROSS JOIN (SELECT user_id, head FROM user_streams ORDER BY head DESC LIMIT 1) AS s
            CROSS JOIN (SELECT last_at, listed_minute
                        FROM conversations JOIN conversation_members ON conversation_id = id
                        WHERE last_at IS NOT NULL
                        ORDER BY last_at LIMIT 1 OFFSET (SELECT COUNT(*) / 2 FROM conversations)) AS a
            """;
        using var reader = command.ExecuteReader();
        if (!reader.Read())
        {
            throw new CommandLine.LoadTestException("The database is empty. Seed it first.");
        }

        (_values["conversation"], _values["message"]) = (reader[0], reader[1]);
        (_values["user"], _values["number"], _values["at"], _values["minute"]) =
            (reader[2], reader[3], reader[4], reader[5]);
        _values["archived"] = false;
        _values["oldest"] = reader[6];
        _values["latest"] = reader[0] is Guid ? Guid.AllBitsSet : Guid.AllBitsSet.ToByteArray();
    }

    public IEnumerable<string> Explain(ReadQuery query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"{Prefix} {query.Sql}";
        foreach (var (name, value) in _values.Where(
            value => query.Sql.Contains('@' + value.Key, StringComparison.Ordinal)))
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return Line(reader);
        }
    }

    /// <summary>The query whose text differs between the databases.</summary>
    public abstract ReadQuery Search { get; }

    /// <summary>Whether the line shows a large table read from end to end.</summary>
    public abstract bool IsScan(string line);

    public void Dispose() => connection.Dispose();

    protected abstract string Prefix { get; }

    protected abstract string Line(DbDataReader reader);
}
